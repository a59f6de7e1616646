import Foundation
import NDJSON
import Testing
import TimeSeries

/// Local times against `clocks/zones.tsv`, which Python's zoneinfo wrote.
@Suite struct ZoneTests {
  private static func rows() throws -> [[String]] {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "clocks/zones.tsv")
    return try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
      .map { $0.split(separator: "\t").map(String.init) }
  }

  private static func zone(_ cells: [String]) -> Zone? {
    guard let offset = Int64(cells[2]) else { return nil }
    let changes = cells[3...].compactMap { pair -> Zone.Change? in
      let numbers = pair.split(separator: ":").compactMap { Int64($0) }
      return numbers.count == 2 ? Zone.Change(at: numbers[0], offset: numbers[1]) : nil
    }
    return changes.count == cells.count - 3
      ? Zone(name: cells[1], offset: offset, changes: changes) : nil
  }

  private static func berlin() throws -> Zone {
    let row = try rows().first { $0[1] == "Europe/Berlin" }
    return try #require(row.flatMap(zone))
  }

  @Test func localTimesAreThoseOfPython() throws {
    var zone: Zone?
    var counts = [0, 0, 0]
    for row in try Self.rows() {
      if row[0] == "zone" {
        zone = Self.zone(row)
        continue
      }
      let current = try #require(zone)
      let local = try #require(Int64(row[0]).flatMap { Timestamp(seconds: $0) })
      let first = current.time(ofLocal: local)
      if row[1] == "skipped" {
        counts[0] += 1
        #expect(first == nil, "\(current.name) \(row)")
        #expect(
          current.nearestTime(ofLocal: local) == Int64(row[2]).flatMap { Timestamp(seconds: $0) },
          "\(current.name) \(row)")
        continue
      }
      let expected = try #require(Int64(row[1]).flatMap { Timestamp(seconds: $0) })
      #expect(first == expected, "\(current.name) \(row)")
      #expect(current.local(expected) == local)
      let again = row[2] == "once" ? nil : Int64(row[2]).flatMap { Timestamp(seconds: $0) }
      counts[again == nil ? 1 : 2] += 1
      #expect(current.repetition(of: expected) == again, "\(current.name) \(row)")
      if let again { #expect(current.repetition(of: again) == nil) }
      let part = current.between(
        Timestamp(microseconds: expected.microseconds - 200_000_000_000),
        Timestamp(microseconds: expected.microseconds + 200_000_000_000))
      #expect(part.changes.count <= 1)
      #expect(part.time(ofLocal: local) == expected, "\(current.name) \(row)")
    }
    #expect(counts.allSatisfy { $0 > 50 }, "\(counts)")
  }

  /// Records from a start on, a step apart, as a column of local times writes them.
  private func texts(_ name: String, from start: String, _ step: Step, count: Int) throws
    -> [String]
  {
    var format = try TimestampFormat(name)
    _ = format.adoptSpelling(of: start)
    format.zone = try Self.berlin()
    var time = try #require(format.parse(start))
    let chronology = Chronology(step: step, format: format, start: time)
    var texts = [start]
    for _ in 1..<count {
      let next = try #require(chronology.next(after: time))
      let text = format.written(next.microseconds)
      let read = try #require(format.parse(text))
      let placed = chronology.absolute(read, after: time)
      #expect(placed == next, "\(text)")
      #expect(chronology.follows(placed, after: time))
      #expect(!chronology.follows(time, after: time))
      time = next
      texts.append(text)
    }
    return texts
  }

  @Test func anHourComesTwice() throws {
    #expect(
      try texts(
        "%Y-%m-%d %H:%M", from: "2024-10-27 01:30", .fixed(microseconds: 1_800_000_000), count: 7
      )
      .map { String($0.suffix(5)) }
        == ["01:30", "02:00", "02:30", "02:00", "02:30", "03:00", "03:30"])
    #expect(
      try texts(
        "%Y-%m-%dT%H:%M%z", from: "2024-10-27T01:00+02:00", .fixed(microseconds: 3_600_000_000),
        count: 4
      ).map { String($0.suffix(11)) }
        == ["01:00+02:00", "02:00+02:00", "02:00+01:00", "03:00+01:00"])
  }

  @Test func anHourIsSkipped() throws {
    #expect(
      try texts(
        "%Y-%m-%d %H:%M", from: "2024-03-31 00:30", .fixed(microseconds: 1_800_000_000), count: 4
      )
      .map { String($0.suffix(5)) } == ["00:30", "01:00", "01:30", "03:00"])
    var format = try TimestampFormat("%Y-%m-%d %H:%M")
    format.zone = try Self.berlin()
    #expect(
      format.refusalReason("2024-03-31 02:30") == "no time: the clocks of Europe/Berlin skip it")
  }

  @Test func daysAndMonthsGoByTheClocks() throws {
    #expect(
      try texts(
        "%Y-%m-%d %H:%M", from: "2024-10-26 06:00", .fixed(microseconds: 86_400_000_000), count: 3)
        == ["2024-10-26 06:00", "2024-10-27 06:00", "2024-10-28 06:00"])
    // The time that is skipped on one day is back on the next.
    #expect(
      try texts(
        "%Y-%m-%d %H:%M", from: "2024-03-30 02:30", .fixed(microseconds: 86_400_000_000), count: 3)
        == ["2024-03-30 02:30", "2024-03-31 03:30", "2024-04-01 02:30"])
    #expect(
      try texts(
        "%Y-%m-%dT%H:%M%z", from: "2024-02-29T00:00+01:00", .calendar(months: 1), count: 3)
        == ["2024-02-29T00:00+01:00", "2024-03-29T00:00+01:00", "2024-04-29T00:00+02:00"])
  }

  @Test func aSpecCarriesItsZone() throws {
    var spec = Spec(schema: Array("{}".utf8), timeColumn: "t", timeFormat: "%Y", step: .increasing)
    spec.timeZone = try Self.berlin()
    var writer = JSONWriter()
    spec.write(into: &writer)
    var line = StreamLine()
    try line.scan(writer.bytes.span)
    #expect(try Spec(line, writer.bytes.span) == spec)
    for zone in [
      "1", "{}", #"{"name":"x","offset":0,"changes":[[2,0],[1,0]]}"#,
      #"{"name":"x","offset":86400,"changes":[]}"#, #"{"name":"x","offset":0,"changes":[[1]]}"#,
      #"{"name":"x","offset":0,"changes":[[1,2,3]]}"#,
      #"{"name":"x","offset":0,"changes":[[9e99,0]]}"#,
      #"{"name":"x","offset":0,"changes":[[9999999999999,0]]}"#,
    ] {
      let text = Array(
        (#"{"type":"spec","schema":{},"time_column":"t","time_format":"%Y","time_zone":"# + zone
          + "}").utf8)
      try line.scan(text.span)
      #expect(throws: StreamError.self, "\(zone)") { try Spec(line, text.span) }
    }
  }
}
