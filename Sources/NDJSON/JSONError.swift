/// Why a text is not JSON, and where.
public struct JSONError: Error, Equatable, CustomStringConvertible {
  /// What was found to be wrong.
  public enum Reason: String, Sendable {
    case expectedValue = "expected a value"
    case expectedObject = "expected an object"
    case expectedArray = "expected an array"
    case expectedName = "expected a member name in double quotes"
    case expectedColon = "expected ':'"
    case expectedComma = "expected ',' or the end of the object or array"
    case trailingBytes = "text follows the value"
    case unterminatedString = "string without its closing quote"
    case controlCharacter = "control character in a string"
    case badEscape = "unknown escape in a string"
    case loneSurrogate = "escape that is half a surrogate pair"
    case badNumber = "malformed number"
    case tooDeep = "nested deeper than 128 levels"
    case repeatedName = "repeated member name"
    case notUTF8 = "bytes that are not UTF-8"
  }
  /// What is wrong.
  public let reason: Reason
  /// Where, in bytes from the start of the text.
  public let offset: Int

  /// An error at a byte offset.
  public init(_ reason: Reason, at offset: Int) {
    self.reason = reason
    self.offset = offset
  }

  /// The reason and the column, the first being 1.
  public var description: String { "\(reason.rawValue) at column \(offset + 1)" }
}
