import NDJSON

/// A file of options, one a line: the name, and after the first blanks the value, as it is.
///
/// Blanks at both ends of a line do not count; empty lines and those that begin with `#` are left
/// out.
struct OptionFile {
  /// The lines that are options, each as one word: `--name` or `--name=value`.
  private(set) var lines: [(number: Int, word: String)] = []

  /// Reads a file.
  init(_ name: String) throws(UsageError) {
    let bytes: [UInt8]
    do throws(IOError) { bytes = try readFile(name) } catch {
      throw UsageError("@\(error.description)")
    }
    var number = 0
    for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      number += 1
      let text = line.trimmed
      guard let first = text.first, first != UInt8(ascii: "#") else { continue }
      guard let option = String(validating: text, as: UTF8.self) else {
        throw UsageError("\(name):\(number): not UTF-8")
      }
      guard first == UInt8(ascii: "-") else {
        throw UsageError(
          "\(name):\(number): \(quoted(option)): not an option, which begins with --")
      }
      lines.append((number, word(option)))
    }
  }
}

/// Puts `=` between a name and its value, unless it is there.
private func word(_ option: String) -> String {
  let name = option.prefix { $0 != " " && $0 != "\t" }
  let value = option.dropFirst(name.count).drop { $0 == " " || $0 == "\t" }
  return name.contains("=") || value.isEmpty ? option : "\(name)=\(value)"
}

extension ArraySlice<UInt8> {
  /// What is between the blanks at both ends.
  fileprivate var trimmed: Self {
    let isBlank = { (byte: UInt8) in byte == 0x20 || byte == 0x09 || byte == 0x0D }
    let start = firstIndex { !isBlank($0) } ?? endIndex
    let end = (lastIndex { !isBlank($0) } ?? start - 1) + 1
    return self[start..<end]
  }
}

extension String {
  /// Whether the word is the option of that name, with a value or without.
  func isOption(_ name: String) -> Bool { self == "--\(name)" || hasPrefix("--\(name)=") }
}
