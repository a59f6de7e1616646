import Tables

/// The texts of all tables, numbered: a group or a text has one number, whichever table it is in.
struct Vocabulary: Sendable {
  /// The groups; number 0 is that of all records where there is no group column.
  var groups = KeyTable()
  /// The texts of each column, by the column's number.
  var texts: [KeyTable]

  init(columns: Int) { texts = Array(repeating: KeyTable(), count: columns) }

  /// A group's id as text.
  func groupName(_ number: Int) -> String { String(decoding: groups[number], as: UTF8.self) }
}
