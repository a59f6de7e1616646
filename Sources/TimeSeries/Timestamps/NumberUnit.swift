/// What the plain numbers of a time column count.
public enum NumberUnit: Int, CaseIterable, Sendable {
  // Each by the decimal digits that a second has in it.
  case seconds = 0
  case milliseconds = 3
  case microseconds = 6
  case nanoseconds = 9

  /// The name of the format of such numbers.
  ///
  /// Seconds are counted from anywhere, the start of a series perhaps; all others from 1970.
  public var formatName: String {
    switch self {
    case .seconds: "elapsed_seconds"
    case .milliseconds: "epoch_milliseconds"
    case .microseconds: "epoch_microseconds"
    case .nanoseconds: "epoch_nanoseconds"
    }
  }

  /// The unit whose numbers a format names; nil for a strptime format.
  public init?(formatName: String) {
    guard let unit = Self.allCases.first(where: { $0.formatName == formatName }) else { return nil }
    self = unit
  }

  /// The unit of a number by its size, where so many digits stand before its point.
  ///
  /// 10^11 seconds are 3,169 years, and 10^11 milliseconds are three.
  public init(digits: Int) {
    self = Self.allCases.first { digits <= 11 + $0.rawValue } ?? .nanoseconds
  }

  /// Whether a time that was read in some unit is not one of a finer unit, by its size.
  public static func isLikely(_ time: Timestamp) -> Bool {
    time.microseconds.magnitude < 100_000_000_000 * 1_000_000
  }

  /// The units of which a second has more.
  public var finer: [NumberUnit] { Self.allCases.filter { $0.rawValue > rawValue } }
}
