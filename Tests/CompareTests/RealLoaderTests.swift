import NDJSON
import TableInput
import Tables
import Testing

@testable import ts_compare

/// REAL is read once, unless its first record misleads.
@Suite struct RealLoaderTests {
  /// Whether one reading of a table gives its records.
  private func isReadOnce(_ text: String) throws -> Bool {
    let bytes = InputBlocks(bytes: Array(text.utf8), name: "real")
    guard var reader = try TableReader(bytes, name: "real", format: nil) else { return false }
    var questions = TableSurvey.Questions()
    questions.window = 1
    var first = RealLoader(questions, isUntyped: reader.isCSV, step: nil)
    try reader.read(into: &first, TableSurvey.Questions())
    var notes: [TableFault] = []
    let roles = try Roles(first.survey, step: nil, notes: &notes)
    return first.takeLoader(fitting: roles) != nil
  }

  @Test(arguments: [
    "t,x\n2020-01-01,1\n2020-01-02,2\n",
    "t,year,month,x\n2020-01-01,2020,1,1\n2020-01-02,2020,1,2\n",
    "t,x,y\n2020-01-01,,\n2020-01-02,high,2\n2020-01-03,\"\",3\n",
    "{\"t\":\"2020-01-01\",\"x\":1,\"y\":null}\n{\"y\":\"a\",\"t\":\"2020-01-02\"}\n",
  ]) func tablesAreReadOnce(_ text: String) throws {
    #expect(try isReadOnce(text))
  }

  @Test(arguments: [
    "t,x\n2020-01-01,1\n2020-01-02,off\n", "t,x\n01/02/2020,1\n01/13/2020,2\n",
    "t,x\n2020-01-01,\"\"\n2020-01-02,2\n",
    "{\"t\":\"2020-01-01\"}\n{\"t\":\"2020-01-02\",\"y\":1}\n",
  ]) func whereTheFirstRecordMisleadsAnotherReadingIsNeeded(_ text: String) throws {
    #expect(try !isReadOnce(text))
  }
}
