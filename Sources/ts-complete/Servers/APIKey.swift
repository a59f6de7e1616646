import FilterTool
import Libc
import NDJSON

/// The key that a server wants; it stands in a file or the environment and nowhere else.
enum APIKey {
  /// The first line of `file`, or OPENAI_API_KEY; nil where neither is given.
  static func find(file: String?) throws(UsageError) -> String? {
    let text: String?
    if let file {
      do throws(UsageError) {
        text = try firstLine(of: file)
      } catch {
        throw UsageError("--api-key-file: \(error.message)")
      }
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

  /// Whether a header line looks like one with a key, by its name.
  static func isHeader(_ line: String) -> Bool {
    let name = line.prefix { $0 != ":" }.lowercased()
    return ["auth", "key", "token", "cookie"].contains { name.contains($0) }
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

  /// What no message may hold of a line: its value, and each word of it, as a server may repeat the
  /// key without the `Bearer` before it.
  static func secrets(_ line: String) -> [String] {
    guard let colon = line.firstIndex(of: ":") else { return [] }
    let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
    let words = value.split { $0.isWhitespace || ";,=".contains($0) }
    return ([value] + words).map(String.init)
  }
}

/// A small file that nobody else is to see.
enum SecretFile {
  /// The most bytes that such a file may have.
  private static let longest = 1 << 20

  /// What the file holds.
  static func read(_ file: String) throws(UsageError) -> [UInt8] {
    let descriptor: Int32
    do throws(IOError) {
      descriptor = try retryingInterrupts("open", quoted(file), waits: true) {
        open(file, O_RDONLY | O_CLOEXEC)
      }
    } catch {
      throw UsageError(error.description)
    }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 14)
    while bytes.count <= longest {
      let count: Int
      do throws(IOError) {
        count = try readSome(descriptor, quoted(file), into: &piece, from: 0)
      } catch {
        throw UsageError(error.description)
      }
      if count == 0 { return bytes }
      bytes += piece[..<count]
    }
    throw UsageError("\(quoted(file)): longer than \(longest) bytes: no file of keys or headers")
  }
}
