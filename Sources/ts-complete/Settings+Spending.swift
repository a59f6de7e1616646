import FilterTool
import NDJSON

extension Settings {
  /// What a run may cost, and what answers in place of a server.
  static let spendingOptions: [Option<Settings>] = [
    .integer(
      "max-total-tokens", "N", in: 1...Count.range.upperBound,
      help: "ask no more once the answers have cost so many tokens, prompts included"
    ) { $0.maxTotalTokens = $1 },
    .text(
      "price", "IN,OUT", help: "what a million tokens cost, of prompts and of completions"
    ) { (settings, text) throws(UsageError) in settings.price = try Price(text) },
    .number(
      "max-cost", "X", in: 0...1_000_000_000,
      help: "ask no more once the answers have cost so much, by --price"
    ) { $0.maxCost = $1 },
    .file("replay", help: "answer from a saved stream, and ask only for what is missing") {
      $0.replay = $1
    },
    .file(
      "from-batch", help: "answer from the results of a batch, and ask only for what is missing"
    ) { $0.fromBatch = $1 },
    .flag("dry-run", help: "print the requests as a batch, and ask nothing") { $0.isDryRun = true },
    .text(
      "fake", "WHAT",
      help: "answer without a server: repeat, seasonal, perfect=FILE or faulty=SHARE"
    ) { (settings, text) throws(UsageError) in settings.fake = try Fake(text) },
  ]
}
