import Foundation

/// The parts of a manual page that are held to the tool: options, examples and diagnostics.
struct ManualPage: Sendable {
  let lines: [String]

  private static let folder = Built.package.appendingPathComponent("man")

  /// The names of all pages there are.
  static var names: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() }
  }

  /// Reads `man/NAME`; nil where there is no such page.
  init?(_ name: String) {
    let file = Self.folder.appendingPathComponent(name)
    guard let text = try? String(contentsOf: file, encoding: .utf8) else { return nil }
    self.init(text: text)
  }

  /// Reads the text of a page.
  init(text: String) {
    lines = text.components(separatedBy: "\n")
  }

  /// What `.MACRO Fl …` lines list, as `--name ARGUMENT`.
  func options(_ macro: String) -> [String] {
    lines.filter { $0.hasPrefix("\(macro) Fl ") }.map { line in
      var result = ""
      for word in line.dropFirst(macro.count + 1).split(separator: " ") {
        switch word {
        case "Fl": result += "-"
        case "Ar": result += " "
        case ",": result += ", "
        default: result += word
        }
      }
      return result
    }
  }

  /// A command of a literal block and the lines that follow it.
  struct Example: Sendable, Equatable {
    var command: String
    var output: String
  }

  /// The commands (`$ `, continued by `> `) of all literal blocks, and what is shown below each.
  var examples: [Example] {
    literalBlocks(in: nil).flatMap { block -> [Example] in
      var examples: [Example] = []
      for line in block.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
        Self.append(line, to: &examples)
      }
      return examples
    }
  }

  /// How many lines of the page, wherever they are, show a command.
  var commandLines: Int {
    lines.count { $0.hasPrefix("$ ") || $0.hasPrefix(".D") && $0.contains(" $ ") }
  }

  /// The items of a section's lists, as the reader sees them.
  func items(in section: String) -> [String] {
    lines.drop { $0 != ".Sh \(section)" }.dropFirst().prefix { !$0.hasPrefix(".Sh ") }
      .filter { $0.hasPrefix(".It ") }.map { Self.unescaped(String($0.dropFirst(4))) }
  }

  /// The literal blocks of a section, or of all, as the reader sees them.
  func literalBlocks(in section: String?) -> [String] {
    var blocks: [String] = []
    var block: String?
    var isWanted = section == nil
    for line in lines {
      if line.hasPrefix(".Sh "), let section {
        isWanted = line.dropFirst(4) == section
      } else if line.hasPrefix(".Bd -literal"), isWanted {
        block = ""
      } else if line == ".Ed" {
        if let block { blocks.append(block) }
        block = nil
      } else {
        block?.append(Self.unescaped(line) + "\n")
      }
    }
    return blocks
  }

  private static func append(_ line: Substring, to block: inout [Example]) {
    if line.hasPrefix("$ ") {
      block.append(Example(command: String(line.dropFirst(2)), output: ""))
    } else if line.hasPrefix("> "), let last = block.indices.last, block[last].output.isEmpty {
      block[last].command += "\n" + line.dropFirst(2)
    } else if let last = block.indices.last {
      block[last].output += line + "\n"
    }
  }

  /// A line of mdoc as the reader sees it.
  static func unescaped(_ line: String) -> String {
    var text = line
    for (escape, character) in [
      ("\\&", ""), ("\\-", "-"), ("\\(aq", "'"), ("\\(dq", "\""), ("\\(ti", "~"), ("\\(ha", "^"),
      ("\\(ga", "`"), ("\\e", "\\"),
    ] {
      text = text.replacingOccurrences(of: escape, with: character)
    }
    return text
  }
}
