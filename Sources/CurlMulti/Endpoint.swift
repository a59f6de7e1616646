import CCurl

/// Where requests go and how: what all transfers to one address have in common.
public struct Endpoint {
  /// The whole address, `http://` or `https://`.
  public let url: String
  let address: URLHandle
  /// The request headers.
  public var headers: HeaderList
  /// The longest body accepted, in bytes.
  public var maxBody: Int
  /// The time one transfer may take, in milliseconds; 0 for no end.
  public var timeoutMilliseconds: Int
  /// The time a connection may take to be made, in milliseconds.
  public var connectMilliseconds: Int
  /// A file of certificates to trust in place of the system's, as curl's `--cacert`.
  public var certificateFile: String?
  /// A folder of certificates to trust in place of the system's, as curl's `--capath`.
  public var certificateFolder: String?
  /// The environment's proxy for the address, to be named where it fails; it may be left out for
  /// some hosts.
  public var proxy: Proxy?
  /// Whether the environment's proxies are looked for; each request asks for ten variables.
  public var looksForProxy = true

  /// Makes an endpoint.
  public init(
    url: String, headers: HeaderList, maxBody: Int, timeoutMilliseconds: Int,
    connectMilliseconds: Int = 30_000
  ) throws(CurlError) {
    self.url = url
    address = try URLHandle(url)
    self.headers = headers
    self.maxBody = maxBody
    self.timeoutMilliseconds = timeoutMilliseconds
    self.connectMilliseconds = connectMilliseconds
  }

  /// Tells an easy handle all of it.
  ///
  /// Redirects are not followed: they would carry the key elsewhere. On plain http only HTTP/1.1
  /// is spoken; with TLS the two sides agree on a version. libcurl is told to leave signals alone,
  /// which saves four system calls a request: whoever uses it ignores SIGPIPE.
  func apply(to easy: UnsafeMutableRawPointer) throws(CurlError) {
    func set(_ name: String, _ code: CURLcode) throws(CurlError) {
      guard code == CURLE_OK else { throw CurlError(code, operation: name) }
    }
    try set(
      "CURLOPT_CURLU",
      ccurl_easy_setopt_pointer(easy, CURLOPT_CURLU, UnsafeRawPointer(address.handle)))
    try set("CURLOPT_NOSIGNAL", ccurl_easy_setopt_long(easy, CURLOPT_NOSIGNAL, 1))
    try set(
      "CURLOPT_PROTOCOLS_STR",
      ccurl_easy_setopt_string(easy, CURLOPT_PROTOCOLS_STR, "http,https"))
    if url.hasPrefix("http://") {
      try set(
        "CURLOPT_HTTP_VERSION",
        ccurl_easy_setopt_long(easy, CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1)))
    }
    try set(
      "CURLOPT_HTTPHEADER", ccurl_easy_setopt_list(easy, CURLOPT_HTTPHEADER, headers.list))
    try set(
      "CURLOPT_TIMEOUT_MS", ccurl_easy_setopt_long(easy, CURLOPT_TIMEOUT_MS, timeoutMilliseconds))
    try set(
      "CURLOPT_CONNECTTIMEOUT_MS",
      ccurl_easy_setopt_long(easy, CURLOPT_CONNECTTIMEOUT_MS, connectMilliseconds))
    try set("CURLOPT_TCP_KEEPALIVE", ccurl_easy_setopt_long(easy, CURLOPT_TCP_KEEPALIVE, 1))
    if !looksForProxy {
      try set("CURLOPT_PROXY", ccurl_easy_setopt_string(easy, CURLOPT_PROXY, ""))
    }
    if let certificateFile {
      try set("CURLOPT_CAINFO", ccurl_easy_setopt_string(easy, CURLOPT_CAINFO, certificateFile))
    }
    if let certificateFolder {
      try set("CURLOPT_CAPATH", ccurl_easy_setopt_string(easy, CURLOPT_CAPATH, certificateFolder))
    }
  }
}
