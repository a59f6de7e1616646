/// How a run stands, or how it ended.
public enum RunStatus: String, Equatable, Sendable {
  /// Groups are still under way.
  case inProgress = "in_progress"
  /// Every group reached its stop timestamp, or the run was told to stop at a number of records.
  case complete
  /// Nothing came, not even a spec: an empty input, or one that the first stage refused.
  case empty
  /// Some group failed or was left unfinished.
  case incomplete
  /// So many rounds in a row gave no valid record that the run was stopped.
  case stopNoRecords = "stop_no_records"
  /// The mean invalid fraction stayed so high that the run was stopped.
  case stopMetricReached = "stop_metric_reached"
}
