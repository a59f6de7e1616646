/// Training data for the tests of ts-collect.
enum CollectScripts {
  /// Hourly records of GROUPS groups from 2024-01-01 on.
  static func training(groups: Int, hours: Int) -> String {
    var text = "g,ts,v\n"
    for group in 0..<groups {
      for hour in 0..<hours {
        let day = hour / 24 + 1
        text += "G\(padded(group)),2024-01-\(padded(day)) \(padded(hour % 24)):00:00,\(hour % 24)\n"
      }
    }
    return text
  }

  private static func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
