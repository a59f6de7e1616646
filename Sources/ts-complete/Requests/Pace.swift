/// How many requests may be under way: fewer after the server asks for less, then more again.
///
/// A refusal halves the number, at most once for all requests that were under way then; each
/// answer adds a part of one, so that as many answers as requests under way add one.
struct Pace {
  /// The most there may be.
  let most: Int
  private var allowed: Double
  private var sent = 0
  /// How many requests had been sent when the number was last cut.
  private var sentAtCut = 0

  init(most: Int) {
    self.most = most
    allowed = Double(most)
  }

  /// How many may be under way now.
  var limit: Int { max(1, Int(allowed)) }

  /// Learns of an answer.
  mutating func speedUp() { allowed = min(Double(most), allowed + 1 / max(1, allowed)) }

  /// Learns that a request is sent; returns which one it is.
  mutating func send() -> Int {
    sent += 1
    return sent
  }

  /// Learns that a request met a server with too much to do.
  mutating func slowDown(request: Int) {
    guard request > sentAtCut else { return }
    allowed = max(1, allowed / 2)
    sentAtCut = sent
  }
}
