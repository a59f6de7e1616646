public import NDJSON

extension JSONWriter {
  /// Appends a member that is a string.
  public mutating func member(_ member: Member, string: String) {
    name(member.rawValue)
    self.string(string)
  }

  /// Appends a member that is a string, from UTF-8 bytes.
  public mutating func member(_ member: Member, text: Span<UInt8>) {
    name(member.rawValue)
    string(text)
  }

  /// Appends a member that is a whole number.
  public mutating func member(_ member: Member, integer: Int) {
    name(member.rawValue)
    self.integer(integer)
  }

  /// Appends a member that is true or false.
  public mutating func member(_ member: Member, boolean: Bool) {
    name(member.rawValue)
    self.boolean(boolean)
  }

  /// Appends a member whose value is JSON already.
  public mutating func member(_ member: Member, raw: [UInt8]) {
    name(member.rawValue)
    self.raw(raw)
  }

  /// Appends a member that is a number of seconds, with as many decimals as it needs.
  public mutating func member(_ member: Member, seconds: Timestamp) {
    name(member.rawValue)
    append { seconds.writeSeconds(into: &$0) }
  }
}
