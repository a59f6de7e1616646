import FilterTool
import Libc
import NDJSON
import TimeSeries

/// A file of answers by the id of their request: a saved stream, or the results of a batch.
///
/// Only where each answer stands is kept in memory; it is read when it is needed. Equal requests
/// get the answers in the order of the file.
final class Archive {
  /// What a file holds.
  enum Kind: String {
    /// Lines of a stream that have been answered.
    case stream = "--replay"
    /// Results in the form of OpenAI's batches.
    case batch = "--from-batch"
  }

  /// What the file holds.
  let kind: Kind
  private let descriptor: Int32
  private let name: String
  private var places: [String: [Range<Int>]] = [:]

  /// Reads through a file.
  init(_ file: String, _ kind: Kind) throws {
    self.kind = kind
    name = file
    do throws(IOError) {
      descriptor = try openForReading(file)
    } catch {
      if error.code == EINTR { throw error }
      throw Failure("\(kind.rawValue): \(error)", .usage)
    }
    try index()
  }

  deinit { close(descriptor) }

  /// The next answer to a request; nil where there is none (left).
  func take(_ id: String) throws -> [UInt8]? {
    guard let place = places[id]?.first else { return nil }
    places[id]?.removeFirst()
    var line = [UInt8](repeating: 0, count: place.count)
    var filled = 0
    while filled < line.count {
      let offset = off_t(place.lowerBound + filled)
      let count = try retryingInterrupts("read", name) {
        line.withUnsafeMutableBytes { bytes in
          pread(descriptor, bytes.baseAddress.map { $0 + filled }, bytes.count - filled, offset)
        }
      }
      // The file was cut since it was read through.
      guard count > 0 else { throw IOError("read", name, code: EIO) }
      filled += count
    }
    return line
  }

  private func index() throws(LineError) {
    var reader = LineReader(descriptor: descriptor, name: name)
    var offset = 0
    while let line = try reader.next() {
      let end = offset + line.bytes.count
      if let id = kind == .stream ? Self.streamID(line.bytes) : Self.batchID(line.bytes) {
        places[id, default: []].append(offset..<end)
      }
      offset = end + 1
    }
  }

  /// The id of the request that a line of a stream answers; nil where it holds no completions.
  private static func streamID(_ bytes: Span<UInt8>) -> String? {
    var line = StreamLine()
    guard (try? line.scan(bytes)) != nil, line.kind == .group, line[.completions] != nil,
      let request = line[.request], request.kind == .object
    else { return nil }
    return try? bytes.extracting(request.range).stringMember("id")
  }

  /// The id of the request that a result answers; nil where it says that it was never run.
  private static func batchID(_ bytes: Span<UInt8>) -> String? {
    if let result = bytes.member("result"), result.kind == .object,
      (try? MessageResult.isMissing(bytes.extracting(result.range))) == true
    {
      return nil
    }
    if let error = bytes.member("error"), error.kind == .object {
      let code = try? bytes.extracting(error.range).stringMember("code")
      if code == "batch_expired" || code == "batch_cancelled" { return nil }
    }
    return try? bytes.stringMember("custom_id")
  }
}

extension Span where Element == UInt8 {
  /// The first byte that is no white space; nil where there is none.
  var firstVisible: UInt8? {
    for index in indices where self[index] > 0x20 { return self[index] }
    return nil
  }

  /// The value of the last member of a name in the object that these bytes are; nil for none.
  ///
  /// Unlike `member` it reads the whole, and throws where that is not JSON.
  func checkedMember(_ wanted: StaticString) throws(JSONError) -> JSONValue? {
    var scanner = JSONScanner(self)
    scanner.allowsLoneSurrogates = true
    var found: JSONValue?
    var more = try scanner.enterObject()
    while more {
      let name = try scanner.memberName().contents
      let value = try scanner.value()
      if equals(wanted, in: name) { found = value }
      more = try scanner.hasNext(closing: 0x7D)
    }
    return found
  }

  /// The text of such a member.
  func stringMember(_ name: StaticString) throws(JSONError) -> String? {
    guard let value = try checkedMember(name), value.kind == .string else { return nil }
    return try string(of: value)
  }
}
