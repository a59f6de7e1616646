import TimeSeries

import NDJSON

/// A record of a response that does not hold, as ts-validate tells of it.
struct InvalidRecord: Equatable, Sendable {
  /// What kind of fault it is, such as `enum` or `TimeSeries`.
  let category: String
  /// What is wrong, in words.
  let message: String
}

/// One response of a round: where its records stand in the line, and why others do not hold.
struct Response: Equatable, Sendable {
  /// Which of the samples it is.
  let index: Int
  /// Where the records that hold stand, in order; their bytes are the record's exact text.
  let records: [Range<Int>]
  /// Where the objects stand that tell of records which do not hold.
  let invalid: [Range<Int>]
  /// How many bytes belong to no record.
  let ignoredBytes: Int
  /// Whether the server says that the text was cut off for its length.
  let isCut: Bool

  /// How many records hold, and how many do not.
  var count: ResponseCount { ResponseCount(valid: records.count, invalid: invalid.count) }
}

extension StreamLine {
  /// Reads the `responses` of a line; nil where it has none.
  func responses(of line: Span<UInt8>) throws(StreamError) -> [Response]? {
    guard let value = self[.responses] else { return nil }
    guard value.kind == .array else { throw unexpected(.responses, value, line, "an array") }
    var scanner = JSONScanner(line, at: value.range.lowerBound)
    scanner.allowsLoneSurrogates = true
    var responses: [Response] = []
    do throws(JSONError) {
      var more = try scanner.enterArray()
      while more {
        responses.append(try scanner.response(number: responses.count))
        more = try scanner.hasNext(closing: UInt8(ascii: "]"))
      }
    } catch {
      throw unexpected(.responses, value, line, "what ts-validate writes (\(error))")
    }
    return responses
  }
}

extension JSONScanner {
  /// Reads the response that stands here; `number` is its index where it tells none.
  fileprivate mutating func response(number: Int) throws(JSONError) -> Response {
    var index = number
    var records: [Range<Int>] = []
    var invalid: [Range<Int>] = []
    var ignoredBytes = 0
    var isCut = false
    var more = try enterObject()
    while more {
      let name = try memberName().contents
      if bytes.equals("records", in: name) {
        records = try elements()
      } else if bytes.equals("invalid", in: name) {
        invalid = try elements()
      } else if bytes.equals("index", in: name) {
        index = try count()
      } else if bytes.equals("ignored_bytes", in: name) {
        ignoredBytes = try count()
      } else if bytes.equals("finish_reason", in: name) {
        let reason = try value()
        isCut = reason.kind == .string && bytes.equals("length", in: reason.contents)
      } else {
        _ = try value()
      }
      more = try hasNext(closing: UInt8(ascii: "}"))
    }
    return Response(
      index: index, records: records, invalid: invalid, ignoredBytes: ignoredBytes, isCut: isCut)
  }

  /// Moves over an array of objects; returns where each stands.
  private mutating func elements() throws(JSONError) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    var more = try enterArray()
    while more {
      let element = try value()
      guard element.kind == .object else {
        throw JSONError(.expectedValue, at: element.range.lowerBound)
      }
      ranges.append(element.range)
      more = try hasNext(closing: UInt8(ascii: "]"))
    }
    return ranges
  }

  private mutating func count() throws(JSONError) -> Int {
    let value = try value()
    guard let count = bytes.count(of: value) else {
      throw JSONError(.badNumber, at: value.range.lowerBound)
    }
    return count
  }
}

extension Span where Element == UInt8 {
  /// Reads what ts-validate tells of a record that does not hold.
  func invalidRecord(in range: Range<Int>) throws(JSONError) -> InvalidRecord {
    var scanner = JSONScanner(self, at: range.lowerBound)
    scanner.allowsLoneSurrogates = true
    var category = "unknown"
    var message = ""
    var more = try scanner.enterObject()
    while more {
      let name = try scanner.memberName().contents
      let value = try scanner.value()
      if value.kind == .string {
        if equals("category", in: name) { category = try string(of: value) }
        if equals("message", in: name) { message = try string(of: value) }
      }
      more = try scanner.hasNext(closing: UInt8(ascii: "}"))
    }
    return InvalidRecord(category: category, message: message)
  }
}
