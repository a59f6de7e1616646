package import TimeSeries

extension TableSurvey {
  /// What is known, or wanted, before the first record.
  package struct Questions: Sendable {
    /// The column that tells the groups apart; nil for a single series.
    package var groupColumn: String?
    /// The column that holds the time, or that is made of its parts; nil where it is to be found.
    package var timeColumn: String? {
      get { givenTimeColumn ?? timeParts.map { _ in TimeParts.columnName } }
      set { givenTimeColumn = newValue }
    }
    /// The format of the time; nil where it is to be found.
    package var timeFormat: TimestampFormat? {
      get {
        var format = givenTimeFormat ?? timeParts?.format
        format?.zone = timeZone
        return format
      }
      set { givenTimeFormat = newValue }
    }
    /// The zone of the times; nil for UTC, or for what they say themselves.
    package var timeZone: Zone?
    /// The columns that the time is made of; nil where one holds it.
    package var timeParts: TimeParts?
    /// Whether the table has no time column, so that none is looked for.
    package var hasNoTime = false
    /// How many records of each group are kept.
    package var window = 3
    /// Whether the kept records are a group's last ones instead of its first ones.
    package var keepsLast = false

    /// The first time of the kept records, as text of the time column; nil for a group's first.
    package var start: String?
    /// The step at whose gaps a group is split into several; nil where none is.
    package var splitStep: Step?
    /// The step that records must be on, counted from their group's first, or are left out; nil
    /// where none is.
    package var keptStep: Step?
    /// The texts of a CSV cell that is null, beside an empty one.
    package var nullTexts: [[UInt8]] = []
    /// The byte between two cells of CSV.
    package var delimiter = UInt8(ascii: ",")
    /// Whether that byte is to be found, and `delimiter` is what else counts.
    package var seeksDelimiter = true
    /// The columns to take, beside the group's and the time's; nil for all.
    package var columns: [String]?
    /// Whether the records are to be sorted by group and time before they are looked at.
    package var sorts = false
    /// The columns to pass over.
    package var droppedColumns: [String] = []

    private var givenTimeColumn: String?
    private var givenTimeFormat: TimestampFormat?

    /// Nothing is known.
    package init() {}
  }
}
