import FilterTool

/// Lines of headers, which may be secrets too.
enum HeaderFile {
  /// The lines of a file, each `Name: value`.
  static func lines(_ file: String) throws(UsageError) -> [String] {
    let text = String(decoding: try SecretFile.read(file), as: UTF8.self)
    let lines = text.split(whereSeparator: \.isNewline).map(String.init)
    for line in lines {
      guard let colon = line.firstIndex(of: ":"), colon > line.startIndex,
        line[..<colon].utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), !line.utf8.contains(0)
      else { throw UsageError("holds a line that is not NAME: VALUE") }
    }
    return lines
  }

  /// What no message may hold of a line: its value, and each word of it, as a server may repeat the
  /// key without the `Bearer` before it.
  static func secrets(_ line: String) -> [String] {
    guard let colon = line.firstIndex(of: ":") else { return [] }
    let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
    let words = value.split { $0.isWhitespace || ";,=".contains($0) }
    return ([value] + words).map(String.init)
  }
}
