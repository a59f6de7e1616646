/// How a record's time follows from the time of the one before.
public enum Step: Equatable, Sendable {
  /// Exactly one interval later, in microseconds.
  case fixed(microseconds: Int64)
  /// Whole units of the calendar later.
  case calendar(CalendarStep)
  /// Strictly later.
  case increasing
  /// At any time.
  case any

  /// The value of the spec's member `step`.
  public var name: String {
    switch self {
    case .fixed: "fixed"
    case .calendar: "calendar"
    case .increasing: "increasing"
    case .any: "any"
    }
  }

  /// Whether the step is of whole days or more, which the clocks of a zone count.
  public var countsDays: Bool {
    switch self {
    case .fixed(let microseconds): microseconds % Timestamp.microsecondsPerDay == 0
    case .calendar: true
    case .increasing, .any: false
    }
  }

  /// The step as `--interval` takes it, in the largest unit that has no fraction.
  public var words: String {
    switch self {
    case .fixed(let microseconds):
      let units: [(name: String, microseconds: Int64)] = [
        ("d", 86_400_000_000), ("h", 3_600_000_000), ("m", 60_000_000), ("s", 1_000_000),
        ("ms", 1_000),
      ]
      if let unit = units.first(where: { microseconds % $0.microseconds == 0 }) {
        return "\(microseconds / unit.microseconds)\(unit.name)"
      }
      var text: [UInt8] = []
      Timestamp(microseconds: microseconds).writeSeconds(into: &text)
      return String(decoding: text, as: UTF8.self)
    case .calendar(let step): return step.text
    case .increasing: return "none"
    case .any: return "any"
    }
  }

  /// Reads a step as options give it: `none`, `any`, a calendar step, or a span of time.
  ///
  /// - Parameters:
  ///   - text: The option's value, such as `15m`, `1mo` or `none`; `none` is strictly later.
  ///   - microseconds: Reads a span of time; nil where the text is none.
  public init?(intervalText text: String, microseconds: (String) -> Int64?) {
    if text == "none" {
      self = .increasing
    } else if text == "any" {
      self = .any
    } else if let step = CalendarStep(text) {
      self = .calendar(step)
    } else if let span = microseconds(text), span > 0 {
      self = .fixed(microseconds: span)
    } else {
      return nil
    }
  }
}
