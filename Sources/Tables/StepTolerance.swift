/// Which steps that are not the series' own are taken as they are.
package struct StepTolerance: Sendable {
  /// Whether gaps are, where records are missing at some steps.
  package var keepsGaps = false
  /// Whether records off the step are.
  package var keepsOffSteps = false

  /// None is.
  package init() {}
}
