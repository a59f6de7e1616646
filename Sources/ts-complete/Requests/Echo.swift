import NDJSON

/// What a chat's answer has before the text that continues the last message.
///
/// Some servers give that message again (llama.cpp in one piece, Mistral), some begin a new one.
struct Echo {
  /// The message that was to be continued, as the inside of a JSON string.
  private let escaped: [UInt8]

  /// What may come before the continuation of a message.
  init(_ escaped: [UInt8]) { self.escaped = escaped }

  /// Takes the message off the beginning of a text; false where the text may yet be more of it.
  func remove(from text: inout [UInt8], isWhole: Bool) -> Bool {
    if text.isEmpty, !isWhole { return false }
    // Most answers begin otherwise, and the message is long.
    guard let first = text.first, first == 0x7B || first == escaped.first || escaped.first == 0x5C
    else { return true }
    let message = JSONScanner.unescaped(inside: escaped)
    let begun = message[(message.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0)...]
    if !isWhole, text.count < message.count, message.starts(with: text) { return false }
    let trimmed = message.prefix(
      (message.lastIndex { $0 > 0x20 } ?? -1) + 1)
    for given in [message[...], trimmed, begun] where !given.isEmpty && text.starts(with: given) {
      text.removeFirst(given.count)
      break
    }
    return true
  }

  /// Whether a text begins a message of its own, though a record was begun.
  func isNewMessage(_ text: [UInt8]) -> Bool {
    guard let last = escaped.last(where: { $0 > 0x20 }),
      let place = text.firstIndex(where: { $0 > 0x20 })
    else { return false }
    let rest = text[place...]
    switch last {
    case 0x3A: return !rest.beginsValue
    // Any text may follow an opening quote, but few begin as a record does.
    case 0x22: return rest.starts(with: "{\"".utf8) || rest.starts(with: "```".utf8)
    default: return false
    }
  }
}

extension ArraySlice<UInt8> {
  /// Whether a JSON value that is no object begins here.
  fileprivate var beginsValue: Bool {
    switch first ?? 0 {
    case 0x22, 0x2D, 0x5B, 0x30...0x39: true
    default: ["true", "false", "null", "NaN", "Infinity"].contains { isBeginning(of: $0) }
    }
  }

  /// Whether a word is here, or the beginning of it where no more has come.
  private func isBeginning(of word: String) -> Bool {
    starts(with: word.utf8) || word.utf8.starts(with: self)
  }
}

extension JSONScanner {
  /// What the inside of a JSON string stands for.
  fileprivate static func unescaped(inside: [UInt8]) -> [UInt8] {
    let quoted = [0x22] + inside + [0x22]
    var scanner = JSONScanner(quoted.span)
    scanner.allowsLoneSurrogates = true
    var text: [UInt8] = []
    _ = try? scanner.unescape(into: &text, loneSurrogates: .dropped)
    return text
  }
}
