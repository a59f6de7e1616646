internal import NDJSON
package import Tables

extension TableReader {
  /// The byte between two cells: the one that was given, or else the one that parts most cells of the
  /// header and as many of the rows after it.
  package func delimiter(_ questions: TableSurvey.Questions) -> UInt8 {
    guard questions.seeksDelimiter, isCSV else { return questions.delimiter }
    let bytes = input.buffer.span.extracting(0..<input.filled)
    var (best, most) = (questions.delimiter, 1)
    for delimiter in [questions.delimiter] + Array(";\t|".utf8) {
      var scanner = CSVScanner(delimiter: delimiter)
      var (start, count, rows) = (position, 0, 0)
      while rows < 10, start < bytes.count,
        let end = try? scanner.scanRow(bytes, from: start, isEnd: input.isEnd),
        rows == 0 || scanner.cells.count == count
      {
        (start, count, rows) = (end, scanner.cells.count, rows + 1)
      }
      let isWhole = rows == 10 || rows > 1 && (start == bytes.count || !input.isEnd)
      if isWhole, count > most { (best, most) = (delimiter, count) }
    }
    return best
  }
}
