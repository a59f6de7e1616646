import NDJSON
import Tables
import TimeSeries

extension RecordLayout {
  /// The layout of a table's records: group, time, the rest, with the schema that was given or the
  /// one that the table tells.
  ///
  /// - Parameter share: How many records are to come for each one of the table.
  init(
    _ survey: TableSurvey, _ time: SeriesTime, _ settings: SeedSettings,
    share: Double = NumberLimits.leastShare
  ) throws(TableFaults) {
    let given = try settings.schema.map { text throws(TableFaults) in try GivenSchema(text) }
    var order = survey.columns.indices.filter {
      $0 != survey.groupColumn && $0 != time.column && !survey.columns[$0].isPassedOver
    }
    let leading = [survey.groupColumn, time.column].compactMap(\.self)
    var columns = leading.map { source in
      Column(source: source, schema: survey.columns[source].schema(.typeOnly))
    }
    if let added = time.addedSchema { columns.append(Column(source: nil, schema: added)) }
    let end = settings.sequence?.endSchema
    if let given {
      let added = (columns.map(\.schema) + [end].compactMap(\.self)).map(\.name)
      order = try given.order(order, survey, leading: added)
    }
    let detail = ColumnSchema.Detail.full(settings.range, share: share)
    columns += order.map { source in
      let isTime = survey.columns[source].name == time.source?.column
      return Column(
        source: source, schema: survey.columns[source].schema(isTime ? .typeOnly : detail))
    }
    if let end { columns.append(Column(source: nil, schema: end)) }
    if let given { columns = columns.map { given.retyped($0) } }
    self.init(
      columns: columns, sourceNames: survey.columns.map(\.name), isUntyped: survey.isUntyped,
      delimiter: survey.delimiter, nullTexts: survey.questions.nullTexts)
  }

  /// The spec of these records, but for what its groups tell.
  func spec(_ time: SeriesTime, _ settings: SeedSettings) throws(TableFaults) -> Spec {
    let schema: [UInt8]
    if let given = settings.schema {
      schema = try GivenSchema(given).ordered(columns.map(\.schema.name))
    } else {
      var writer = JSONWriter()
      writer.schema(columns.map(\.schema))
      schema = writer.bytes
    }
    var spec = Spec(
      schema: schema, timeColumn: time.name, timeFormat: time.format.text, step: time.step)
    spec.schemaSource = settings.schema == nil ? "table, range \(settings.range)" : "given"
    spec.prefillContextSize = settings.window
    spec.mode = settings.mode
    guard
      let prompt = settings.template.prompt(
        instruction: settings.instruction, columns: columns.map(\.schema.name))
    else { throw TableFaults("the instruction or a column's name holds {prefill}") }
    spec.prompt = prompt
    return spec
  }
}
