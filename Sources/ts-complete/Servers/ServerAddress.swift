import FilterTool

/// The base address of a server, as people write it: with or without `/v1` and a last slash.
struct ServerAddress: Equatable {
  /// The address without `/v1`.
  let root: String
  /// Whether it was given as the address of chats.
  let isOfChat: Bool
  /// The version of its API as a query, which Azure wants with a deployment; empty without.
  private let version: String

  /// Reads an address; it must be http or https and hold no key.
  init(_ text: String) throws(UsageError) {
    guard text.hasPrefix("http://") || text.hasPrefix("https://") else {
      throw UsageError("not an address that begins with http:// or https://")
    }
    let host = text.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)[2]
      .prefix { $0 != "/" }
    let parts = text.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    version = parts.count > 1 ? "?\(parts[1])" : ""
    guard !host.isEmpty, !host.contains("@"), !host.contains("?"), !text.contains("#"),
      version.isEmpty || version.hasPrefix("?api-version=")
    else {
      throw UsageError("not an address such as http://HOST:PORT, without user, query or fragment")
    }
    guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
      throw UsageError("not an address: it holds a space or a control character")
    }
    var root = parts[0]
    while root.hasSuffix("/") { root = root.dropLast() }
    isOfChat = root.hasSuffix(Self.chats)
    if isOfChat { root = root.dropLast(Self.chats.count) }
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

  /// The name of the host, without its port.
  var host: String {
    let authority = root.drop { $0 != "/" }.dropFirst(2).prefix { $0 != "/" }
    return authority.prefix { $0 != ":" }.lowercased()
  }

  /// Where the list of models is.
  func models(_ dialect: Dialect) -> String { root + below(dialect.row.models) }

  /// Where a server of a dialect is asked.
  func asking(_ dialect: Dialect, by api: API) -> String {
    let row = dialect.row
    let path = api == .completions ? row.completions ?? row.chats : row.chats
    guard root.contains("/deployments/") else { return root + below(path) }
    // Azure's address of one deployment has what other addresses have in the path.
    let last = api == .completions ? "/completions" : Self.chats
    return root + last + version
  }

  /// A path without the beginning of it that the address has at its end.
  private func below(_ path: String) -> Substring {
    var known = path[...]
    while let slash = known.lastIndex(of: "/"), slash > known.startIndex {
      known = known[..<slash]
      if root.hasSuffix(known) { return path[known.endIndex...] }
    }
    return path[...]
  }

  private static let chats = "/chat/completions"
}
