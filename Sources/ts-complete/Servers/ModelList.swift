import CurlMulti
import FilterTool
import NDJSON

/// What the server says of itself at `/v1/models`.
struct ModelList: Equatable {
  /// The first model's name.
  var model: String
  /// The dialect that its owner's name tells of; nil where it tells of none.
  var dialect: Dialect?

  /// How many tokens a prompt and its completion may have together; nil where it does not say.
  var context: Int?

  /// One model of the list.
  private struct Entry {
    var id = ""
    var owner = ""
    var context: Int?
  }

  /// The longest name of a model that is taken, in bytes.
  private static let longestName = 4_096

  /// Reads the list; nil where it is none or empty.
  ///
  /// The context is that of the model `wanted`, nil where it is not listed; without one that of the
  /// first.
  init?(_ json: Span<UInt8>, wanted: String? = nil) {
    guard let entries = try? Self.entries(json), let first = entries.first else { return nil }
    model = first.id
    context = entries.first { $0.id == wanted ?? first.id }?.context
    let owner = first.owner.lowercased()
    dialect = Dialect.allCases.first { dialect in
      dialect.row.owner.map { owner.hasPrefix($0) } ?? false
    }
  }

  private static func entries(_ json: Span<UInt8>) throws(JSONError) -> [Entry] {
    var scanner = JSONScanner(json)
    var found: [Entry] = []
    var more = try scanner.enterObject()
    while more {
      if json.equals("data", in: try scanner.memberName().contents) {
        var another = try scanner.enterArray()
        while another {
          if let entry = try entry(&scanner) { found.append(entry) }
          another = try scanner.hasNext(closing: 0x5D)
        }
      } else {
        _ = try scanner.value()
      }
      more = try scanner.hasNext(closing: 0x7D)
    }
    return found
  }

  /// A model; nil where it has no name.
  private static func entry(_ scanner: inout JSONScanner) throws(JSONError) -> Entry? {
    let json = scanner.bytes
    var entry = Entry()
    var more = try scanner.enterObject()
    while more {
      let name = try scanner.memberName().contents
      let value = try scanner.value()
      if value.kind == .string, value.range.count <= longestName {
        if json.equals("id", in: name) { entry.id = try json.string(of: value) }
        if json.equals("owned_by", in: name) { entry.owner = try json.string(of: value) }
      }
      if json.equals("max_model_len", in: name) { entry.context = context(json, value) }
      if json.equals("meta", in: name), value.kind == .object, entry.context == nil {
        entry.context = try contextOfMeta(json.extracting(value.range))
      }
      more = try scanner.hasNext(closing: 0x7D)
    }
    return entry.id.isEmpty ? nil : entry
  }

  /// llama.cpp tells what the model was made for, and newer ones what the server allows.
  private static func contextOfMeta(_ meta: Span<UInt8>) throws(JSONError) -> Int? {
    for name: StaticString in ["n_ctx", "n_ctx_train"] {
      if let value = try meta.checkedMember(name), let count = context(meta, value) { return count }
    }
    return nil
  }

  private static func context(_ json: Span<UInt8>, _ value: JSONValue) -> Int? {
    json.count(of: value).flatMap { $0 > 0 ? $0 : nil }
  }
}
