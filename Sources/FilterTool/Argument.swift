/// What follows the name of an option.
public struct Argument: Sendable {
  /// What kind of value it is; the shell completions go by it.
  public enum Kind: Sendable {
    /// Any text.
    case text
    /// The name of a file.
    case file
    /// One of these words, which are made when they are asked for.
    case choice(@Sendable () -> [String])
    /// A whole number.
    case integer(ClosedRange<Int>)
    /// A decimal number.
    case number(ClosedRange<Double>)
    /// A span of time, of at least so long.
    case duration(Duration)
  }

  /// The name that stands for the value, in capitals.
  public let name: String
  /// What kind of value it is.
  public let kind: Kind
}

extension Argument.Kind {
  /// What to say of a value that is not of this kind.
  var refusal: UsageError {
    switch self {
    case .text: UsageError("not accepted")
    case .file: UsageError("not the name of a file")
    case .choice(let words): UsageError("not one of \(words().joined(separator: ", "))")
    case .integer(let range):
      UsageError("not an integer" + bounds(range, least: Int.min, most: Int.max) { "\($0)" })
    case .number(let range):
      UsageError(
        "not a number"
          + bounds(range, least: -.greatestFiniteMagnitude, most: .greatestFiniteMagnitude) {
            shortest($0)
          })
    case .duration(let least):
      UsageError(
        "not a span of time such as 30, 500ms, 15m, 1h or 2d, "
          + (least > .zero ? "from \(least / .seconds(1)) to " : "of at most ")
          + "\(Duration.longest.components.seconds) s")
    }
  }
}

/// Says which range was wanted, leaving out an end that is no bound.
private func bounds<Value: Comparable>(
  _ range: ClosedRange<Value>, least: Value, most: Value, text: (Value) -> String
) -> String {
  switch (range.lowerBound > least, range.upperBound < most) {
  case (true, true): " from \(text(range.lowerBound)) to \(text(range.upperBound))"
  case (true, false): " of at least \(text(range.lowerBound))"
  case (false, true): " of at most \(text(range.upperBound))"
  case (false, false): ""
  }
}

/// Reads a decimal number; nil if it is none, or infinite.
public func decimal(_ text: String) -> Double? {
  let allowed = text.utf8.allSatisfy { byte in
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"),
      UInt8(ascii: "+"), UInt8(ascii: "e"), UInt8(ascii: "E"):
      true
    default: false
    }
  }
  guard allowed, let value = Double(text), value.isFinite else { return nil }
  return value
}

/// Writes a number without a needless fraction.
func shortest(_ value: Double) -> String {
  Int(exactly: value).map { "\($0)" } ?? "\(value)"
}
