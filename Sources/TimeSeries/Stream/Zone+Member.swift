import NDJSON

extension Zone {
  /// Reads the member of a scanned spec line; nil where it has none.
  init?(_ line: StreamLine, _ bytes: Span<UInt8>) throws(StreamError) {
    guard let value = line[.timeZone], value.kind != .null else { return nil }
    let zone = value.kind == .object ? Self.read(bytes.copy(value.range)) : nil
    guard let zone else {
      throw line.unexpected(.timeZone, value, bytes, "a zone as ts-prefill writes it")
    }
    self = zone
  }

  private static func read(_ json: [UInt8]) -> Zone? {
    guard let object = try? JSONObject(json), let name = object.string("name"),
      let offset = object.raw("offset").flatMap(seconds), let pairs = object.elements("changes")
    else { return nil }
    var changes: [Change] = []
    for pair in pairs {
      var scanner = JSONScanner(pair.span)
      guard (try? scanner.enterArray()) == true, let at = try? scanner.value(),
        (try? scanner.hasNext(closing: 0x5D)) == true, let ahead = try? scanner.value(),
        (try? scanner.hasNext(closing: 0x5D)) == false, let time = seconds(Array(pair[at.range])),
        let offset = seconds(Array(pair[ahead.range]))
      else { return nil }
      changes.append(Change(at: time, offset: offset))
    }
    return Zone(name: name, offset: offset, changes: changes)
  }

  /// A whole number of seconds.
  private static func seconds(_ json: [UInt8]) -> Int64? {
    Int64(String(decoding: json, as: UTF8.self))
  }

  /// Appends the member to a spec line that is open.
  func write(into writer: inout JSONWriter) {
    writer.name(Member.timeZone.rawValue)
    writer.beginObject()
    writer.name("name")
    writer.string(name)
    writer.name("offset")
    writer.integer(Int(offset))
    writer.name("changes")
    writer.beginArray()
    for change in changes {
      writer.beginArray()
      writer.integer(Int(change.at))
      writer.integer(Int(change.offset))
      writer.endArray()
    }
    writer.endArray()
    writer.endObject()
  }
}
