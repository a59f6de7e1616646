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
    let descriptor = open(file, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw UsageError("\(quoted(file)): cannot open: \(String(cString: strerror(errno)))")
    }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 16_384)
    let count = read(descriptor, &bytes, bytes.count)
    guard count >= 0 else {
      throw UsageError("\(quoted(file)): cannot read: \(String(cString: strerror(errno)))")
    }
    let line = bytes[..<count].prefix { $0 != 0x0A && $0 != 0x0D }
    let text = String(decoding: line, as: UTF8.self)
    return String(
      text.drop { $0 == " " || $0 == "\t" }.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
  }
}
