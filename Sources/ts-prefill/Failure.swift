import FilterTool
import Tables
import TimeSeries

extension Failure {
  /// The faults of a table.
  init(_ name: String, _ faults: [TableFault]) {
    let messages = faults.map { fault in
      fault.line.map { "\(name):\($0): \(fault.message)" } ?? "\(name): \(fault.message)"
    }
    self.init(messages, .dataError)
  }

  /// One fault of a file as a whole.
  init(_ name: String, _ message: String, status: ExitStatus = .dataError) {
    self.init("\(name): \(message)", status)
  }
}
