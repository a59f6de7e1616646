import Foundation

/// Lets threads go on once so many have come.
final class Gate: @unchecked Sendable {
  private let condition = NSCondition()
  private var missing: Int

  init(_ count: Int) { missing = count }

  /// Comes, and goes on at once.
  func arrive() {
    condition.lock()
    defer { condition.unlock() }
    missing -= 1
    condition.broadcast()
  }

  /// Comes, and waits until all have; false after ten seconds.
  func pass() -> Bool {
    arrive()
    return waitForAll()
  }

  /// Waits until all have come; false after ten seconds.
  @discardableResult
  func waitForAll() -> Bool {
    condition.lock()
    defer { condition.unlock() }
    let end = Date(timeIntervalSinceNow: 10)
    while missing > 0 { if !condition.wait(until: end) { return false } }
    return true
  }
}
