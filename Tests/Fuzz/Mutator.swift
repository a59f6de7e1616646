/// Random numbers that are the same everywhere for the same seed (xorshift64*).
struct Chance {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

  mutating func below(_ bound: Int) -> Int {
    state ^= state >> 12
    state ^= state << 25
    state ^= state >> 27
    return Int((state &* 2_685_821_657_736_338_717) >> 33) % bound
  }

  mutating func element<Element>(of list: [Element]) -> Element { list[below(list.count)] }
}

/// Makes hostile inputs out of good ones.
struct Mutator {
  private var chance: Chance
  private let seeds: [[UInt8]]

  /// What stands where a number stood.
  private static let numbers = [
    "-1", "0", "1", "-0", "9007199254740992", "9007199254740993", "-9007199254740993",
    "9223372036854775807", "-9223372036854775808", "18446744073709551616", "999999999999999999",
    "18446744073709.5516159", "1e400", "1e-400", "1e18", "-1e12", "0.0000005", "00",
    "1234567890123456789012345678901234567890", "true", "null", "\"\"", "[]", "{}",
  ].map { Array($0.utf8) }

  /// What means something to one reader or another.
  private static let words = [
    "{", "}", "[", "]", "\"", ":", ",", "\\", "\\u0000", "\\ud800", "\n", "\r\n", "\n\n", "\t", ";",
    "data: ", "data:", "[DONE]", "e", ".", "-", "\u{FEFF}", "\u{ED9}", "\u{1F600}", "\"\"", "null",
    "{prefill}", "%", "%Y", "%f", "~2", " ",
  ].map { Array($0.utf8) }

  init(seeds: [[UInt8]], seed: UInt64) {
    self.seeds = seeds
    chance = Chance(seed: seed)
  }

  /// The next input: one of the good ones with up to eight things done to it.
  mutating func next() -> [UInt8] {
    var bytes = chance.element(of: seeds)
    for _ in 0...chance.below(8) where !bytes.isEmpty { change(&bytes) }
    return bytes
  }

  private mutating func change(_ bytes: inout [UInt8]) {
    let place = chance.below(bytes.count)
    let end = min(bytes.count, place + 1 + chance.below(12))
    switch chance.below(10) {
    case 0: bytes[place] = UInt8(chance.below(256))
    case 1: bytes.removeSubrange(place..<end)
    case 2: bytes.insert(contentsOf: bytes[place..<end], at: chance.below(bytes.count))
    case 3: bytes.removeLast(bytes.count - place)
    case 4, 5: bytes.insert(contentsOf: chance.element(of: Self.words), at: place)
    case 6: bytes.swapAt(place, chance.below(bytes.count))
    case 7: repeatLine(&bytes, place)
    default: replaceNumber(&bytes, place)
    }
  }

  /// Puts another number where the first one after a place stands.
  private mutating func replaceNumber(_ bytes: inout [UInt8], _ place: Int) {
    guard let start = bytes[place...].firstIndex(where: { 0x30...0x39 ~= $0 }) else { return }
    let end = bytes[start...].firstIndex { !(0x30...0x39 ~= $0) && $0 != 0x2E } ?? bytes.count
    bytes.replaceSubrange(start..<end, with: chance.element(of: Self.numbers))
  }

  /// Puts the line in which a place lies somewhere else as well.
  private mutating func repeatLine(_ bytes: inout [UInt8], _ place: Int) {
    let start = bytes[..<place].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    let end = bytes[place...].firstIndex(of: 0x0A).map { $0 + 1 } ?? bytes.count
    guard bytes.count < 1 << 16 else { return }
    bytes.insert(contentsOf: bytes[start..<end], at: chance.element(of: [start, end, bytes.count]))
  }
}
