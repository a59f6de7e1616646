import FilterTool
import NDJSON
import TableInput
import Tables
import TimeSeries

/// The tables that are compared, and what they have in common.
struct TableFiles {
  private let settings: Settings
  private(set) var roles: Roles
  private(set) var vocabulary: Vocabulary
  let real: Table
  /// What there is to say of the tables that is no fault, and of which file.
  private(set) var notes: [String]
  private var readsCSV: Bool

  /// Reads REAL: once, or twice where its first record misleads about what its columns are.
  init(_ settings: Settings, real file: String) throws {
    self.settings = settings
    let name = shownName(file)
    var source = try TableSource(file, name: name)
    defer { source.close() }
    let reader = try TableReader(try source.blocks(), name: name, format: settings.inputFormat)
    guard var reader else { throw Failure("\(name): no record", .dataError) }
    var questions = settings.questions
    questions.delimiter = reader.delimiter(questions)
    // The first record of a group shows whether columns repeat parts of its time.
    questions.window = 1
    var first = RealLoader(questions, isUntyped: reader.isCSV, step: settings.step)
    try reader.read(into: &first, questions)
    var faults: [TableFault] = []
    do throws(TableFaults) {
      roles = try Roles(first.survey, step: settings.step, notes: &faults)
    } catch {
      throw Failure(error.faults.map { "\(name): \($0.message)" }, .dataError)
    }
    notes = faults.map { "\(name):\($0.line ?? 1): \($0.message)" }
    readsCSV = reader.isCSV
    var loader =
      try first.takeLoader(fitting: roles) ?? Self.reload(&source, name: name, settings, roles)
    while roles.correct(by: &loader.table) {
      loader = try Self.reload(&source, name: name, settings, roles)
    }
    vocabulary = loader.vocabulary
    real = Table(taking: &loader.table, StepRule(roles.step), vocabulary)
  }

  /// Reads the records of REAL again.
  private static func reload(
    _ source: inout TableSource, name: String, _ settings: Settings, _ roles: Roles
  ) throws -> TableLoader {
    var loader = TableLoader(roles, Vocabulary(columns: roles.columns.count), count: 0)
    _ = try read(try source.blocks(), name: name, settings, into: &loader)
    return loader
  }

  /// Reads another table by the roles of REAL.
  mutating func table(_ file: String) throws -> Table {
    let name = shownName(file)
    var source = try TableSource(file, name: name)
    defer { source.close() }
    var loader = TableLoader(roles, vocabulary, count: real.count)
    vocabulary = Vocabulary(columns: 0)
    let blocks = try source.blocks(isOnlyOnce: true)
    let isCSV = try Self.read(blocks, name: name, settings, into: &loader)
    readsCSV = readsCSV || isCSV
    vocabulary = loader.vocabulary
    notes += loader.notes.map { "\(name)\($0)" }
    return Table(taking: &loader.table, StepRule(roles.step), vocabulary)
  }

  /// Refuses an option for CSV where no table was.
  func checkOptions() throws {
    if !readsCSV, let option = settings.optionOfCSV {
      throw Failure("\(option): no table is CSV, all are JSON", .usage)
    }
  }

  /// Reads a table into memory, and finds whether it is CSV; an empty one has no record.
  private static func read(
    _ blocks: consuming InputBlocks, name: String, _ settings: Settings,
    into loader: inout TableLoader
  ) throws -> Bool {
    let reader = try TableReader(blocks, name: name, format: settings.inputFormat)
    guard var reader else { return false }
    var questions = settings.questions
    questions.delimiter = reader.delimiter(questions)
    try reader.read(into: &loader, questions)
    return reader.isCSV
  }
}
