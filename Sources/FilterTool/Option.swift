/// One row of a tool's table of options: what it is called, means and stores.
///
/// `--help`, the shell completions and the tests of the manual page read the same row.
public struct Option<Settings>: Sendable {
  /// Stores a value; throws what was wanted instead.
  public typealias Setter = @Sendable (inout Settings, String) throws(UsageError) -> Void

  /// The name without its dashes, in kebab-case.
  public let name: String
  /// What follows the name; nil for a flag.
  public let argument: Argument?
  /// What it does: a phrase in lower case, without a full stop.
  public let help: String
  /// The default as `--help` shows it, made when it is asked for; nil if there is none.
  public var defaultText: String? { makeDefaultText() }
  /// The environment variable that gives the value where the command line does not.
  public let environment: String?

  let set: Setter
  private let makeDefaultText: @Sendable () -> String?

  private init(
    _ name: String, _ argument: Argument?, help: String, environment: String? = nil,
    set: @escaping Setter, defaultText: @escaping @Sendable () -> String? = { nil }
  ) {
    self.name = name
    self.argument = argument
    self.help = help
    self.environment = environment
    self.set = set
    makeDefaultText = defaultText
  }

  /// A switch that takes no value.
  public static func flag(
    _ name: String, help: String, set: @escaping @Sendable (inout Settings) -> Void
  ) -> Self {
    Self(name, nil, help: help, set: { (settings, _) throws(UsageError) in set(&settings) })
  }

  /// An option that takes any text, which the setter may still refuse.
  public static func text(
    _ name: String, _ argument: String, default defaultText: String? = nil,
    environment: String? = nil, help: String, set: @escaping Setter
  ) -> Self {
    Self(
      name, Argument(name: argument, kind: .text), help: help, environment: environment, set: set,
      defaultText: { defaultText })
  }

  /// An option that names a file.
  public static func file(
    _ name: String, _ argument: String = "FILE", default defaultText: String? = nil,
    environment: String? = nil, help: String, set: @escaping Setter
  ) -> Self {
    Self(
      name, Argument(name: argument, kind: .file), help: help, environment: environment,
      set: { (settings, text) throws(UsageError) in
        guard !text.isEmpty else { throw UsageError("not the name of a file") }
        try set(&settings, text)
      }, defaultText: { defaultText })
  }

  /// An option that takes a whole number in a range.
  public static func integer(
    _ name: String, _ argument: String, in range: ClosedRange<Int>, default value: Int? = nil,
    help: String, set: @escaping @Sendable (inout Settings, Int) -> Void
  ) -> Self {
    let kind = Argument.Kind.integer(range)
    return Self(
      name, Argument(name: argument, kind: kind), help: help,
      set: { (settings, text) throws(UsageError) in
        guard let value = Int(text), range.contains(value) else { throw kind.refusal }
        set(&settings, value)
      }, defaultText: { value.map { "\($0)" } })
  }

  /// An option that takes a number in a range.
  public static func number(
    _ name: String, _ argument: String, in range: ClosedRange<Double>,
    default value: Double? = nil, help: String,
    set: @escaping @Sendable (inout Settings, Double) -> Void
  ) -> Self {
    let kind = Argument.Kind.number(range)
    return Self(
      name, Argument(name: argument, kind: kind), help: help,
      set: { (settings, text) throws(UsageError) in
        guard let value = decimal(text), range.contains(value) else { throw kind.refusal }
        set(&settings, value)
      }, defaultText: { value.map(shortest) })
  }

  /// An option that takes a span of time, `least` or more: `30` (seconds), `0.25`, `500ms`, `15m`.
  public static func duration(
    _ name: String, _ argument: String, from least: Duration = .zero,
    default defaultText: String? = nil, help: String,
    set: @escaping @Sendable (inout Settings, Duration) -> Void
  ) -> Self {
    let kind = Argument.Kind.duration(least)
    return Self(
      name, Argument(name: argument, kind: kind), help: help,
      set: { (settings, text) throws(UsageError) in
        guard let value = Duration(text: text), value >= least else { throw kind.refusal }
        set(&settings, value)
      }, defaultText: { defaultText })
  }

  /// An option that takes one of the raw values of a type.
  public static func choice<Choice: CaseIterable & RawRepresentable<String> & Sendable>(
    _ name: String, _ argument: String, of _: Choice.Type, default value: Choice? = nil,
    help: String, set: @escaping @Sendable (inout Settings, Choice) -> Void
  ) -> Self {
    let kind = Argument.Kind.choice { Choice.allCases.map { $0.rawValue } }
    return Self(
      name, Argument(name: argument, kind: kind), help: help,
      set: { (settings, text) throws(UsageError) in
        guard let value = Choice(rawValue: text) else { throw kind.refusal }
        set(&settings, value)
      }, defaultText: { value?.rawValue })
  }
}
