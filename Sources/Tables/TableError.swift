package import NDJSON
import TimeSeries

/// What makes a table no table, at the line where it is found.
package enum TableError: Error, Equatable, CustomStringConvertible {
  /// The first row is no header, since it has this value.
  case noHeader(String)
  /// Two columns have one name.
  case repeatedColumn(String)
  /// A column that was asked for is not there.
  case noColumn(String, among: [String])
  /// A time column that was asked for is not there, and these are parts of a time.
  case noTimeColumn(String, parts: [String])
  /// A column that is made has the name of one that the table has.
  case madeTwice(String)
  /// One column cannot be the group and the time.
  case groupIsTime(String)
  /// A group's id is an object or an array: this JSON.
  case nestedGroup(String, String)
  /// A row has another number of cells than the header.
  case ragged(cells: Int, columns: Int)
  /// A table is too large to be sorted: so many bytes, and what else sorts it.
  case tooLargeToSort(Int, String)
  /// Times of day, in this column, that nothing puts in order.
  case unsortable(String)
  /// A line of NDJSON is not JSON.
  case json(JSONError)
  /// A line of NDJSON is no object.
  case notAnObject
  /// Bytes that are not UTF-8.
  case notUTF8
  /// A row is not CSV.
  case csv(CSVError)

  /// What is wrong, and what was wanted.
  package var description: String {
    switch self {
    case .noHeader(let text):
      "no header: \"\(text)\" is a value; put a line with the names of the columns first"
    case .repeatedColumn(let name): "column \"\(name)\" is there twice"
    case .noColumn(let name, let columns):
      "no column \"\(name)\"; there are \(columns.map { "\"\($0)\"" }.joined(separator: ", "))"
    case .noTimeColumn(let name, let parts):
      "no column \"\(name)\"; --time-from \(JoinedText.join(parts).shellWord) makes one"
    case .madeTwice(let name):
      "column \"\(name)\" is in the table; --time-column names the time that is made otherwise"
    case .groupIsTime(let name): "column \"\(name)\" cannot be both the group and the time"
    case .nestedGroup(let name, let text):
      "group column \"\(name)\" is \(text), wanted a string, a number, true or false"
    case .ragged(let cells, let columns):
      "\(cells) \(cells == 1 ? "cell" : "cells"), wanted \(columns) as in the header"
    case .tooLargeToSort(let limit, let remedy):
      "--sort: more than \(limit) bytes of records; \(remedy)"
    case .unsortable(let name):
      "--sort: time column \"\(name)\" has times of day, whose order midnight hides"
    case .json(let error): "not JSON: \(error)"
    case .notAnObject: "not a JSON object"
    case .notUTF8: "bytes that are not UTF-8; iconv -f latin1 -t utf-8 converts Latin-1"
    case .csv(let error): error.description
    }
  }
}

extension TableSurvey {
  /// Checks that the columns that were asked for are there.
  func checkNames() throws(TableError) {
    let names = columns.map(\.name)
    for name in [questions.groupColumn, questions.timeColumn].compactMap(\.self)
    where !names.contains(name) {
      if name == questions.timeColumn, let parts = TimeParts(among: names) {
        throw .noTimeColumn(name, parts: parts.names)
      }
      throw .noColumn(name, among: names)
    }
    if let group = questions.groupColumn, group == questions.timeColumn {
      throw .groupIsTime(group)
    }
  }
}
