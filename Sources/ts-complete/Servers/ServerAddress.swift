import FilterTool

/// The base address of a server, as people write it: with or without `/v1` and a last slash.
struct ServerAddress: Equatable {
  /// The address without `/v1`.
  let root: String

  /// Reads an address; it must be http or https and hold no key.
  init(_ text: String) throws(UsageError) {
    guard text.hasPrefix("http://") || text.hasPrefix("https://") else {
      throw UsageError("not an address that begins with http:// or https://")
    }
    let host = text.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)[2]
      .prefix { $0 != "/" }
    guard !host.isEmpty, !host.contains("@"), !text.contains("?"), !text.contains("#") else {
      throw UsageError("not an address such as http://HOST:PORT, without user, query or fragment")
    }
    guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
      throw UsageError("not an address: it holds a space or a control character")
    }
    var root = text[...]
    while root.hasSuffix("/") { root = root.dropLast() }
    for path in ["/completions", "/models"] where root.hasSuffix("/v1" + path) {
      root = root.dropLast(path.count)
    }
    if root.hasSuffix("/v1") { root = root.dropLast(3) }
    self.root = String(root)
  }

  /// Whether others on the way can read what is sent: it is plain http beyond this machine.
  var isReadableOnTheWay: Bool {
    guard root.hasPrefix("http://") else { return false }
    let authority = root.dropFirst(7).prefix { $0 != "/" }
    let isBracketed = authority.first == "["
    let host = authority.prefix { $0 != (isBracketed ? "]" : ":") }.lowercased()
    let isNumeric = host.allSatisfy { $0 == "." || ("0"..."9").contains($0) }
    return
      !(host == "localhost" || host.hasSuffix(".localhost") || host == "[::1"
      || isNumeric && host.hasPrefix("127."))
  }

  /// Where the list of models is.
  var models: String { root + "/v1/models" }

  /// Where completions are asked for.
  func completions(_ dialect: Dialect) -> String { root + dialect.row.path }
}
