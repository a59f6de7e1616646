import FilterTool
import Glibc

/// The key that a server wants; it stands in a file or the environment and nowhere else.
enum APIKey {
  /// The first line of `file`, or OPENAI_API_KEY; nil where neither is given.
  static func find(file: String?) throws(UsageError) -> String? {
    let text: String?
    if let file {
      text = try firstLine(of: file)
    } else {
      text = environment("OPENAI_API_KEY")
    }
    guard let text else { return nil }
    guard !text.isEmpty, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
      let place = file.map { "--api-key-file: \(quoted($0))" } ?? "OPENAI_API_KEY"
      throw UsageError("\(place): not a key of printable characters without spaces")
    }
    return text
  }

  /// What a file's first line holds, without white space at its ends.
  static func firstLine(of file: String) throws(UsageError) -> String {
    let bytes = try SecretFile.read(file)
    let line = bytes.prefix { $0 != 0x0A && $0 != 0x0D }
    let blank: Set<UInt8> = [0x20, 0x09]
    let end = line.lastIndex { !blank.contains($0) }.map { $0 + 1 } ?? 0
    return String(decoding: line[..<end].drop { blank.contains($0) }, as: UTF8.self)
  }
}

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
}

/// A small file that nobody else is to see.
enum SecretFile {
  /// What the file holds, up to 16 KiB.
  static func read(_ file: String) throws(UsageError) -> [UInt8] {
    let descriptor = open(file, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw UsageError("\(quoted(file)): cannot open: \(String(cString: strerror(errno)))")
    }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 16_384)
    let count = Glibc.read(descriptor, &bytes, bytes.count)
    guard count >= 0 else {
      throw UsageError("\(quoted(file)): cannot read: \(String(cString: strerror(errno)))")
    }
    return Array(bytes[..<count])
  }
}
