import Foundation

/// The parts of a manual page that are held to the tool: its options and its examples.
struct ManualPage: Sendable {
  let lines: [String]

  /// Reads `man/NAME`; nil where the page does not exist yet.
  init?(_ name: String) {
    let file = Built.package.appendingPathComponent("man/\(name)")
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

  /// The literal blocks that hold commands (`$ `, continued by `> `), each a list of examples.
  var examples: [[Example]] {
    var blocks: [[Example]] = []
    var block: [Example]?
    for line in lines {
      if line.hasPrefix(".Bd -literal") {
        block = []
      } else if line == ".Ed" {
        if let block, !block.isEmpty { blocks.append(block) }
        block = nil
      } else if var open = block {
        Self.append(Self.unescaped(line), to: &open)
        block = open
      }
    }
    return blocks
  }

  private static func append(_ line: String, to block: inout [Example]) {
    if line.hasPrefix("$ ") {
      block.append(Example(command: String(line.dropFirst(2)), output: ""))
    } else if line.hasPrefix("> "), let last = block.indices.last, block[last].output.isEmpty {
      block[last].command += "\n" + line.dropFirst(2)
    } else if let last = block.indices.last {
      block[last].output += line + "\n"
    }
  }

  /// A line of mdoc as the reader sees it.
  private static func unescaped(_ line: String) -> String {
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
