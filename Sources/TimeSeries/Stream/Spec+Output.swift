import NDJSON

extension Spec {
  /// The spec of the records that leave a run: as it is, or of a series whose end the model decides
  /// without the control columns and the stop, and in the order of its records' own time; its
  /// schema has the columns that the group is made of in place of the group's.
  public var ofOutput: Spec {
    get throws(StreamError) {
      guard !controlColumns.isEmpty || groupParts != nil else { return self }
      var spec = self
      do throws(JSONError) {
        spec.schema = try JSONObject(schema)
          .schema(without: controlColumns, splitting: groupColumn, groupParts)
      } catch {
        throw .json(error)
      }
      guard !controlColumns.isEmpty else { return spec }
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
  /// The schema that this object is, without some of its columns, and with the parts of the group
  /// in place of its column.
  fileprivate func schema(
    without columns: [String], splitting group: String?, _ parts: GroupParts?
  ) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    for (name, value) in members {
      writer.name(name)
      if name == "properties", let properties = object(name) {
        writer.beginObject()
        for (column, rule) in properties.members where !columns.contains(column) {
          if let parts, column == group {
            for part in parts.parts {
              writer.name(part.name)
              writer.beginObject()
              writer.name("type")
              writer.string(part.type)
              writer.endObject()
            }
            continue
          }
          writer.name(column)
          writer.raw(properties.raw(rule))
        }
        writer.endObject()
      } else if name == "required", let required = elements(name) {
        writer.beginArray()
        for column in required {
          let name = String(decoding: column.textOfJSON, as: UTF8.self)
          if let parts, name == group {
            for part in parts.parts { writer.string(part.name) }
          } else if !columns.contains(name) {
            writer.raw(column)
          }
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
