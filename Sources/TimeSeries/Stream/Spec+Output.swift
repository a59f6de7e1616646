import NDJSON

extension Spec {
  /// The spec of the records that leave a run: as it is, or of a series whose end the model decides
  /// without the control columns and the stop, and in the order of its records' own time.
  public var ofOutput: Spec {
    get throws(StreamError) {
      guard !controlColumns.isEmpty else { return self }
      var spec = self
      do throws(JSONError) {
        spec.schema = try JSONObject(schema).schema(without: controlColumns)
      } catch {
        throw .json(error)
      }
      spec.stopTimestamp = nil
      (spec.endColumn, spec.indexColumn, spec.sourceTime) = (nil, nil, nil)
      guard indexColumn != nil else { return spec }
      guard let time = sourceTime else { throw .missing(.sourceTimeColumn) }
      spec.startTimestamp = nil
      (spec.timeColumn, spec.timeFormat) = (time.column, time.format)
      spec.step = time.interval.map { .fixed(microseconds: $0) } ?? .any
      return spec
    }
  }
}

extension JSONObject {
  /// The schema that this object is, without some of its columns.
  fileprivate func schema(without columns: [String]) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    for (name, value) in members {
      writer.name(name)
      if name == "properties", let properties = object(name) {
        writer.beginObject()
        for (column, rule) in properties.members where !columns.contains(column) {
          writer.name(column)
          writer.raw(properties.raw(rule))
        }
        writer.endObject()
      } else if name == "required", let required = elements(name) {
        writer.beginArray()
        for column in required
        where !columns.contains(String(decoding: column.textOfJSON, as: UTF8.self)) {
          writer.raw(column)
        }
        writer.endArray()
      } else {
        writer.raw(raw(value))
      }
    }
    writer.endObject()
    return writer.bytes
  }
}
