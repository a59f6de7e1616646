/// The shapes of a table that can be read.
package enum InputFormat: String, CaseIterable, Sendable {
  case csv, ndjson
}
