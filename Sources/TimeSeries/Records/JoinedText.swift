/// Several texts as one, from which they can be had again: `a,b`, with a backslash before a comma
/// or a backslash that is part of a text.
public enum JoinedText {
  /// Joins texts.
  public static func join(_ texts: [[UInt8]]) -> [UInt8] {
    var joined: [UInt8] = []
    for (number, text) in texts.enumerated() {
      if number > 0 { joined.append(comma) }
      for byte in text {
        if byte == comma || byte == backslash { joined.append(backslash) }
        joined.append(byte)
      }
    }
    return joined
  }

  /// The texts of a joined one; a backslash before any other byte is part of its text.
  public static func split(_ joined: [UInt8]) -> [[UInt8]] {
    var texts: [[UInt8]] = [[]]
    var index = 0
    while index < joined.count {
      var byte = joined[index]
      index += 1
      if byte == comma {
        texts.append([])
        continue
      }
      if byte == backslash, index < joined.count,
        joined[index] == comma || joined[index] == backslash
      {
        byte = joined[index]
        index += 1
      }
      texts[texts.count - 1].append(byte)
    }
    return texts
  }

  /// Joins texts.
  public static func join(_ texts: [String]) -> String {
    String(decoding: join(texts.map { Array($0.utf8) }), as: UTF8.self)
  }

  /// The texts of a joined one.
  public static func split(_ joined: String) -> [String] {
    split(Array(joined.utf8)).map { String(decoding: $0, as: UTF8.self) }
  }
}

private let comma = UInt8(ascii: ",")
private let backslash = UInt8(ascii: "\\")
