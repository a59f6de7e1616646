import Glibc

/// What the server does about one request, step by step.
public struct StubAnswer: Sendable {
  /// One thing that the server does.
  public enum Step: Sendable {
    /// Sends these bytes.
    case send([UInt8])
    /// Sends these bytes again and again, until the other side closes the connection.
    case flood([UInt8])
    /// Sends nothing for so long.
    case pause(milliseconds: Int)
    /// Sends nothing until the other side closes the connection, which ends the answer.
    case stall
    /// Closes the connection in order.
    case close
    /// Closes the connection with a reset.
    case reset
  }

  /// The steps, in turn.
  public var steps: [Step]

  /// Makes an answer of steps.
  public init(_ steps: [Step]) { self.steps = steps }

  /// A whole answer with its length.
  public static func answer(
    _ body: String, status: Int = 200, type: String = "application/json",
    headers: [String] = []
  ) -> StubAnswer {
    let lines =
      ["HTTP/1.1 \(status) Scripted", "Content-Type: \(type)"] + headers
      + ["Content-Length: \(body.utf8.count)", "", body]
    return StubAnswer([.send(Array(lines.joined(separator: "\r\n").utf8))])
  }

  /// Chunks as they are given, each one send, with the end that chunked coding has.
  public static func chunks(
    _ pieces: [String], type: String = "text/event-stream", status: Int = 200
  ) -> StubAnswer {
    var steps = [Step.send(Array(head(type, status, "Transfer-Encoding: chunked").utf8))]
    for piece in pieces where !piece.isEmpty {
      let size = String(piece.utf8.count, radix: 16)
      steps.append(.send(Array("\(size)\r\n\(piece)\r\n".utf8)))
    }
    return StubAnswer(steps + [.send(Array("0\r\n\r\n".utf8))])
  }

  /// A body without a length, whose end is the end of the connection.
  public static func untilClosed(
    _ body: [UInt8], type: String = "text/event-stream", status: Int = 200
  ) -> StubAnswer {
    let start = Array(head(type, status, "Connection: close").utf8)
    return StubAnswer([.send(start + body), .close])
  }

  /// Just the head of an answer, to be followed by other steps.
  public static func head(_ type: String, _ status: Int, _ header: String) -> String {
    "HTTP/1.1 \(status) Scripted\r\nContent-Type: \(type)\r\n\(header)\r\n\r\n"
  }

  /// Plays the steps; false when the connection is over.
  func play(on socket: Int32) -> Bool {
    for step in steps {
      switch step {
      case .send(let bytes): guard send(bytes, on: socket) else { return false }
      case .flood(let bytes):
        while send(bytes, on: socket) {}
        return false
      case .pause(let milliseconds): usleep(UInt32(milliseconds) * 1_000)
      case .stall:
        var byte: UInt8 = 0
        while recv(socket, &byte, 1, 0) > 0 {}
        return false
      case .close: return false
      case .reset:
        var option = linger(l_onoff: 1, l_linger: 0)
        let size = socklen_t(MemoryLayout<linger>.size)
        setsockopt(socket, SOL_SOCKET, SO_LINGER, &option, size)
        return false
      }
    }
    return true
  }

  private func send(_ bytes: [UInt8], on socket: Int32) -> Bool {
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        Glibc.send(
          socket, buffer.baseAddress.map { $0 + sent }, bytes.count - sent,
          Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return false }
      sent += count
    }
    return true
  }
}
