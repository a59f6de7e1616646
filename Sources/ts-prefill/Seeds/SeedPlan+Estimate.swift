import FilterTool
import NDJSON
import Tables
import TimeSeries

/// What a million tokens cost, of prompts and of completions.
struct TokenPrice: Sendable {
  let prompt: Double
  let completion: Double

  /// Reads `IN,OUT`.
  init(_ text: String) throws(UsageError) {
    let parts = text.split(separator: ",", omittingEmptySubsequences: false).map { Double($0) }
    guard parts.count == 2, let prompt = parts[0], let completion = parts[1],
      0...1e6 ~= prompt, 0...1e6 ~= completion
    else { throw UsageError("not the prices of a million tokens in and out, such as 0.5,1.5") }
    self.prompt = prompt
    self.completion = completion
  }
}

extension SeedPlan {
  /// How many records a request of ts-complete asks for by default: one where the next time is
  /// known, so that each record is begun in the prompt.
  private var recordsPerRequest: Int { spec.step.isExact ? 1 : 50 }
  /// How many bytes of records, which are mostly digits, make a token.
  private static let bytesPerToken = 3

  /// What the run takes of a model, roughly: each request holds the window, and no group fails.
  var estimate: [String] {
    guard let bytes = recordBytes else { return [] }
    var (requests, records) = (0.0, 0.0)
    for entry in entries {
      guard let expected = entry.range.expected else { return [] }
      requests += (Double(expected) / Double(recordsPerRequest)).rounded(.up)
      records += Double(expected)
    }
    let promptBytes = spec.prompt.utf8.count + settings.window * bytes
    let prompt = requests * (Double(promptBytes) / Double(Self.bytesPerToken)).rounded(.up)
    let completion = records * (Double(bytes) / Double(Self.bytesPerToken)).rounded(.up)
    var words = "about \(requests.digits) requests, \(prompt.digits) prompt tokens,"
    words += " \(completion.digits) completion tokens"
    if let price = settings.price {
      let sum = (prompt * price.prompt + completion * price.completion) / 1e6
      let cents = (sum * 100).rounded(.up).digits
      let padded = String(repeating: "0", count: max(0, 3 - cents.utf8.count)) + cents
      words += ", a price of \(padded.dropLast(2)).\(padded.suffix(2)) (--price)"
    }
    return [words]
  }

  /// How long the records are that are kept of the first groups, on average.
  private var recordBytes: Int? {
    var (bytes, count) = (0, 0)
    for entry in entries.prefix(20) {
      for record in survey.records(of: entry.group) {
        var writer = JSONWriter()
        guard (try? layout.write(record.span, known: [:], into: &writer)) != nil else { continue }
        bytes += writer.bytes.count + 1
        count += 1
      }
    }
    return count > 0 ? bytes / count : nil
  }
}

extension Double {
  /// A whole number as it is written.
  fileprivate var digits: String { magnitude < 1e15 ? "\(Int(self))" : "\(self)" }
}
