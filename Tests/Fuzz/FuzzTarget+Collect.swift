import NDJSON
import TimeSeries

@testable import ts_collect

extension FuzzTarget {
  /// Decides about the rounds of a stream; the next states must be lines that can be read.
  func collect(_ input: [UInt8]) throws {
    var known: KnownSpec?
    var line = StreamLine()
    var totals = RunTotals()
    var (reader, next) = (StreamLine(), JSONWriter())
    for bytes in input.split(separator: 0x0A) where (try? line.scan(bytes.span)) != nil {
      if line.kind == .spec {
        known = try? KnownSpec(line, bytes.span, place: "1", settings: Settings())
        if let known { points(of: known) }
      }
      guard let known, line.kind == .group, let state = try? GroupState(line, bytes.span),
        !state.hasEnded,
        let decision = try? known.decide(line, bytes.span, state: state, place: "2")
      else { continue }
      totals.add(decision.counts, kept: decision.kept, judgement: decision.judgement)
      next.removeAll()
      decision.state.write(carrying: line, of: bytes.span, into: &next)
      let written = next.bytes
      do throws(StreamError) {
        try reader.scan(written.span)
      } catch {
        throw WrongOutput(
          output: String(decoding: written, as: UTF8.self), reason: error.description)
      }
      var csv = CSVRecordWriter(columns: known.columns)
      // What ts-validate would not have let through may be no record.
      for record in decision.records { try? csv.append(record: record.span) }
    }
  }

  private func points(of known: KnownSpec) {
    for total in [known.spec.groups, known.spec.expectedRecords] {
      _ = Snapshot.points(percentages: [25, 50, 99], of: total ?? 0, unit: .records)
    }
  }
}
