/// What a run is asked to be, beyond what the table says.
public struct SeedSettings: Sendable {
  /// What a group starts from.
  public var mode = SeedMode.history
  /// How many real records a group starts from in history mode, and a prompt continues.
  public var window = 3
  /// The step between records; nil where the table tells.
  public var step: Step?
  /// The first time of every group, as text of the time column; nil where the table tells.
  public var start: String?
  /// The last time of every group, as text of the time column; nil where the table tells.
  public var stop: String?
  /// How far groups go on after the end of their data; nil where they do not.
  public var continuation: Continuation?
  /// Whether gaps of the data are taken as they are, to be filled by what is generated.
  public var keepsGaps = false
  /// The prompt without its records.
  public var template = PromptTemplate.instruct
  /// The words of the prompt.
  public var instruction = PromptTemplate.defaultInstruction
  /// A JSON Schema in place of the one that the table tells.
  public var schema: [UInt8]?

  /// Which groups take part.
  public var selection = GroupSelection()
  /// How the values of seeds are spelled.
  public var spelling = SeedSpelling.source

  /// How far a group goes on after the end of its data.
  public enum Continuation: Sendable {
    /// By so many records.
    case steps(Int)
    /// By a span of time.
    case span(microseconds: Int64)
  }

  /// The defaults.
  public init() {}
}

/// One fault of a table, found before anything is sent to a model.
public struct TableFault: Error, Equatable, Sendable {
  /// The line where it shows first; nil where it is the table's as a whole.
  public let line: Int?
  /// What is wrong, and what was wanted.
  public let message: String

  /// A fault at a line.
  public init(line: Int?, _ message: String) {
    self.line = line
    self.message = message
  }
}

/// All faults of a table that keep a run from starting.
public struct TableFaults: Error, Equatable, Sendable {
  /// The faults, at least one.
  public let faults: [TableFault]

  /// These faults.
  public init(_ faults: [TableFault]) { self.faults = faults }

  /// One fault of the table as a whole.
  public init(_ message: String) { faults = [TableFault(line: nil, message)] }
}
