import Glibc

/// A request as the server got it.
public struct StubRequest: Sendable {
  /// Such as `POST`.
  public var method = ""
  /// The path with its query.
  public var path = ""
  /// The headers, names in lower case.
  public var headers: [String: String] = [:]
  /// The body.
  public var body = ""
  /// The place of the request among all, from 0.
  public var number = 0
  /// The place of its connection among all, from 0.
  public var connection = 0
}

/// Reads the requests of one connection.
struct StubReader {
  private let socket: Int32
  private var bytes: [UInt8] = []

  init(socket: Int32) { self.socket = socket }

  /// The next request; nil when the other side is done.
  mutating func next() -> StubRequest? {
    guard let head = take(until: Array("\r\n\r\n".utf8)) else { return nil }
    let lines = head.split(separator: "\r\n").map(String.init)
    let words = (lines.first ?? "").split(separator: " ").map(String.init)
    guard words.count == 3 else { return nil }
    var request = StubRequest(method: words[0], path: words[1])
    for line in lines.dropFirst() {
      let parts = line.split(separator: ":", maxSplits: 1).map(String.init)
      guard parts.count == 2 else { continue }
      request.headers[parts[0].lowercased()] = String(parts[1].drop { $0 == " " })
    }
    let length = Int(request.headers["content-length"] ?? "0") ?? 0
    while bytes.count < length { if !fill() { return nil } }
    request.body = String(decoding: bytes[..<length], as: UTF8.self)
    bytes.removeFirst(length)
    return request
  }

  private mutating func take(until end: [UInt8]) -> String? {
    while true {
      var index = 0
      while index + end.count <= bytes.count {
        if bytes[index..<index + end.count].elementsEqual(end) {
          let head = String(decoding: bytes[..<index], as: UTF8.self)
          bytes.removeFirst(index + end.count)
          return head
        }
        index += 1
      }
      // A client that begins with TLS sends no letter first.
      guard fill(), let first = bytes.first, UInt8(ascii: "A")...UInt8(ascii: "Z") ~= first else {
        return nil
      }
    }
  }

  private mutating func fill() -> Bool {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    let count = recv(socket, &buffer, buffer.count, 0)
    guard count > 0 else { return false }
    bytes.append(contentsOf: buffer[..<count])
    return true
  }
}
