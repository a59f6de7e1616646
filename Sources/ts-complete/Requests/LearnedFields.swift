import NDJSON

/// Which fields of a request a server does not take, as far as it has refused them.
///
/// A field that is refused is left out of all later requests; the limit of tokens is put under its
/// other name.
struct LearnedFields {
  private var dropped: Set<String> = []
  private var limitName: String?

  /// The fields that a request may go without, those that matter least first.
  private static let spare = [
    "timings_per_token", "stream_options", "add_special_tokens", "chat_template_kwargs",
    "thinking", "reasoning", "min_p", "top_k", "repetition_penalty", "repeat_penalty",
    "frequency_penalty", "presence_penalty", "top_p", "seed", "random_seed", "temperature", "n",
    "stop", "structured_outputs", "guided_regex", "regex", "grammar",
  ]
  /// What stands within a field, by which a refusal may name it.
  private static let inner = [
    "continuous_usage_stats": "stream_options", "include_usage": "stream_options",
    "enable_thinking": "chat_template_kwargs",
  ]
  private static let limits = ["max_tokens", "max_completion_tokens"]
  /// What refusals say of a field that they do not take.
  private static let marks = [
    "unsupported", "not supported", "does not support", "unrecognized", "unknown", "extra",
    "not permitted", "not allowed", "cannot find", "unexpected", "invalid field", "deprecated",
    "cannot both be", "not available",
  ]

  /// What came of a refusal.
  enum Lesson: Equatable {
    /// It is about a field that is left out now; this says so.
    case learned(String)
    /// It is about one that was learned of meanwhile.
    case known
  }

  /// Whether the form of the text cannot be prescribed.
  var hasNoConstraint: Bool {
    !dropped.isDisjoint(with: ["structured_outputs", "guided_regex", "regex", "grammar"])
  }

  /// Learns from a refused request; nil where it was not refused for a field.
  mutating func learn(_ failure: RequestError, of body: [UInt8], samples: Int) -> Lesson? {
    guard [400, 404, 422].contains(failure.status) else { return nil }
    let text = failure.message.lowercased()
    guard Self.marks.contains(where: text.contains) || failure.type.contains("unsupported") else {
      return nil
    }
    if let name = Self.limits.first(where: { failure.names($0) && body.span.member($0) != nil }) {
      let other = Self.limits[name == Self.limits[0] ? 1 : 0]
      if let limitName { return limitName == name ? nil : .known }
      limitName = other
      return .learned("\(other) is sent in place of \(name)")
    }
    let inner = Self.inner.filter { failure.names($0.key) }.map(\.value)
    let isNamed = { (name: String) in failure.names(name) || inner.contains(name) }
    guard let name = Self.spare.first(where: isNamed), name != "n" || samples == 1 else {
      return nil
    }
    if dropped.contains(name) { return body.span.member(name) != nil ? .known : nil }
    guard body.span.member(name) != nil else { return nil }
    dropped.insert(name)
    return .learned("\(name) is not sent any more")
  }

  /// The request as the server takes it.
  func applied(to body: [UInt8]) -> [UInt8] {
    if dropped.isEmpty, limitName == nil { return body }
    let bytes = body.span
    var writer = JSONWriter()
    writer.reserve(body.count)
    writer.beginObject()
    bytes.forEachMember { name, value in
      if dropped.contains(name) { return }
      writer.name(Self.limits.contains(name) ? limitName ?? name : name)
      writer.raw(bytes.extracting(value))
    }
    writer.endObject()
    return writer.bytes
  }
}

extension Span where Element == UInt8 {
  /// Calls `body` with the name and the place of each member of the object that these bytes are.
  fileprivate func forEachMember(_ body: (String, Range<Int>) -> Void) {
    var scanner = JSONScanner(self)
    scanner.allowsLoneSurrogates = true
    do throws(JSONError) {
      var more = try scanner.enterObject()
      while more {
        let name = try string(of: scanner.memberName())
        body(name, try scanner.value().range)
        more = try scanner.hasNext(closing: 0x7D)
      }
    } catch {
      // A request of ours is JSON.
      return
    }
  }
}

extension RequestError {
  /// Whether a refusal names a field: as its own field, in quotes, after a colon, or by a word that
  /// is a name alone.
  fileprivate func names(_ name: String) -> Bool {
    if field == name { return true }
    for quote in ["'", "\"", "`"] where message.contains(quote + name + quote) { return true }
    let words = message.split { !$0.isLetter && !$0.isNumber && $0 != "_" }
    if name.contains("_") { return words.contains { $0 == name } }
    return message.hasSuffix(": " + name) || message.hasPrefix(name + ":")
      || message.contains(": \(name),")
  }
}
