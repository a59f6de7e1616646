import NDJSON
import Tables
import TimeSeries

/// Where the first lines of a run come from: the spec, and one line for each group.
protocol SeedSource {
  /// The spec.
  var spec: Spec { get }
  /// How many groups there are.
  var groupCount: Int { get }
  /// The line that a group starts with.
  func seed(_ number: Int) throws(TableError) -> GroupState
}

extension SeedPlan: SeedSource {}
