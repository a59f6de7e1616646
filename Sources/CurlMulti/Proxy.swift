/// A proxy that a variable of the environment names.
public struct Proxy: Equatable, Sendable {
  /// The variable.
  public let variable: String
  private let host: String
  private let port: String

  /// Reads the value of the variable, `[SCHEME://][USER:PASSWORD@]HOST[:PORT]`.
  public init(variable: String, value: String) {
    self.variable = variable
    var rest = value[...]
    if let end = rest.firstRange(of: "://")?.upperBound { rest = rest[end...] }
    rest = rest.prefix { $0 != "/" }
    if let at = rest.lastIndex(of: "@") { rest = rest[rest.index(after: at)...] }
    let isBracketed = rest.first == "["
    let hostEnd = rest.firstIndex(of: isBracketed ? "]" : ":") ?? rest.endIndex
    host = String(rest[..<hostEnd].drop { $0 == "[" })
    let number = rest[hostEnd...].drop { $0 == "]" || $0 == ":" }
    port = number.isEmpty ? Self.defaultPort : String(number)
  }

  /// The port where the value has none, as for curl.
  private static let defaultPort = "1080"

  /// Whether libcurl's words for a failure are about this proxy.
  func isMeant(by message: String) -> Bool {
    ["resolve proxy", "from proxy", "CONNECT"].contains { message.contains($0) }
      || ["\(host) port \(port) ", "\(host):\(port) "].contains { "\(message) ".contains($0) }
  }
}
