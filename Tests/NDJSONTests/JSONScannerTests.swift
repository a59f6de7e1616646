import Testing

@testable import NDJSON

@Suite struct JSONScannerTests {
  struct Row: CustomTestStringConvertible, Sendable {
    let text: String
    let reason: JSONError.Reason?
    var testDescription: String { text }
    init(_ text: String, _ reason: JSONError.Reason? = nil) {
      (self.text, self.reason) = (text, reason)
    }
  }

  @Test(arguments: [
    Row(#"{"a":[1,-0,2.5e+3,{"b":null}],"c":"x\u00e9\ud83d\ude00\/"}"#),
    Row(" [ ] "), Row("{}"), Row("true"), Row("-0.0e-0"), Row("[[[]],{}]"),
    Row("", .expectedValue), Row("[1,]", .expectedValue), Row("{\"a\":1,}", .expectedName),
    Row("{\"a\" 1}", .expectedColon), Row("[1 2]", .expectedComma), Row("[1}", .expectedComma),
    Row("{\"a\":1]", .expectedComma), Row("1 2", .trailingBytes), Row("\"a", .unterminatedString),
    Row("\"a\u{1}\"", .controlCharacter), Row(#""\x""#, .badEscape), Row(#""\u12g4""#, .badEscape),
    Row(#""\ud800""#, .loneSurrogate), Row(#""\udc00\ud800""#, .loneSurrogate),
    Row("01", .badNumber), Row("1.", .badNumber), Row("-", .badNumber), Row("1e", .badNumber),
    Row("+1", .expectedValue), Row(".5", .expectedValue), Row("NaN", .expectedValue),
    Row("nul", .expectedValue), Row("truex", .trailingBytes),
    Row(String(repeating: "[", count: 129) + String(repeating: "]", count: 129), .tooDeep),
    Row(String(repeating: "[", count: 128) + String(repeating: "]", count: 128)),
  ])
  func judges(_ row: Row) {
    let bytes = Array(row.text.utf8)
    var scanner = JSONScanner(bytes.span)
    var reason: JSONError.Reason?
    do throws(JSONError) { try scanner.validate() } catch { reason = error.reason }
    #expect(reason == row.reason)
  }

  @Test func refusesBytesThatAreNotUTF8() {
    for bytes: [UInt8] in [
      [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82],
    ] {
      let text = [0x22] + bytes + [0x22]
      let isWellFormed = text.span.isWellFormedUTF8
      #expect(!isWellFormed)
    }
    let isWellFormed = Array("aé€😀 and sixteen bytes more".utf8).span.isWellFormedUTF8
    #expect(isWellFormed)
  }

  @Test func allowsHalfPairsInAModelsText() throws {
    let bytes = Array(#""a\ud800b""#.utf8)
    var scanner = JSONScanner(bytes.span)
    scanner.allowsLoneSurrogates = true
    let range = try scanner.string().range
    #expect(range == 0..<bytes.count)
    scanner.position = 0
    var text: [UInt8] = []
    try scanner.unescape(into: &text, loneSurrogates: .dropped)
    #expect(text == Array("ab".utf8))
  }

  /// Near the end of the bytes words are loaded in part, elsewhere whole.
  @Test(arguments: [0, 200]) func unescapesAcrossBlocks(_ following: Int) throws {
    for length in 0..<200 {
      let plain = String(repeating: "x", count: length) + "\"\\/\n\t\r\u{8}\u{c}é😀"
      var writer = JSONWriter()
      writer.string(plain + plain)
      let end = writer.bytes.count
      writer.append([UInt8](repeating: 0x22, count: following))
      var scanner = JSONScanner(writer.bytes.span)
      var text: [UInt8] = []
      try scanner.unescape(into: &text)
      #expect(String(decoding: text, as: UTF8.self) == plain + plain)
      #expect(scanner.position == end)
    }
  }

  @Test(arguments: [0, 200]) func unescapesPairsAcrossBlocks(_ following: Int) throws {
    for length in 0..<80 {
      let head = String(repeating: "x", count: length)
      let bytes = Array(
        (#""\#(head)\ud83d\ude00\u00e9\\""# + String(repeating: " ", count: following)).utf8)
      var scanner = JSONScanner(bytes.span)
      var text: [UInt8] = []
      try scanner.unescape(into: &text)
      #expect(String(decoding: text, as: UTF8.self) == head + "😀é\\")
    }
  }

  @Test(arguments: [
    ("0", 0.0, true), ("-12", -12, true), ("1.10", 1.1, true), ("1e3", 1000, true),
    ("123456789012345683968", 123_456_789_012_345_683_968, true), ("1e400", .infinity, false),
    ("0.30000000000000004", 0.30000000000000004, true), ("1e00005", 100000, true),
    ("5e-324", .leastNonzeroMagnitude, true), ("0e999999", 0, true), ("1e-30", 1e-30, true),
  ])
  func readsNumbers(_ text: String, _ value: Double, _ isFinite: Bool) throws {
    let bytes = Array(text.utf8)
    var scanner = JSONScanner(bytes.span)
    let number = try scanner.number()
    #expect(number.double == value)
    #expect(number.isFinite == isFinite)
    #expect(scanner.position == bytes.count)
  }

  @Test func findsAByteAtEveryPlace() {
    for length in 1..<40 {
      var bytes = [UInt8](repeating: 0x61, count: length)
      expectIndex(nil, in: bytes, from: 0)
      for place in 0..<length {
        bytes[place] = 0x0A
        expectIndex(place, in: bytes, from: 0)
        expectIndex(nil, in: bytes, from: place + 1)
        bytes[place] = 0x61
      }
    }
  }

  func expectIndex(_ expected: Int?, in bytes: [UInt8], from start: Int) {
    let index = bytes.span.firstIndex(of: 0x0A, from: start)
    #expect(index == expected)
  }
}
