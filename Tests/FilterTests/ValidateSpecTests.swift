import Foundation
import Testing

/// What ts-collect writes, `ts-validate --spec` of the same stream accepts, in every mode.
@Suite(.waiting) struct ValidateSpecTests {
  struct Run: Sendable, CustomTestStringConvertible {
    let name: String
    let arguments: String
    /// How many of the rows of each group are the table; the model knows all of them.
    var known = Int.max
    /// The groups, each with the times of its rows.
    let groups: [(name: String, times: [String])]
    /// Whether a record that is missing can be told.
    var isExact = true
    var testDescription: String { name }

    init(
      _ name: String, _ arguments: String, known: Int = .max, isExact: Bool = true,
      _ groups: [[String]]
    ) {
      self.name = name
      self.arguments = arguments
      self.known = known
      self.isExact = isExact
      self.groups = groups.enumerated().map { ("g\($0)", $1) }
    }

    /// The first rows of each group as CSV.
    func table(_ count: Int) -> String {
      groups.reduce("g,ts,v\n") { text, group in
        text
          + group.times.prefix(count).enumerated().map { "\(group.name),\($1),\($0 % 3)\n" }
          .joined()
      }
    }
  }

  private static func days(_ days: ClosedRange<Int>, zone: String = "") -> [String] {
    days.map { "2024-03-\($0 < 10 ? "0" : "")\($0)" + zone }
  }

  private static func months(_ zone: String, day: Int? = nil, every: Int = 1) -> [String] {
    (0..<14).map { number in
      let month = number * every % 12
      let last = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month]
      let year = 2024 + number * every / 12
      let isShort = month == 1 && year % 4 != 0
      let text = { (number: Int) in number < 10 ? "0\(number)" : "\(number)" }
      return
        "\(year)-\(text(month + 1))-\(text(min(day ?? 1, isShort ? 28 : last)))T00:30:00\(zone)"
    }
  }

  static let runs =
    [
      Run("first records", "", [days(1...9), days(1...9)]),
      Run("ranges of each group", "", [days(1...9), days(4...8), days(20...30)]),
      Run("last records", "--from-end --extend 4", known: 6, [days(1...10), days(11...20)]),
      Run(
        "last records of a day", "--from-end --extend 4", known: 6,
        [["20:00", "21:00", "22:00"]]
          .map { $0 + ["23:00", "00:00", "01:00", "02:00", "03:00", "04:00", "05:00"] }),
      Run("beyond the table", "--stop 2024-03-12", known: 6, [days(1...12), days(3...12)]),
      Run("within the table", "--start 2024-03-04", [days(1...9), days(2...8)]),
      Run("prefix of each group", "--mode prefix", [days(1...9), days(4...8)]),
      Run("prefix beyond the table", "--mode prefix --extend 3", known: 5, [days(1...8)]),
      Run("one record to start from", "--window 1", [days(1...4), days(1...9)]),
      Run(
        "a time of the day", "", [["22:00", "22:30", "23:00", "23:30", "00:00", "00:30", "01:00"]]),
      Run(
        "zones", "", [days(1...9, zone: "T01:00:00+02:00"), days(2...9, zone: "T01:00:00-05:00")]),
      Run("UTC", "", [days(1...9, zone: "T01:00:00Z"), days(2...9, zone: "T01:00:00Z")]),
      Run("named zones", "", [days(1...9, zone: " 01:00 UTC"), days(2...9, zone: " 01:00 UTC")]),
      Run(
        "no step", "--interval none", isExact: false,
        [["01:00", "01:07", "02:00", "09:00", "09:01"].map { "2024-01-01 \($0)" }]),
      Run(
        "a jump past the stop", "--interval none --stop \"2024-01-01 08:00\"", isExact: false,
        [["01:00", "01:07", "02:00", "03:00", "09:00", "09:01"].map { "2024-01-01 \($0)" }]),
      Run(
        "any order", "--interval any", isExact: false,
        [["01:00", "01:07", "00:30", "03:00", "02:00", "03:01"].map { "2024-01-01 \($0)" }]),
      Run(
        "clocks that are a little off", "--stop \"2024-01-01 00:05:00.00\"", known: 5,
        [
          ["00:00.02", "01:00.00", "02:00.03", "03:00.03", "04:00.03", "05:00.03"]
            .map { "2024-01-01 00:\($0)" }
        ]),
    ]
    + ["+02:00", "-05:00", "Z"].flatMap { zone in
      [
        Run("months of \(zone)", "", [months(zone), months(zone)]),
        Run("ends of months of \(zone)", "", [months(zone, day: 31)]),
        Run("quarters of \(zone)", "--mode prefix", [months(zone, every: 3)]),
        Run("years of \(zone)", "--from-end --extend 3", known: 11, [months(zone, every: 12)]),
        Run("later months of \(zone)", "--from-end --extend 3", known: 11, [months(zone, day: 31)]),
      ]
    }

  @Test(arguments: runs) func theOutputOfARunFitsItsStream(_ run: Run) throws {
    let scratch = try ScratchFolder()
    try scratch.write("known.csv", run.table(run.known))
    try scratch.write("all.csv", run.table(.max))
    let model = URL(filePath: #filePath).deletingLastPathComponent().path + "/perfect-model.py"
    let made = try shell(
      """
      ts-loop 'ts-prefill --group-column g \(run.arguments) known.csv | tee begun |
      python3 -S -E \(model) all.csv g | ts-validate | tee run.ndjson |
      ts-collect --summary summary.json' > out.ndjson
      """, in: scratch)
    #expect(made.status == 0, "\(made.errText)")
    #expect(scratch.read("out.ndjson")?.isEmpty == false)
    for stream in ["begun", "run.ndjson"] {
      let checked = try shell("ts-validate --spec \(stream) out.ndjson", in: scratch)
      #expect(checked.errText == "")
      #expect(checked.status == 0)
    }
    // What is missing at the beginning or the end of a group is a fault.
    guard run.isExact else { return }
    for part in ["1d", "$d"] {
      let checked = try shell(
        "sed '\(part)' out.ndjson | ts-validate --spec run.ndjson", in: scratch)
      #expect(checked.status == 1)
    }
  }
}

/// What of a saved stream and of several files is read, and what is said of it.
@Suite(.waiting) struct ValidateFilesTests {
  private static let stream = """
    {"type":"spec","schema":{},"time_column":"t","time_format":"%H:%M","interval_seconds":3600,\
    "stop_timestamp":"05:00","group_column":"g","groups":2}
    {"type":"group","group_id":"a","current_prefill":"","last_timestamp_seconds":0}
    {"type":"group","group_id":"a","round":1,"current_prefill":"","last_timestamp_seconds":7200}
    {"type":"group","group_id":"b","current_prefill":"","last_timestamp_seconds":7200}

    """

  @Test func aStreamIsReadUpToItsLastGroup() throws {
    let scratch = try ScratchFolder()
    try scratch.write("run.ndjson", Self.stream + "no JSON\n")
    try scratch.write(
      "out.ndjson",
      (1...5).map { "{\"g\":\"a\",\"t\":\"0\($0):00\"}\n" }.joined()
        + (3...5).map { "{\"g\":\"\\u0062\",\"t\":\"0\($0):00\"}\n" }.joined())
    let outcome = try shell("ts-validate --spec run.ndjson out.ndjson", in: scratch)
    #expect(outcome.errText == "")
    #expect(outcome.status == 0)
  }

  @Test func aStreamThatIsNoStreamIsNamedWithItsLine() throws {
    let scratch = try ScratchFolder()
    try scratch.write(
      "run.ndjson", Self.stream.replacing("\"groups\":2", with: "\"groups\":3") + "x\n")
    let outcome = try shell("ts-validate --spec run.ndjson", in: scratch)
    #expect(outcome.errText == "ts-validate: run.ndjson:5: not a JSON object\n")
    #expect(outcome.status == 65)
  }

  @Test func faultsOfSeveralFilesNameTheirFile() throws {
    let scratch = try ScratchFolder()
    try scratch.write("run.ndjson", Self.stream)
    try scratch.write("A", "{\"g\":\"b\",\"t\":\"03:00\"}\n{\"g\":\"a\",\"t\":\"01:00\"}\n")
    try scratch.write("B", "{\"g\":\"a\",\"t\":\"03:00\"}\n")
    let outcome = try shell("ts-validate --spec run.ndjson A B", in: scratch)
    #expect(
      outcome.errText == """
        ts-validate: B:1: "t" is 03:00, must be 02:00, after line 2 of A
        ts-validate: A: group "b" ends at 03:00, before the stop 05:00
        ts-validate: B: group "a" ends at 03:00, before the stop 05:00

        """)
    #expect(outcome.status == 1)
  }
}
