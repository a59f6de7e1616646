import Libc
import NDJSON

/// Writes one message, `TOOL: MESSAGE`, as one line and with one write(2) to descriptor 2.
///
/// The message is lower case and without a full stop; it names the place (`<stdin>:12`), the value
/// and what was wanted. Control characters are shown as escapes, so that it stays one line. On a
/// terminal the line under the cursor, which may be a progress line, is cleared first. Of a message
/// of more than 4 KiB the middle is left out: the place stays, and so does the remedy.
public func warn(_ tool: String, _ message: String) {
  var bytes: [UInt8] = []
  if isRedrawable(STDERR_FILENO) { bytes += ProgressLine.clearing }
  bytes += Array(tool.utf8)
  bytes += Array(": ".utf8)
  appendPrintable(shortened(message), to: &bytes)
  bytes.append(UInt8(ascii: "\n"))
  // Nothing can be said about a message that could not be written.
  _ = writeAll(bytes, to: STDERR_FILENO)
}

/// Returns a message without its middle where it is longer than 4 KiB.
func shortened(_ message: String) -> String {
  let text = message.unicodeScalars
  guard message.utf8.count > 4096 else { return message }
  // An index in the middle of a character goes down to its beginning.
  let head = message.utf8.index(message.startIndex, offsetBy: 3072)
  let tail = message.utf8.index(message.endIndex, offsetBy: -1000)
  return String(text[..<head]) + "…" + String(text[tail...])
}

/// Returns a value in quotation marks, cut after 80 characters, as messages name it.
public func quoted(_ value: String) -> String {
  let head = value.prefix(80)
  return head.endIndex == value.endIndex ? "\"\(value)\"" : "\"\(head)…\""
}

/// Appends a text with each control character as an escape, U+0080 to U+009F too: to some
/// terminals U+009B is what ESC and `[` are.
func appendPrintable(_ text: String, to bytes: inout [UInt8]) {
  let digits = Array("0123456789abcdef".utf8)
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\n": bytes += Array("\\n".utf8)
    case "\r": bytes += Array("\\r".utf8)
    case "\t": bytes += Array("\\t".utf8)
    case "\0"..."\u{1f}", "\u{7f}"..."\u{9f}":
      let escape = scalar.isASCII ? "\\x" : "\\u00"
      bytes += Array(escape.utf8)
      bytes += [digits[Int(scalar.value >> 4)], digits[Int(scalar.value & 15)]]
    default: bytes += Array(UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    }
  }
}

/// Writes all bytes, in one write(2) where the kernel takes them at once; false if one failed.
func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
  unsafe bytes.withUnsafeBytes { buffer in
    var offset = 0
    while offset < buffer.count {
      let rest = unsafe UnsafeRawBufferPointer(rebasing: buffer[offset...])
      let count = unsafe write(descriptor, rest.baseAddress, rest.count)
      if count >= 0 {
        offset += count
      } else if errno == EAGAIN {
        guard (try? waitUntilReady([Readiness(descriptor, .writable)], timeout: nil)) != nil else {
          return false
        }
      } else if errno != EINTR {
        return false
      }
    }
    return true
  }
}
