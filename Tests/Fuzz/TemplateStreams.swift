import NDJSON
import TimeSeries

/// Makes streams of completions whose records are mostly spelled alike, for the template to learn
/// from and to be led astray: all kinds of specs, three spellings, and bytes changed in a third of
/// the lines.
struct TemplateStreams {
  private var chance: Chance

  init(seed: UInt64) { chance = Chance(seed: seed) }

  /// What kind of spec a stream has.
  private enum Kind: Int, CaseIterable {
    case plain, integers, increasing, ungrouped, lengths, mixed, timeOfDay, elapsed, free, calendar
  }

  /// One stream, as lines.
  mutating func next() -> [[UInt8]] {
    let kind = Kind.allCases[chance.below(Kind.allCases.count)]
    let style = chance.below(Self.styles.count)
    var lines = [Array(spec(kind).utf8)]
    for _ in 0..<2 + chance.below(5) {
      let line = group(kind, style)
      lines.append(chance.below(100) < 35 ? mutate(line) : line)
    }
    return lines
  }

  private func spec(_ kind: Kind) -> String {
    var ts = #"{"type":"string"}"#
    var temperature = #"{"type":"number","minimum":-60,"maximum":140}"#
    var state = #"{"type":"string","enum":["ok","suspect","missing"]}"#
    var more = ""
    var step = #""step":"fixed","interval_seconds":900"#
    var format = "%Y-%m-%d %H:%M:%S"
    var range = #""start_timestamp":"2020-01-01 00:00:00","stop_timestamp":"2020-02-01 00:00:00""#
    switch kind {
    case .plain, .ungrouped: break
    case .integers: temperature = #"{"type":"integer","minimum":-20,"maximum":90}"#
    case .increasing: step = #""step":"increasing""#
    case .lengths: state = #"{"type":"string","minLength":2,"maxLength":7}"#
    case .mixed:
      temperature = #"{"type":["number","null"]}"#
      more = #","note":{"type":["string","null"]},"flag":{"type":"boolean"}"#
    case .timeOfDay:
      format = "%H:%M:%S"
      step = #""step":"fixed","interval_seconds":18000"#
      range = #""start_timestamp":"00:00:00","stop_timestamp":"23:00:00""#
    case .elapsed:
      format = "elapsed_seconds"
      ts = #"{"type":"number"}"#
      range = #""start_timestamp":0,"stop_timestamp":90000"#
    case .free: state = #"{"type":"string"}"#
    case .calendar: step = #""step":"calendar","calendar":"1mo""#
    }
    let group = kind == .ungrouped ? "null" : #""station""#
    return #"{"type":"spec","version":1,"schema":{"type":"object","properties":"#
      + #"{"station":{"type":"string"},"ts":\#(ts),"temperature":\#(temperature),"#
      + #""state":\#(state)\#(more)},"required":["station","ts","temperature","state"]},"#
      + #""time_column":"ts","time_format":"\#(format)",\#(step),\#(range),"#
      + #""group_column":\#(group),"prefill_context_size":3,"mode":"history","prompt":"{prefill}"}"#
  }

  private static let styles = [(":", ","), (": ", ", "), (" :  ", " , ")]

  private mutating func group(_ kind: Kind, _ style: Int) -> [UInt8] {
    let names = ["A", "B", "S00001", "", "a\"q", "é", String(repeating: "S", count: 49)]
    let name = names[chance.below(4) > 0 ? chance.below(3) : chance.below(names.count)]
    let first = chance.below(50)
    var last = "\(1_577_836_800 + first * 900)"
    if kind == .timeOfDay { last = "\(first * 18_000)" }
    if kind == .elapsed { last = "\(first * 900)" }
    if kind == .calendar { last = "\(date(month: first).seconds)" }
    if chance.below(30) == 0 { last = "null" }
    var writer = JSONWriter()
    writer.beginObject()
    writer.append(#""type":"group","round":1,"current_prefill":"","group_id":"#)
    if kind == .ungrouped { writer.append("null") } else { writer.string(name) }
    writer.append(",\"last_timestamp_seconds\":")
    writer.append(Array(last.utf8))
    writer.append(",\"completions\":[")
    for index in 0...chance.below(3) {
      let text = completion(kind, style, name, after: first)
      writer.beginObject()
      let order = chance.below(20) > 0
      if order { writer.append(Array("\"index\":\(index),".utf8)) }
      writer.append("\"text\":")
      writer.append(chance.below(10) > 0 ? text.escaped : text.escapedWithCodes)
      if chance.below(40) == 0 { writer.append(#","text":"x""#) }
      writer.append(#","finish_reason":"stop"}"#)
    }
    writer.append(chance.below(10) > 0 ? #"],"usage":{"prompt_tokens":1}}"# : "]}")
    return writer.bytes
  }

  private mutating func completion(
    _ kind: Kind, _ style: Int, _ name: String, after first: Int
  ) -> String {
    var text = chance.below(20) == 0 ? "Sure:\n" : ""
    let foreign = chance.below(30) == 0
    for number in 0..<chance.below(9) {
      let shift = chance.below(100) == 0 ? 1 : 0
      let other = chance.below(50) == 0 ? (style + 1) % Self.styles.count : style
      text += record(kind, other, foreign ? "S9" : name, at: first + 1 + number + shift)
      text += ["\n", "\n", "\n", "\n", "\n", "\r\n", ",\n", "\n\n"][chance.below(8)]
    }
    return text + ["", "", "{\"station\":", "  \n"][chance.below(4)]
  }

  private mutating func record(_ kind: Kind, _ style: Int, _ name: String, at place: Int) -> String
  {
    var members = [
      ("station", JSONWriter.text(name)), ("ts", time(kind, place)),
      ("temperature", number(kind)), ("state", state()),
    ]
    if kind == .mixed {
      members.append(("note", ["null", #""hi""#, #""h\u00e9""#, #""""#][chance.below(4)]))
      members.append(("flag", chance.below(2) > 0 ? "true" : "false"))
    }
    if chance.below(50) == 0 {
      members.append(
        [("extra", "1"), ("state", #""ok""#), ("x", #"{"a":[1,2]}"#)][chance.below(3)])
    }
    if chance.below(50) == 0 { members.swapAt(chance.below(4), chance.below(4)) }
    let (colon, comma) = Self.styles[style]
    let text = members.map { "\"\($0.0)\"\(colon)\($0.1)" }.joined(separator: comma)
    return "{\(text)}"
  }

  private mutating func time(_ kind: Kind, _ place: Int) -> String {
    switch kind {
    case .timeOfDay: return "\"\(two(place * 5 % 24)):00:00\""
    case .elapsed: return "\(900 * place)\(chance.below(50) == 0 ? ".0" : "")"
    case .calendar: return "\"\(date(month: place).text) 00:00:00\""
    default:
      let minutes = place * 15
      let (day, minute) = (minutes / 1_440, minutes % 1_440)
      return "\"2020-01-\(two(day + 1)) \(two(minute / 60)):\(two(minute % 60)):00\""
    }
  }

  private func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  private func date(month: Int) -> (text: String, seconds: Int) {
    let (year, month) = (2020 + month / 12, month % 12)
    let lengths = [31, year % 4 == 0 ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    let leapDays = (year - 2017) / 4
    let days = (year - 1970) * 365 + 12 + leapDays + lengths[..<month].reduce(0, +)
    return ("\(year)-\(two(month + 1))-01", days * 86_400)
  }

  private mutating func number(_ kind: Kind) -> String {
    if kind == .integers, chance.below(10) > 0 { return "\(chance.below(120) - 25)" }
    if chance.below(10) < 8 {
      let hundredths = chance.below(11_000) - 2_000
      return "\(Double(hundredths) / 100)"
    }
    let odd = [
      "0", "-0", "-0.0", "00", "01.5", "1.", "-", ".5", "1e1", "1E+2", "12345678", "1234567.5",
      "0.1234567", "140", "140.0", "140.00001", "-60", "-60.01", "1.5.5", "1-2", "9999999", "null",
      #""x""#, "1.0", "0.00", "-00.5", "7.25", "1e400", "true", "1\\\"", "nul", "truex",
      "123456789012345678901234567890",
    ]
    return odd[chance.below(odd.count)]
  }

  private mutating func state() -> String {
    let usual = [#""ok""#, #""suspect""#, #""missing""#]
    let odd = [
      #""lost""#, #""o""#, #""okk""#, #""é""#, #""a\"b""#, #""a\\""#, #""""#, #""o\u006b""#,
    ]
    return chance.below(5) > 0 ? usual[chance.below(3)] : odd[chance.below(odd.count)]
  }

  private mutating func mutate(_ line: [UInt8]) -> [UInt8] {
    var line = line
    let pieces = [
      #"\u000a"#, #"\u0022"#, #"\/"#, #"\t"#, #"\r"#, #"\ud83d"#, "é", "\u{7F}", #"\u00e9"#, #"\\"#,
      #"\""#,
    ]
    for _ in 0...chance.below(3) where !line.isEmpty {
      let place = chance.below(line.count)
      let end = min(line.count, place + 1 + chance.below(8))
      switch chance.below(6) {
      case 0: line[place] = UInt8(0x20 + chance.below(95))
      case 1: line.removeSubrange(place..<end)
      case 2: line.insert(contentsOf: line[place..<end], at: place)
      case 3: line[place] = UInt8(chance.below(256))
      case 4: line.insert(contentsOf: Array(pieces[chance.below(pieces.count)].utf8), at: place)
      default: line[place] &+= chance.below(2) > 0 ? 1 : 255
      }
    }
    return line.filter { $0 != 0x0A }
  }
}

extension TemplateStreams {
  /// What a validator makes of a stream: each line, or the error that ended it, and the totals.
  static func answers(_ lines: [[UInt8]], learns: Bool) -> String {
    var validator = StreamValidator(learns: learns)
    var output = JSONWriter()
    for line in lines {
      do throws(StreamError) {
        try validator.process(line.span, into: &output)
      } catch {
        output.append(Array("error: \(error)".utf8))
        break
      }
      output.append(byte: 0x0A)
    }
    let totals = validator.totals
    let faults = totals.faults.map { "\($0.key.rawValue) \($0.value)" }.sorted()
    return String(decoding: output.bytes, as: UTF8.self)
      + "\(totals.valid) \(totals.invalid) \(totals.ignoredBytes) \(faults)"
  }
}

extension JSONWriter {
  fileprivate static func text(_ text: String) -> String {
    var writer = JSONWriter()
    writer.string(text)
    return String(decoding: writer.bytes, as: UTF8.self)
  }
}

extension String {
  fileprivate var escaped: [UInt8] {
    var writer = JSONWriter()
    writer.string(self)
    return writer.bytes
  }

  /// The text as JSON where all that is not ASCII is a code, as Python writes it.
  fileprivate var escapedWithCodes: [UInt8] {
    var text: [UInt8] = []
    for unit in String(decoding: escaped, as: UTF8.self).utf16 {
      if unit < 0x80 {
        text.append(UInt8(unit))
      } else {
        let digits = String(unit, radix: 16)
        text +=
          Array("\\u".utf8) + Array(String(repeating: "0", count: 4 - digits.count).utf8)
          + Array(digits.utf8)
      }
    }
    return text
  }
}
