extension Command {
  /// The text of `--help`: the usage line, the summary and the table of options, 79 columns wide.
  public var helpText: String {
    var text = "usage: \(name) [OPTION ...]\(operands.usage)\n\n"
    text += wrap(summary, indent: 0, column: 0) + "\n\n"
    for option in options + implied {
      let short = option.name == "help" ? "-h, " : ""
      let argument = option.argument.map { " \($0.name)" } ?? ""
      text += row("\(short)--\(option.name)\(argument)", option.help + notes(option))
    }
    return text + row("@FILE", "the options in FILE, one a line")
  }

  /// The options that every tool has after those of its table.
  var implied: [Option<Settings>] {
    [
      .flag("help", help: "show this text") { _ in },
      .flag("version", help: "show the version") { _ in },
      .choice(
        "completions", "SHELL", of: Shell.self, help: "print a script that completes the options"
      ) { _, _ in },
    ]
  }

  /// The words and the default that follow an option's phrase, in brackets.
  private func notes(_ option: Option<Settings>) -> String {
    var notes: [String] = []
    if case .choice(let words)? = option.argument?.kind {
      notes.append(words().joined(separator: ", "))
    }
    let defaults = [option.environment.map { "$\($0)" }, option.defaultText].compactMap { $0 }
    if !defaults.isEmpty { notes.append("default " + defaults.joined(separator: " or ")) }
    return notes.isEmpty ? "" : " (" + notes.joined(separator: "; ") + ")"
  }
}

/// Lays out one option: its name on the left, its phrase in a column on the right.
private func row(_ name: String, _ phrase: String) -> String {
  let column = 26
  let head = "  " + name
  let padding = String(repeating: " ", count: max(column - head.count, 0))
  let start =
    head.count + 2 > column
    ? head + "\n" + String(repeating: " ", count: column)
    : head + padding
  return start + wrap(phrase, indent: column, column: column) + "\n"
}

/// Breaks a text between words so that no line is longer than 79 columns.
private func wrap(_ text: String, indent: Int, column: Int) -> String {
  var result = ""
  var column = column
  for word in text.split(separator: " ") {
    if column > indent, column + 1 + word.count > 79 {
      result += "\n" + String(repeating: " ", count: indent)
      column = indent
    } else if column > indent {
      result += " "
      column += 1
    }
    result += word
    column += word.count
  }
  return result
}
