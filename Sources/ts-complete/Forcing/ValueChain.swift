import NDJSON
import TimeSeries

/// A record that is asked for value by value: what is known is written for the model, which gives
/// each value alone.
struct ValueChain {
  /// The index of the sample.
  let sample: Int
  /// What the record holds so far, after what was forced.
  private(set) var text: [UInt8] = []
  /// How often the value that is due was asked for.
  private(set) var tries = 0
  private var rest: ArraySlice<RecordOutline.Piece>

  /// How often a value is asked for before what came is taken as it is.
  static let mostTries = 4

  /// Begins the rest of a record.
  init(sample: Int, rest: RecordOutline) {
    self.sample = sample
    self.rest = rest.pieces[...]
    takeKnown()
  }

  /// Whether the record is whole.
  var isDone: Bool { rest.isEmpty }

  /// A number that differs for each question of the chain.
  var step: Int { (sample * 4_096 + rest.count) * Self.mostTries + tries }

  /// Texts that end the value that is due.
  var stop: [String] {
    guard let piece = rest.first else { return [] }
    switch piece {
    case .openText: return ["\"", "\n"]
    case .open(let column) where column.isText: return ["\"", "\n"]
    case .open(let column) where !column.mayHoldText: return [",", "}", "\n"]
    default:
      guard rest.count > 1, case .known(let next) = rest[rest.startIndex + 1] else { return ["\n"] }
      return [String(decoding: next, as: UTF8.self), "\n"]
    }
  }

  /// Takes what the model wrote for the value that is due; false where it holds none and is to be
  /// asked again.
  mutating func take(_ answer: [UInt8]) -> Bool {
    guard let piece = rest.first else { return true }
    tries += 1
    guard let value = Self.value(of: piece, in: answer) else {
      guard tries >= Self.mostTries else { return false }
      // Validation has the last word on a record without a value.
      text += answer
      rest = []
      return true
    }
    text += value
    rest.removeFirst()
    tries = 0
    takeKnown()
    return true
  }

  private mutating func takeKnown() {
    while case .known(let bytes)? = rest.first {
      text += bytes
      rest.removeFirst()
    }
    if case .open(let column)? = rest.first, column.isText {
      text.append(0x22)
      rest[rest.startIndex] = .openText(column)
    }
    if rest.isEmpty { text.append(0x0A) }
  }

  /// The value that an answer begins with; nil where it begins with none of the piece's forms.
  static func value(of piece: RecordOutline.Piece, in answer: [UInt8]) -> [UInt8]? {
    switch piece {
    case .known(let bytes): return bytes
    case .openText(let column): return textValue(answer, of: column)
    case .open(let column):
      let start = answer.firstIndex { $0 != 0x20 && $0 != 0x09 } ?? answer.endIndex
      let text = Array(answer[start...])
      return column.forms.lazy.compactMap { $0.value(in: text) }.first
    }
  }

  /// The inside of a string up to its closing quote, which is added.
  private static func textValue(
    _ answer: [UInt8], of column: RecordShape.Column
  ) -> [UInt8]? {
    var inside = answer.prefix { $0 != 0x0A }
    if inside.reversed().prefix(while: { $0 == 0x5C }).count % 2 == 1 { inside.removeLast() }
    let quoted = [0x22] + inside + [0x22]
    var scanner = JSONScanner(quoted.span)
    guard let value = try? scanner.value() else { return nil }
    let text = Array(quoted[value.range])
    guard column.texts.isEmpty || column.texts.contains(text) else { return nil }
    return Array(text.dropFirst())
  }
}

extension RecordShape.Column {
  /// Whether a value may be a string.
  fileprivate var mayHoldText: Bool {
    forms.contains { form in
      switch form {
      case .text, .any: true
      case .words(let words): words.contains { $0.first == 0x22 }
      default: false
      }
    }
  }
}

extension RecordShape.Form {
  /// The longest value of this form that a text begins with; nil where there is none.
  fileprivate func value(in text: [UInt8]) -> [UInt8]? {
    if case .words(let words) = self {
      return words.filter { text.starts(with: $0) }.max { $0.count < $1.count }
    }
    var scanner = JSONScanner(text.span)
    if let value = try? scanner.value() {
      return fits(value.kind) ? whole(Array(text[value.range])) : nil
    }
    let number = text.leadingNumber
    return number.isEmpty || !fits(.number) ? nil : whole(number)
  }

  private func fits(_ kind: JSONKind) -> Bool {
    switch self {
    case .text: kind == .string
    case .integer, .number: kind == .number
    case .boolean: kind == .boolean
    case .null: kind == .null
    case .any: true
    case .words: false
    }
  }

  /// Of a number, where a whole one is wanted, the part before the point.
  private func whole(_ bytes: [UInt8]) -> [UInt8] {
    guard self == .integer else { return bytes }
    return Array(bytes.prefix { $0 == 0x2D || ($0 >= 0x30 && $0 <= 0x39) })
  }
}

extension [UInt8] {
  /// The longest number that the text begins with: one that was cut, such as `12.` or `1e`, without
  /// its end.
  fileprivate var leadingNumber: [UInt8] {
    var end = first == UInt8(ascii: "-") ? 1 : 0
    let whole = digits(from: end)
    if whole == 0 { return [] }
    // A zero in front is a number by itself.
    if self[end] == UInt8(ascii: "0") { return Array(prefix(end + 1)) }
    end += whole
    if end < count, self[end] == UInt8(ascii: ".") {
      let decimals = digits(from: end + 1)
      if decimals == 0 { return Array(prefix(end)) }
      end += 1 + decimals
    }
    return Array(prefix(end))
  }

  private func digits(from start: Int) -> Int {
    var end = start
    while end < count, 0x30...0x39 ~= self[end] { end += 1 }
    return end - start
  }
}
