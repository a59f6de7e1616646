import TimeSeries

/// Why the beginning of a record cannot be written for the model.
enum ForcingError: Error, Equatable, CustomStringConvertible {
  /// The schema cannot be read.
  case schema(String)
  /// The record does not begin with the group and the time.
  case order(columns: [String], wanted: [String])
  /// What follows a record's time is not known.
  case step(String)
  /// The time cannot be written.
  case format(String)

  /// Why, in a few words.
  var description: String {
    switch self {
    case .schema(let reason): "the schema cannot be read: \(reason)"
    case .order(let columns, let wanted):
      "records begin with \(Self.list(columns)), not with \(Self.list(wanted))"
    case .step(let name): "the step is \"\(name)\": the next time is not known"
    case .format(let reason): reason
    }
  }

  private static func list(_ names: [String]) -> String {
    names.map { "\"\($0)\"" }.joined(separator: ", ")
  }
}
