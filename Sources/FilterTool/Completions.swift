/// A shell whose completions a tool can print.
public enum Shell: String, CaseIterable, Sendable {
  /// GNU Bash.
  case bash
  /// Z shell.
  case zsh
  /// Friendly interactive shell.
  case fish
}

extension Command {
  /// The text of `--completions SHELL`: a script that completes this tool's options and their
  /// values, made from the table.
  public func completions(for shell: Shell) -> String {
    switch shell {
    case .bash: bashCompletions
    case .zsh: zshCompletions
    case .fish: fishCompletions
    }
  }

  private var bashCompletions: String {
    let function = "_" + String(name.map { $0 == "-" ? "_" : $0 })
    var cases = ""
    var files: [String] = []
    var others: [String] = []
    for option in options + implied {
      switch option.argument?.kind {
      case nil: continue
      case .file: files.append("--\(option.name)")
      case .choice(let words):
        cases +=
          "    --\(option.name)) _ts_words \(shellQuoted(words().joined(separator: " "))) ;;\n"
      default: others.append("--\(option.name)")
      }
    }
    if !files.isEmpty { cases += "    \(files.joined(separator: " | "))) _ts_files ;;\n" }
    if !others.isEmpty { cases += "    \(others.joined(separator: " | "))) ;;\n" }
    let names = (options + implied).map { "--\($0.name)" }
    return """
      # Completions of \(name) for bash, made by `\(name) --completions bash`.
      \(function)() {
        local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
        if [[ $word == = ]]; then
          word=
        elif [[ $before == = ]]; then
          before=${COMP_WORDS[COMP_CWORD - 2]}
        fi
        COMPREPLY=()
        _ts_words() { mapfile -t COMPREPLY < <(compgen -W "$1" -- "$word"); }
        _ts_files() {
          compopt -o filenames 2>/dev/null
          mapfile -t COMPREPLY < <(compgen -P "${1-}" -f -- "${word#"${1-}"}")
        }
        case $before in
      \(cases)    *)
          case $word in
          -*) _ts_words '\(names.joined(separator: " "))' ;;
          @*) _ts_files @ ;;
          *) \(operands.takesNone ? ":" : "_ts_files") ;;
          esac
          ;;
        esac
      }
      complete -F \(function) \(name)

      """
  }

  private var zshCompletions: String {
    var lines: [String] = []
    for option in options + implied {
      let phrase = zshEscaped(option.help)
      guard let argument = option.argument else {
        lines.append("--\(option.name)[\(phrase)]")
        continue
      }
      let action =
        switch argument.kind {
        case .file: "_files"
        case .choice(let words): "(\(words().joined(separator: " ")))"
        default: " "
        }
      lines.append("--\(option.name)=[\(phrase)]:\(zshEscaped(argument.name)):\(action)")
    }
    lines.append("*:FILE:{compset -P @ \(operands.takesNone ? "&&" : ";") _files}")
    let rows = lines.map { "  \(shellQuoted($0))" }.joined(separator: " \\\n")
    return """
      #compdef \(name)
      # Completions of \(name) for zsh, made by `\(name) --completions zsh`.
      _arguments \\
      \(rows)

      """
  }

  private var fishCompletions: String {
    var text = "# Completions of \(name) for fish, made by `\(name) --completions fish`.\n"
    if operands.takesNone { text += "complete -c \(name) -f\n" }
    text += #"complete -c \#(name) -n 'string match -q "@*" -- (commandline -ct)'"#
    text += " -a '@(__fish_complete_path (commandline -ct | string sub -s 2))'\n"
    for option in options + implied {
      let value =
        switch option.argument?.kind {
        case nil: ""
        case .file: " -r -F"
        case .choice(let words): " -x -a \(fishQuoted(words().joined(separator: " ")))"
        default: " -x"
        }
      text += "complete -c \(name) -l \(option.name)\(value) -d \(fishQuoted(option.help))\n"
    }
    return text
  }
}

extension Operands {
  /// Whether the tool takes no word beside its options.
  var takesNone: Bool {
    if case .none = self { true } else { false }
  }
}

/// Quotes a text for a shell of POSIX.
private func shellQuoted(_ text: String) -> String {
  "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''")
    + "'"
}

/// Quotes a text for fish.
private func fishQuoted(_ text: String) -> String {
  "'" + escaped(text, "\\'") + "'"
}

/// Escapes what has a meaning in a specification of zsh's `_arguments`.
private func zshEscaped(_ text: String) -> String {
  escaped(text, "\\[]:")
}

/// Puts a backslash before each of some characters.
private func escaped(_ text: String, _ special: String) -> String {
  text.reduce(into: "") { result, character in
    if special.contains(character) { result.append("\\") }
    result.append(character)
  }
}
