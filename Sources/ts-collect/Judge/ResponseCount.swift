import TimeSeries

/// How many records of one response hold, and how many do not.
struct ResponseCount: Equatable, Sendable {
  /// Records that hold.
  var valid = 0
  /// Records that do not hold.
  var invalid = 0

  /// The share of the records that do not hold, 1 where there is no record at all.
  ///
  /// It is computed as 1 - valid / total, so that 7 of 10 gives 0.30000000000000004: thresholds are
  /// met or missed by the same last bit as in the reference (its rule R44).
  var invalidFraction: Double {
    let total = valid + invalid
    return total == 0 ? 1 : 1 - Double(valid) / Double(total)
  }

  /// The share of the records that hold, 0 where there is no record at all.
  var validFraction: Double {
    let total = valid + invalid
    return total == 0 ? 0 : Double(valid) / Double(total)
  }
}

/// The place of the response that is kept; nil where there is no response.
///
/// Of a series whose end the model decides it is the first that ends it, else the first with a
/// valid record: the longest would be one that misses its end.
func bestResponse(
  of responses: [Response], in line: Span<UInt8>, by sequence: SequenceRules?
) -> Int? {
  guard let sequence else { return bestResponse(of: responses.map(\.count)) }
  return responses.firstIndex { $0.ends(in: line, by: sequence) }
    ?? responses.firstIndex { !$0.records.isEmpty } ?? responses.indices.first
}

extension Response {
  /// Whether its last valid record says that it is the last one of its group.
  func ends(in line: Span<UInt8>, by sequence: SequenceRules?) -> Bool {
    guard let sequence, let last = records.last else { return false }
    return sequence.isLast(line.extracting(last))
  }
}

/// The place of the response that is kept: the one with most valid records, the earliest of equals.
///
/// Where no response has a valid record it is the first; nil where there is no response.
func bestResponse(of counts: [ResponseCount]) -> Int? {
  guard var best = counts.indices.first else { return nil }
  for index in counts.indices where counts[index].valid > counts[best].valid {
    best = index
  }
  return best
}
