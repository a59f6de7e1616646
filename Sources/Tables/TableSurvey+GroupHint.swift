import NDJSON
import TimeSeries

extension TableSurvey {
  /// What to say where times are out of order and no group column was given: the columns by whose
  /// values the records around that place are in order, the one with the fewest values first.
  func groupHint(_ choice: TimeChoice) -> String {
    let names = fittingGroupColumns(choice)
    guard let first = names.first else { return "" }
    let others = names.dropFirst().prefix(2).map { ", or \"\($0)\"" }.joined()
    return "; --group-column \(first.shellWord) would fit\(others)"
  }

  private func fittingGroupColumns(_ choice: TimeChoice) -> [String] {
    let records = recent.records
    let time = choice.column.column
    var fitting: [(name: String, groups: Int)] = []
    var cells: [[[UInt8]?]] = []
    for record in records { cells.append(values(of: record)) }
    for column in columns.indices
    where column != time && !columns[column].isPassedOver && !isTimeName(columns[column].name)
      && !TimeParts.isPart(columns[column].name) && columns[column].count(.number) == 0
    {
      var latest: [[UInt8]: Int64] = [:]
      var fits = true
      for row in cells {
        guard column < row.count, time < row.count, let key = row[column], let text = row[time],
          let moment = choice.track.format.parse(text.span)
        else { continue }
        if let before = latest[key], before >= moment.microseconds {
          fits = false
          break
        }
        latest[key] = moment.microseconds
      }
      if fits, latest.count > 1, latest.count * 2 <= cells.count {
        fitting.append((columns[column].name, latest.count))
      }
    }
    return fitting.sorted { $0.groups < $1.groups }.map(\.name)
  }

  /// The texts of a record's columns, un-escaped.
  package func values(of record: [UInt8]) -> [[UInt8]?] {
    let bytes = record.span
    if isUntyped {
      var scanner = CSVScanner(delimiter: delimiter)
      guard (try? scanner.scanRow(bytes, from: 0, isEnd: true)) != nil else { return [] }
      return scanner.cells.map { bytes.copy($0.range) }
    }
    var members = RecordMembers()
    guard (try? members.scan(bytes, names: names)) != nil else { return [] }
    return members.values.map { value in
      value.flatMap { $0.kind == .string ? try? bytes.text(of: $0) : bytes.copy($0.range) }
    }
  }
}
