import NDJSON

/// What the answers of a run have cost, and what they may.
struct Spending {
  private let mostTokens: Int?
  private let mostCost: Double?
  private let price: Price?
  private var tokens = 0
  private var cost = 0.0
  private var isEstimated = false

  init(mostTokens: Int?, mostCost: Double?, price: Price?) {
    self.mostTokens = mostTokens
    self.mostCost = mostCost
    self.price = price
  }

  /// Adds what an answer cost.
  mutating func add(_ usage: Usage, isEstimated: Bool) {
    tokens.add(count: usage.total)
    cost += price?.cost(usage) ?? 0
    self.isEstimated = self.isEstimated || isEstimated
  }

  /// Why no more is to be asked; nil while there is something left.
  var limit: RequestError? {
    if let mostTokens, tokens >= mostTokens {
      return RequestError(
        status: nil, type: RequestError.tokenLimit,
        message: "\(tokens) tokens spent, of \(mostTokens) allowed")
    }
    guard let mostCost, cost >= mostCost else { return nil }
    return RequestError(
      status: nil, type: RequestError.costLimit, message: "\(rounded) spent, of \(mostCost) allowed"
    )
  }

  /// What the user is told when a limit is reached.
  var notice: String? {
    let about = isEstimated ? "about " : ""
    if let mostTokens, tokens >= mostTokens {
      return "--max-total-tokens \(mostTokens): \(about)\(tokens) are spent: no more is asked"
    }
    guard let mostCost, cost >= mostCost else { return nil }
    return "--max-cost \(mostCost): \(about)\(rounded) is spent: no more is asked"
  }

  /// The cost to a millionth.
  private var rounded: Double { (cost * 1_000_000).rounded() / 1_000_000 }
}
