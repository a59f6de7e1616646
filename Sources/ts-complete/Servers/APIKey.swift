import FilterTool

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
