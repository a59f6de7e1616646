import TimeSeries

/// How many accepted records the next prompt shows.
///
/// A window that slides by a record a round changes the prompt's beginning every time, and a
/// server's prefix cache with it. One that grows by appending from `size` to `maximum` records and
/// is then cut back in one step leaves the beginning alone in nearly every round.
struct Window: Equatable, Sendable {
  /// The records that stay when the window is cut.
  var size: Int
  /// The most records that the window grows to; `size` makes it slide.
  var maximum: Int

  /// Makes a window of `size` records that grows to `maximum`, or slides where that is nil.
  init(size: Int, maximum: Int? = nil) {
    self.size = size
    self.maximum = max(maximum ?? size, size)
  }

  /// The prefill of the next round: the last accepted records, exact text, each with LF.
  ///
  /// `current` is the prefill of this round; it is dropped where `showsSeeds` says that it holds
  /// what the group began from, and stands as it is where nothing was accepted.
  func next(
    after current: [UInt8], showsSeeds: Bool, accepted: [[UInt8]]
  ) -> [UInt8] {
    guard !accepted.isEmpty else { return current }
    let kept = showsSeeds ? [] : lineStarts(current)
    let count = kept.count + accepted.count
    let wanted = count > maximum ? size : count
    var bytes: [UInt8] = []
    if wanted > accepted.count {
      bytes.append(contentsOf: current[kept[count - wanted]...])
    }
    for record in accepted.suffix(wanted) {
      bytes.append(contentsOf: record)
      bytes.append(UInt8(ascii: "\n"))
    }
    return bytes
  }

  private func lineStarts(_ text: [UInt8]) -> [Int] {
    var starts: [Int] = []
    var isStart = true
    for index in text.indices {
      if isStart { starts.append(index) }
      isStart = text[index] == UInt8(ascii: "\n")
    }
    return starts
  }
}
