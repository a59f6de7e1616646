import NDJSON
import TimeSeries

/// A record of which the time is known: text that is certain, and values that are left open.
struct RecordOutline: Equatable, Sendable {
  /// A part of the record.
  enum Piece: Equatable, Sendable {
    /// Bytes that are known.
    case known([UInt8])
    /// A value of a column.
    case open(RecordShape.Column)
    /// What is left of a column's text whose opening quote is known.
    case openText(RecordShape.Column)
  }

  /// The parts, from the brace to the brace.
  let pieces: [Piece]

  /// A record at `time`; nil where that cannot be written.
  init?(_ shape: RecordShape, _ spec: Spec, _ spelling: RecordSpelling, at time: Timestamp) {
    guard let written = spelling.time(time) else { return nil }
    var pieces: [Piece] = []
    var known: [UInt8] = [0x7B]
    for (index, column) in shape.columns.enumerated() {
      if index > 0 { known += [0x2C] + spelling.afterComma }
      known += spelling.name(index, column) + [0x3A] + spelling.afterColon
      switch column.name {
      case spec.timeColumn: known += written
      case spec.groupColumn: known += spelling.group
      default:
        pieces += [.known(known), .open(column)]
        known = []
      }
    }
    self.pieces = pieces + [.known(known + [0x7D])]
  }

  init(pieces: [Piece]) { self.pieces = pieces }

  /// The bytes that are known before the first open value; the quote of a text is.
  var beginning: [UInt8] {
    guard case .known(let bytes) = pieces.first else { return [] }
    guard pieces.count > 1, case .open(let column) = pieces[1] else { return bytes.dropLast() }
    return column.isText ? bytes + [0x22] : bytes
  }

  /// What follows `text`, with which the record begins; nil where it does not.
  func rest(after text: some Collection<UInt8>) -> RecordOutline? {
    var text = text[...]
    var rest = pieces[...]
    while !text.isEmpty {
      guard case .known(let bytes)? = rest.popFirst() else { return nil }
      let count = min(bytes.count, text.count)
      guard text.prefix(count).elementsEqual(bytes.prefix(count)) else { return nil }
      text = text.dropFirst(count)
      if count < bytes.count {
        rest = [.known(Array(bytes.dropFirst(count)))] + rest
      } else if text.elementsEqual([0x22]), case .open(let column)? = rest.first, column.isText {
        return RecordOutline(pieces: [.openText(column)] + rest.dropFirst())
      }
    }
    return RecordOutline(pieces: Array(rest))
  }
}
