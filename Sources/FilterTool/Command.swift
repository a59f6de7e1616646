/// A tool's command line: its name, what it does, its operands and its table of options.
///
/// Each tool has one, the global `command` in its Settings.swift, where the defaults are those of
/// `Settings()`:
///
///     let command = Command<Settings>(
///       name: "ts-validate", summary: "keep the records that hold", operands: .none,
///       options: [
///         .integer("depth", "N", in: 1...128, default: Settings().depth, help: "…") {
///           $0.depth = $1
///         }
///       ])
public struct Command<Settings>: Sendable {
  /// The tool's name, as messages begin.
  public let name: String
  /// What the tool does: a phrase in lower case, without a full stop.
  public let summary: String
  /// Which words it takes beside the options.
  public let operands: Operands
  /// The table of options, in the order of the manual page, without those that are implied.
  public let options: [Option<Settings>]
  private let check: Check

  /// Refuses options that would not be heard beside others, once all are read.
  public typealias Check =
    @Sendable (Settings, GivenOptions, _ operands: [String]) throws(UsageError) -> Void

  /// Makes a command line out of its parts.
  public init(
    name: String, summary: String, operands: Operands, options: [Option<Settings>],
    check: @escaping Check = { (_, _, _) throws(UsageError) in }
  ) {
    self.name = name
    self.summary = summary
    self.operands = operands
    self.options = options
    self.check = check
  }

  /// What the words of a command line ask for.
  public enum Request: Equatable, Sendable {
    /// The tool's work, on these operands.
    case work([String])
    /// The text of `--help`.
    case help
    /// The text of `--version`.
    case version
    /// The text of `--completions`.
    case completions(Shell)
  }

  /// Reads the words after the tool's name over the settings, which hold the defaults.
  ///
  /// `--name value` and `--name=value` are the same, the last of several counts, `--` ends the
  /// options and `-` is an operand. `@FILE` gives the options in a file, and `@@NAME` is an operand
  /// that begins with `@`. An environment variable named in the table stands for its
  /// option where that is not given; it is read only where there is work to do.
  public func parse(
    _ words: [String], into settings: inout Settings,
    environment: (String) -> String? = { FilterTool.environment($0) }
  ) throws(UsageError) -> Request {
    var found: [String] = []
    var given: Set<String> = []
    var index = 0
    while index < words.count {
      let word = words[index]
      index += 1
      if word == "--" {
        found += words[index...]
        break
      }
      guard word.hasPrefix("-") || word.hasPrefix("@"), word != "-" else {
        found.append(word)
        continue
      }
      switch word {
      case _ where word.hasPrefix("@@"): found.append(String(word.dropFirst()))
      case _ where word.hasPrefix("@"):
        given.formUnion(try parseFile(String(word.dropFirst()), into: &settings))
      case "--help", "-h": return .help
      case "--version": return .version
      case "--completions":
        return .completions(try shell(index < words.count ? words[index] : ""))
      case _ where word.hasPrefix("--completions="):
        return .completions(try shell(String(word.drop { $0 != "=" }.dropFirst())))
      default: given.insert(try parseOption(word, words, &index, into: &settings))
      }
    }
    try operands.check(found)
    var heard = given
    for option in options where !given.contains(option.name) {
      guard let variable = option.environment, let value = environment(variable) else { continue }
      try store(value, as: option, named: variable, into: &settings)
      heard.insert(option.name)
    }
    try check(settings, GivenOptions(heard), found)
    return .work(found)
  }

  /// Reads one option, and the word after it where that is its value; returns its name.
  private func parseOption(
    _ word: String, _ words: [String], _ index: inout Int, into settings: inout Settings
  ) throws(UsageError) -> String {
    let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let spelling = String(parts[0])
    guard spelling.hasPrefix("--"), let option = option(named: spelling.dropFirst(2)) else {
      throw UsageError("\(spelling): no such option; \(advice(spelling))")
    }
    var value = parts.count == 2 ? String(parts[1]) : nil
    if option.argument == nil, let value {
      throw UsageError("\(spelling): takes no value, not \(quoted(value))")
    }
    if let argument = option.argument, value == nil {
      // An argument such as N PREFIX is as many words.
      let count = argument.name.count { $0 == " " } + 1
      guard index + count <= words.count else {
        throw UsageError("\(spelling): needs a value, \(argument.name)")
      }
      value = words[index..<index + count].joined(separator: " ")
      index += count
    }
    try store(value ?? "", as: option, named: spelling, into: &settings)
    return option.name
  }

  /// Reads the options in a file; returns their names.
  private func parseFile(
    _ file: String, into settings: inout Settings
  ) throws(UsageError) -> Set<String> {
    var names: Set<String> = []
    for line in try OptionFile(file).lines {
      do throws(UsageError) {
        if implied.contains(where: { line.word.isOption($0.name) }) {
          throw UsageError("\(quoted(line.word)): only on the command line")
        }
        var end = 0
        names.insert(try parseOption(line.word, [], &end, into: &settings))
      } catch {
        throw UsageError("\(file):\(line.number): \(error.message)")
      }
    }
    return names
  }

  /// Stores a value and says of a refused one where it stood.
  private func store(
    _ value: String, as option: Option<Settings>, named spelling: String,
    into settings: inout Settings
  ) throws(UsageError) {
    do throws(UsageError) {
      try option.set(&settings, value)
    } catch {
      throw UsageError("\(spelling): \(quoted(value)): \(error.message)")
    }
  }

  /// Reads the name of a shell.
  private func shell(_ name: String) throws(UsageError) -> Shell {
    guard let shell = Shell(rawValue: name) else {
      let known = Shell.allCases.map(\.rawValue).joined(separator: ", ")
      throw UsageError("--completions: \(quoted(name)): not one of \(known)")
    }
    return shell
  }

  /// Finds an option by the name without its dashes.
  private func option(named name: Substring) -> Option<Settings>? {
    options.first { $0.name == name }
  }

  /// What to do about an option that is not in the table.
  private func advice(_ spelling: String) -> String {
    let names = (options + implied).map(\.name)
    let bare = String(spelling.drop { $0 == "-" })
    guard let name = nearest(to: bare, among: names) else { return "--help lists them" }
    return "did you mean --\(name)?"
  }
}
