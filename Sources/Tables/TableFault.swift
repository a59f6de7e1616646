/// One fault of a table, found before anything is sent to a model.
package struct TableFault: Error, Equatable, Sendable {
  /// The line where it shows first; nil where it is the table's as a whole.
  package let line: Int?
  /// What is wrong, and what was wanted.
  package let message: String

  /// A fault at a line.
  package init(line: Int?, _ message: String) {
    self.line = line
    self.message = message
  }
}

/// All faults of a table that keep a run from starting.
package struct TableFaults: Error, Equatable, Sendable {
  /// The faults, at least one.
  package let faults: [TableFault]

  /// These faults.
  package init(_ faults: [TableFault]) { self.faults = faults }

  /// One fault of the table as a whole.
  package init(_ message: String) { faults = [TableFault(line: nil, message)] }
}
