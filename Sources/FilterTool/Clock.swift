internal import Glibc
internal import SwiftOverlayShims

/// Returns the time on a clock that nobody sets; only differences mean something.
///
/// The corresponding C function is `clock_gettime` with CLOCK_MONOTONIC.
public func monotonicTime() -> Duration {
  var time = timespec()
  // It fails only for a clock that does not exist.
  _ = unsafe clock_gettime(CLOCK_MONOTONIC, &time)
  return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
}
