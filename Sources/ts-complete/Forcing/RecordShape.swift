import TimeSeries

import NDJSON

/// The columns of a record as its schema lists them, as far as the text of a record goes by them.
struct RecordShape: Equatable, Sendable {
  /// What a value may look like.
  enum Form: Equatable, Sendable {
    /// A string.
    case text
    /// A number without a fraction.
    case integer
    /// A number.
    case number
    /// `true` or `false`.
    case boolean
    /// `null`.
    case null
    /// One of these JSON values.
    case words([[UInt8]])
    /// Any JSON value.
    case any
  }

  /// One column.
  struct Column: Equatable, Sendable {
    /// Its name.
    let name: String
    /// Its name as JSON, quotes included.
    let quotedName: [UInt8]
    /// What its values may look like: any of these.
    let forms: [Form]

    /// The JSON of its values, where all are listed; empty where others are possible.
    var texts: [[UInt8]] {
      var texts: [[UInt8]] = []
      for form in forms {
        guard case .words(let words) = form else { return [] }
        texts += words
      }
      return texts
    }

    /// Whether each value is a string, so that it begins with a quote.
    var isText: Bool {
      forms.allSatisfy { form in
        switch form {
        case .text: true
        case .words(let words): words.allSatisfy { $0.first == 0x22 }
        default: false
        }
      }
    }
  }

  /// The columns in the schema's order.
  let columns: [Column]

  /// Reads the `properties` of a schema, which must be a JSON object.
  init(schema: Span<UInt8>) throws(JSONError) {
    var columns: [Column] = []
    var scanner = JSONScanner(schema)
    var more = try scanner.enterObject()
    while more {
      if schema.equals("properties", in: try scanner.memberName().contents) {
        var another = try scanner.enterObject()
        while another {
          let name = try schema.string(of: scanner.memberName())
          var writer = JSONWriter()
          writer.string(name)
          columns.append(
            Column(name: name, quotedName: writer.bytes, forms: try Self.forms(&scanner)))
          another = try scanner.hasNext(closing: 0x7D)
        }
      } else {
        _ = try scanner.value()
      }
      more = try scanner.hasNext(closing: 0x7D)
    }
    self.columns = columns
  }

  /// Reads one property: its `type`, `enum` or `const`; any other keyword only narrows them.
  private static func forms(_ scanner: inout JSONScanner) throws(JSONError) -> [Form] {
    let schema = scanner.bytes
    var typed: [Form] = []
    var words: [[UInt8]]?
    guard scanner.bytes.byte(at: scanner.position) == 0x7B else {
      _ = try scanner.value()
      return [.any]
    }
    var more = try scanner.enterObject()
    while more {
      let name = try scanner.memberName().contents
      let start = scanner.position
      let value = try scanner.value()
      if schema.equals("type", in: name) {
        typed = try elements(of: value, in: schema).map { form(named: schema.copy($0.range)) }
      } else if schema.equals("enum", in: name), value.kind == .array {
        words = try elements(of: value, in: schema).map { schema.copy($0.range) }
      } else if schema.equals("const", in: name) {
        words = [schema.copy(start..<value.range.upperBound)]
      }
      more = try scanner.hasNext(closing: 0x7D)
    }
    if let words { return [.words(words)] }
    return typed.isEmpty ? [.any] : typed
  }

  /// The elements of an array; a value that is none stands alone.
  private static func elements(
    of value: JSONValue, in bytes: Span<UInt8>
  ) throws(JSONError) -> [JSONValue] {
    guard value.kind == .array else { return [value] }
    var found: [JSONValue] = []
    var scanner = JSONScanner(bytes, at: value.range.lowerBound)
    var more = try scanner.enterArray()
    while more {
      found.append(try scanner.value())
      more = try scanner.hasNext(closing: 0x5D)
    }
    return found
  }

  private static func form(named name: [UInt8]) -> Form {
    switch String(decoding: name, as: UTF8.self) {
    case "\"string\"": .text
    case "\"integer\"": .integer
    case "\"number\"": .number
    case "\"boolean\"": .boolean
    case "\"null\"": .null
    default: .any
    }
  }
}
