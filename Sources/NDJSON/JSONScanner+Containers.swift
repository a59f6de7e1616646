/// Arrays and objects: skipped whole, or entered and walked member by member.
extension JSONScanner {
  /// Moves over an array or object without recursion: one bit a level says which it is.
  mutating func skipContainer() throws(JSONError) {
    var objects = UInt128(0)
    var depth = 0
    while true {
      // A value is due here.
      skipWhitespace()
      switch bytes.byte(at: position) {
      case 0x7B, 0x5B:
        let isObject = bytes[position] == 0x7B
        if depth == Self.deepestNesting { throw JSONError(.tooDeep, at: position) }
        depth &+= 1
        objects = objects &<< 1 | (isObject ? 1 : 0)
        position &+= 1
        skipWhitespace()
        if !skip(isObject ? 0x7D : 0x5D) {
          if isObject { try memberName() }
          continue
        }
        depth &-= 1
        objects = objects &>> 1
      default:
        _ = try value()
      }
      // A value has ended: close what closes here, then go on to the next one.
      while true {
        if depth == 0 { return }
        skipWhitespace()
        let isObject = objects & 1 == 1
        if skip(0x2C) {
          if isObject { try memberName() }
          break
        }
        guard skip(isObject ? 0x7D : 0x5D) else { throw JSONError(.expectedComma, at: position) }
        depth &-= 1
        objects = objects &>> 1
      }
    }
  }

  /// Moves over a member's name, its colon, and the white space around them; returns the name.
  @discardableResult
  @inlinable
  public mutating func memberName() throws(JSONError) -> JSONValue {
    skipWhitespace()
    guard bytes.byte(at: position) == 0x22 else { throw JSONError(.expectedName, at: position) }
    let name = try string()
    skipWhitespace()
    guard skip(0x3A) else { throw JSONError(.expectedColon, at: position) }
    skipWhitespace()
    return name
  }

  /// Enters the object that stands here; false where it is empty, and the cursor stands after it.
  @inlinable
  public mutating func enterObject() throws(JSONError) -> Bool {
    skipWhitespace()
    guard skip(0x7B) else { throw JSONError(.expectedObject, at: position) }
    skipWhitespace()
    return !skip(0x7D)
  }

  /// Enters the array that stands here; false where it is empty, and the cursor stands after it.
  @inlinable
  public mutating func enterArray() throws(JSONError) -> Bool {
    skipWhitespace()
    guard skip(0x5B) else { throw JSONError(.expectedArray, at: position) }
    skipWhitespace()
    return !skip(0x5D)
  }

  /// After a member or element: true where another one follows, false after the closing bracket.
  @inlinable
  public mutating func hasNext(closing bracket: UInt8) throws(JSONError) -> Bool {
    skipWhitespace()
    if skip(0x2C) { return true }
    if skip(bracket) { return false }
    throw JSONError(.expectedComma, at: position)
  }
}
