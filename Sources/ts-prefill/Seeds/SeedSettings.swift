import FilterTool
import NDJSON
import Tables
import TimeSeries

/// What a run is asked to be, beyond what the table says.
struct SeedSettings: Sendable {
  /// What a group starts from.
  var mode = SeedMode.history
  /// How many real records a group starts from in history mode, and a prompt continues.
  var window = 3
  /// The step between records; nil where the table tells.
  var step: Step?
  /// The first time of every group, as text of the time column; nil where the table tells.
  var start: String?
  /// The last time of every group, as text of the time column; nil where the table tells.
  var stop: String?
  /// How far groups go on after the end of their data; nil where they do not.
  var continuation: Continuation?
  /// Which steps of the data are taken as they are: what is generated has none of them.
  var tolerance = StepTolerance()
  /// The prompt without its records.
  var template = PromptTemplate.plain
  /// The words of the prompt; nil for those of the template.
  var instruction: String?
  /// A JSON Schema in place of the one that the table tells.
  var schema: [UInt8]?
  /// What tokens cost; nil where nobody says it.
  var price: TokenPrice?
  /// How far numbers may lie from those of the table.
  var range = NumberRange.slack

  /// Whether nothing is to be generated, so that a group may have nothing left.
  var generatesNothing = false
  /// The columns that end and count series whose end the model decides; nil for others.
  var sequence: SequenceColumns?

  /// Which groups take part.
  var selection = GroupSelection()
  /// How the values of seeds are spelled.
  var spelling = SeedSpelling.source

  /// How far a group goes on after the end of its data.
  enum Continuation: Sendable {
    /// By so many records.
    case steps(Int)
    /// By a span of time.
    case span(microseconds: Int64)
  }

  /// The defaults.
  init() {}
}

extension SeedSettings.Continuation {
  /// Reads a number of records, or a span of time with a unit.
  init(_ text: String) throws(UsageError) {
    if let count = Int(text), 1...Count.range.upperBound ~= count {
      self = .steps(count)
      return
    }
    guard Int(text) == nil, let duration = Duration(text: text), duration.wholeMicroseconds > 0
    else {
      throw UsageError("not a number of records, or a span of time such as 90s, 12h or 2d")
    }
    self = .span(microseconds: duration.wholeMicroseconds)
  }
}
