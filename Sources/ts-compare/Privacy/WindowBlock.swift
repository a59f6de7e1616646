/// Some windows of a table, their values one after another.
struct WindowBlock {
  /// Where the windows begin in the table.
  let starts: [Int]
  /// The values of each column; none where it is of the other kind.
  let numbers: [[Double]]
  let texts: [[Int32]]

  init(_ starts: [Int], of table: Table, records: Int) {
    self.starts = starts
    numbers = table.numbers.map { column in
      column.isEmpty ? [] : starts.flatMap { column[$0..<$0 + records] }
    }
    texts = table.texts.map { column in
      column.isEmpty ? [] : starts.flatMap { column[$0..<$0 + records] }
    }
  }
}
