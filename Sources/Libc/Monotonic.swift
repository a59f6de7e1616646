/// The clock that nobody sets; only differences between its times mean something.
///
/// The corresponding C function is `clock_gettime` with `CLOCK_MONOTONIC`.
public enum Monotonic {
  /// The time since some fixed moment.
  public static var now: Duration {
    let time = time
    return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
  }

  /// The same in whole milliseconds, as poll(2) and libcurl count.
  public static var milliseconds: Int {
    let time = time
    return time.tv_sec * 1_000 + time.tv_nsec / 1_000_000
  }

  private static var time: timespec {
    var time = timespec()
    // It fails only for a clock that does not exist.
    clock_gettime(CLOCK_MONOTONIC, &time)
    return time
  }
}
