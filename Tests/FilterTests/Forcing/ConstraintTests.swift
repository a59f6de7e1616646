import NDJSON
import Testing

import TimeSeries
@testable import ts_complete

@Suite("The language of the next records")
struct ConstraintTests {
  private static let schema = """
    {"properties":{"g":{"type":"string"},"t":{"type":"string"},
    "v":{"type":"number"},"n":{"type":["integer","null"]},"s":{"type":"string"},
    "w":{"enum":["a.b","c"]},"b":{"type":"boolean"},"x":{}}}
    """

  private func outlines(count: Int, columns: String? = nil) throws -> [RecordOutline] {
    let schema = columns.map { "{\"properties\":{\($0)}}" } ?? Self.schema
    var spec = Spec(
      schema: Array(schema.utf8), timeColumn: "t", timeFormat: "%H:%M",
      step: .fixed(microseconds: 60_000_000))
    spec.groupColumn = "g"
    spec.stopTimestamp = Array("\"00:03\"".utf8)
    var group = GroupState(
      groupID: Array("\"A\"".utf8), prefill: Array("{\"g\":\"A\",\"t\":\"00:00\"}\n".utf8))
    group.lastTimestamp = Timestamp(microseconds: 0)
    return try Forcing(outlining: RecordRules(spec)).outlines(of: group, count: count)
  }

  @Test("the grammar has what is known as literals and values by type")
  func grammar() throws {
    let lines = Constraint(try outlines(count: 1)).grammar.split(separator: "\n")
    #expect(
      lines.first == """
        root ::= "{\\"g\\":\\"A\\",\\"t\\":\\"00:01\\",\\"v\\":" (number) ",\\"n\\":" \
        (integer | "null") ",\\"s\\":" (text) ",\\"w\\":" ("\\"a.b\\"" | "\\"c\\"") ",\\"b\\":" \
        ("true" | "false") ",\\"x\\":" (any) "}" "\\n"
        """)
  }

  @Test("one record follows the other, to the stop and no further")
  func records() throws {
    let outlines = try outlines(count: 9, columns: "\"g\":{},\"t\":{},\"v\":{\"type\":\"null\"}")
    #expect(outlines.count == 3)
    let root = Constraint(outlines).grammar.split(separator: "\n")[0]
    for time in ["00:01", "00:02", "00:03"] { #expect(root.contains(time)) }
  }

  /// A text and whether it is of the language of one record after `00:00`.
  static let texts: [(String, Bool)] = [
    (#"{"g":"A","t":"00:01","v":-1.5,"n":null,"s":"q\"","w":"a.b","b":true,"x":[]}"#, false),
    (#"{"g":"A","t":"00:01","v":-1.5,"n":null,"s":"q\"","w":"a.b","b":true,"x":"y"}"#, true),
    (#"{"g":"A","t":"00:01","v":0,"n":7,"s":"","w":"c","b":false,"x":null}"#, true),
    (#"{"g":"A","t":"00:02","v":0,"n":7,"s":"","w":"c","b":false,"x":null}"#, false),
    (#"{"g":"A","t":"00:01","v":01,"n":7,"s":"","w":"c","b":false,"x":null}"#, false),
    (#"{"g":"A","t":"00:01","v":1,"n":7.5,"s":"","w":"c","b":false,"x":null}"#, false),
    (#"{"g":"A","t":"00:01","v":1,"n":7,"s":"","w":"axb","b":false,"x":null}"#, false),
    (#"{"g":"A","t":"00:01","v":1,"n":7,"s":"\q","w":"c","b":false,"x":null}"#, false),
    (#"{"g":"A","t":"00:01","v":1,"n":7,"s":"","w":"c","b":false}"#, false),
  ]

  @Test("the regular expression takes the records that hold", arguments: texts)
  func regex(text: String, isTaken: Bool) throws {
    let regex = try Regex(Constraint(outlines(count: 1), isOneLine: true).regex)
    #expect((try regex.wholeMatch(in: text) != nil) == isTaken)
  }

  /// What is in the prompt already, and what is left of the record.
  static let rests: [(String, String?)] = [
    ("", #"\{"g":"A","t":"00:01","s":"([^"\\\x00-\x1f]|\\["\\/bfnrt])*","v":null\}"#),
    (#"{"g":"A","t":"00:01","#, #""s":"([^"\\\x00-\x1f]|\\["\\/bfnrt])*","v":null\}"#),
    (#"{"g":"A","t":"00:01","s":""#, #"([^"\\\x00-\x1f]|\\["\\/bfnrt])*","v":null\}"#),
    (#"{"g":"B""#, nil),
    (#"{"g":"A","t":"00:01","s":"x"#, nil),
  ]

  @Test("what the prompt holds is left out", arguments: rests)
  func rest(forced: String, regex: String?) throws {
    let columns = "\"g\":{},\"t\":{},\"s\":{\"type\":\"string\"},\"v\":{\"type\":\"null\"}"
    let outline = try #require(try outlines(count: 1, columns: columns).first)
    let rest = outline.rest(after: Array(forced.utf8))
    #expect(rest.map { Constraint([$0], isOneLine: true).regex } == regex)
  }

  @Test("listed texts stay listed after their quote")
  func listedTexts() throws {
    let columns = "\"g\":{},\"t\":{},\"w\":{\"enum\":[\"a.b\",\"c\"]}"
    let outline = try #require(try outlines(count: 1, columns: columns).first)
    let rest = try #require(outline.rest(after: outline.beginning))
    #expect(Constraint([rest], isOneLine: true).regex == #"(a\.b"|c")\}"#)
    let root = Constraint([rest], isOneLine: true).grammar.split(separator: "\n").first
    #expect(root == #"root ::= ("a.b\"" | "c\"") "}""#)
  }

  @Test("the columns may stand in any order")
  func anyOrder() throws {
    let outline = try #require(
      try outlines(count: 1, columns: "\"v\":{\"type\":\"null\"},\"t\":{},\"g\":{}").first)
    #expect(
      Constraint([outline], isOneLine: true).regex == #"\{"v":null,"t":"00:01","g":"A"\}"#)
  }
}
