internal import NDJSON

/// A hash of 64 bits over the bytes that a run is made from, however they are cut into pieces.
///
/// It tells one table from another, not from one that somebody made to have the same hash. Four
/// lanes of eight bytes each, so that a table is hashed much faster than it is read.
public struct TableDigest: Sendable {
  private static let prime: UInt64 = 0x9E37_79B1_85EB_CA87
  private static let blockSize = 32

  private var lanes: (UInt64, UInt64, UInt64, UInt64) = (
    0x243F_6A88_85A3_08D3, 0x1319_8A2E_0370_7344, 0xA409_3822_299F_31D0, 0x082E_FA98_EC4E_6C89
  )
  /// The bytes that make no whole block yet.
  private var rest: [UInt8] = []
  private var count = 0

  /// The digest of nothing.
  public init() {}

  /// Takes bytes.
  public mutating func add(_ bytes: Span<UInt8>) {
    count &+= bytes.count
    var offset = 0
    if !rest.isEmpty {
      offset = min(Self.blockSize - rest.count, bytes.count)
      for index in 0..<offset { rest.append(bytes[index]) }
      guard rest.count == Self.blockSize else { return }
      let block = rest
      mix(block.span, at: 0)
      rest.removeAll(keepingCapacity: true)
    }
    while bytes.count &- offset >= Self.blockSize {
      mix(bytes, at: offset)
      offset &+= Self.blockSize
    }
    for index in offset..<bytes.count { rest.append(bytes[index]) }
  }

  /// Takes a text and its end.
  public mutating func add(_ text: String) {
    add(Array(text.utf8).span)
    add([0])
  }

  /// Takes a part of a file that is whole, and its end.
  public mutating func add(file bytes: [UInt8]) {
    add(bytes.span)
    add("\(bytes.count)")
  }

  /// The digest of all that was taken, as 16 hexadecimal digits.
  public var hexadecimal: String {
    var last = self
    last.add([UInt8](repeating: 0, count: Self.blockSize - rest.count).span)
    var value = UInt64(truncatingIfNeeded: count)
    for lane in [last.lanes.0, last.lanes.1, last.lanes.2, last.lanes.3] {
      value = Self.mixed(value, lane)
      value = (value ^ value >> 29) &* 0xBF58_476D_1CE4_E5B9
    }
    let digits = String(value ^ value >> 32, radix: 16)
    return String(repeating: "0", count: 16 - digits.utf8.count) + digits
  }

  private mutating func add(_ bytes: [UInt8]) { add(bytes.span) }

  @inline(__always)
  private mutating func mix(_ bytes: Span<UInt8>, at offset: Int) {
    lanes.0 = Self.mixed(lanes.0, bytes.word(at: offset))
    lanes.1 = Self.mixed(lanes.1, bytes.word(at: offset &+ 8))
    lanes.2 = Self.mixed(lanes.2, bytes.word(at: offset &+ 16))
    lanes.3 = Self.mixed(lanes.3, bytes.word(at: offset &+ 24))
  }

  @inline(__always)
  private static func mixed(_ lane: UInt64, _ word: UInt64) -> UInt64 {
    let product = (lane ^ word) &* prime
    return product ^ product >> 32
  }
}

extension SeedSettings {
  /// The digest of a table and of those options that the spec does not show; nil where the bytes of
  /// the table are not known.
  func digest(of survey: TableSurvey) -> String? {
    guard var digest = survey.digest else { return nil }
    let (asked, usual) = (survey.questions, TableSurvey.Questions())
    let nullTexts = asked.nullTexts.map { "\($0)" }.joined(separator: " ")
    let options: [(String, String, String)] = [
      ("from-end", "\(asked.keepsLast)", "\(usual.keepsLast)"),
      ("split", "\(asked.splitStep ?? 0)", "0"),
      ("null", nullTexts, ""),
      ("delimiter", "\(asked.delimiter)", "\(usual.delimiter)"),
      ("start", start ?? "", ""), ("stop", stop ?? "", ""),
      ("extend", continuation.map { "\($0)" } ?? "", ""),
      ("gaps", "\(keepsGaps)", "false"), ("spelling", "\(spelling)", "source"),
    ]
    // Only what is not usual counts, so that a new option does not change the digest of old runs.
    for (name, value, usual) in options where value != usual { digest.add("\(name) \(value)") }
    digest.add(selection)
    return digest.hexadecimal
  }
}

extension TableDigest {
  /// Takes the choice of groups, unless all take part.
  mutating func add(_ selection: GroupSelection) {
    if let names = selection.names { for name in names.sorted() { add("group \(name)") } }
    if let shard = selection.shard { add("shard \(shard.index)/\(shard.count)") }
    if let limit = selection.limit { add("limit \(limit)") }
    if let new = selection.synthetic { add("new \(new.count) \(new.prefix)") }
  }
}
