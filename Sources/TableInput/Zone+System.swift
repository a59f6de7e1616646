import FilterTool
import Libc
import NDJSON
import TimeSeries

extension Zone {
  /// A zone by its name, as the C library knows it, from the year 1900 to 2200.
  ///
  /// The process is then in that zone, which nothing else in it looks at.
  init(ofSystem name: String) throws(UsageError) {
    let folder = environment("TZDIR") ?? "/usr/share/zoneinfo"
    let path = "\(folder)/\(name)"
    guard Self.isName(name), Self.isZone(path), unsafe setenv("TZ", ":\(path)", 1) == 0 else {
      throw UsageError("not a zone in \(folder), such as Europe/Berlin")
    }
    tzset()
    let first: Int64 = -2_208_988_800
    let days = (0...(300 * 366)).lazy.map { first + Int64($0) * 86_400 }
    let start = try Self.offset(at: first)
    var (time, offset) = (first, start)
    var changes: [Change] = []
    for day in days.dropFirst() {
      let next = try Self.offset(at: day)
      if next != offset {
        changes.append(
          Change(at: try Self.change(after: time, to: day, from: offset), offset: next))
      }
      (time, offset) = (day, next)
    }
    guard let zone = Zone(name: name, offset: start, changes: changes) else {
      throw UsageError("not a zone that \(path) has")
    }
    self = zone
  }

  /// The first second between two at which the offset is another.
  private static func change(after first: Int64, to last: Int64, from offset: Int64)
    throws(UsageError) -> Int64
  {
    var (low, high) = (first, last)
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if try self.offset(at: middle) == offset { low = middle } else { high = middle }
    }
    return high
  }

  /// How many seconds the clocks are ahead of UTC at a time.
  private static func offset(at seconds: Int64) throws(UsageError) -> Int64 {
    var (time, parts) = (time_t(seconds), unsafe tm())
    guard unsafe localtime_r(&time, &parts) != nil else {
      throw UsageError("not a zone with a time at \(seconds) s")
    }
    return Int64(unsafe parts.tm_gmtoff)
  }

  /// Whether a file begins as one of a zone does: of another the C library says nothing.
  private static func isZone(_ path: String) -> Bool {
    guard let descriptor = try? openForReading(path) else { return false }
    defer { closeInput(descriptor) }
    var start = [UInt8](repeating: 0, count: 4)
    let count = unsafe start.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, 4) }
    return count == 4 && start == Array("TZif".utf8)
  }

  /// Whether a text is a relative path without steps upwards.
  private static func isName(_ text: String) -> Bool {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    return parts.allSatisfy { part in
      !part.isEmpty && part.first != "."
        && part.utf8.allSatisfy { byte in
          switch byte {
          case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"),
            UInt8(ascii: "_"):
            true
          default: false
          }
        }
    }
  }
}
