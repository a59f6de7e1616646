/// What is wrong with an invalid record, in one word: the categories of ts-validate(1).
///
/// Those of a schema are named by the JSON Schema keyword, the others as in the reference.
public enum FaultCategory: String, Sendable, CaseIterable {
  /// The text is not JSON.
  case json = "Invalid JSON"
  /// A number that no double can hold, written with a point or an exponent, or within a value.
  case jsonValue = "Invalid JSON value"
  /// A whole number that no double can hold.
  case floatConversion = "Float Conversion"
  /// The time or the group is not the one that is due.
  case timeSeries = "TimeSeries"
  case type, `enum`, const, minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf
  case minLength, maxLength, pattern, required, additionalProperties, anyOf
  case minItems, maxItems, uniqueItems
}

/// What is wrong with one invalid record.
public struct Fault: Error, Equatable, Sendable {
  /// In one word.
  public let category: FaultCategory
  /// In a sentence that names the column, the value and what was wanted.
  public let message: String

  /// A fault of a category, told in words.
  public init(_ category: FaultCategory, _ message: String) {
    self.category = category
    self.message = message
  }
}
