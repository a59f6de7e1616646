import CCurl
import Libc

/// One easy handle: a request and its answer, used again for the next.
///
/// A class, because libcurl keeps its address for the callbacks.
public final class Transfer {
  /// The HTTP status of the answer; 0 before there is one.
  public private(set) var status = 0
  /// The answer's body, where no `consume` takes it.
  public private(set) var body: [UInt8] = []
  /// Why the transfer failed; nil when an answer came whole, whatever its status.
  public private(set) var failure: CurlError?
  /// The seconds that the server asks to wait (`Retry-After`); 0 when it does not say.
  public private(set) var retryAfterSeconds = 0
  /// The headers of the answer that tell of limits, `x-ratelimit-…`, names in lower case.
  public private(set) var rateHeaders: [String: String] = [:]
  /// When the last byte came, as `Monotonic.milliseconds`.
  public private(set) var lastByteMilliseconds = 0
  /// Takes the bytes of a 2xx body as they come; false ends the transfer.
  public var consume: ((Span<UInt8>) -> Bool)?
  /// The owner's number for it.
  public var number = 0
  /// Whether `consume` ended the transfer.
  public private(set) var isEndedByConsumer = false

  let easy: UnsafeMutableRawPointer
  /// Its place among those under way; nil where it is not.
  var place: Int?
  private var isPost = false
  private let maxBody: Int
  private let proxy: Proxy?
  // libcurl keeps pointers into both.
  private let headers: HeaderList
  private let address: URLHandle
  private var received = 0
  private var headerBytes = 0
  /// The longest headers accepted, those of interim answers and the trailers among them: libcurl
  /// keeps them all, and sets no bound to trailers.
  private static let maxHeaders = 1 << 18
  private static let rateName = Array("x-ratelimit-".utf8)
  private let words: UnsafeMutablePointer<CChar>

  /// Makes a handle for requests to `endpoint`.
  public init(_ endpoint: Endpoint) throws(CurlError) {
    guard let easy = curl_easy_init() else {
      throw CurlError(CURLE_FAILED_INIT, operation: "curl_easy_init")
    }
    self.easy = easy
    maxBody = endpoint.maxBody
    proxy = endpoint.proxy
    headers = endpoint.headers
    address = endpoint.address
    words = .allocate(capacity: Int(CURL_ERROR_SIZE))
    words.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    try endpoint.apply(to: easy)
    let itself = Unmanaged.passUnretained(self).toOpaque()
    try set("CURLOPT_PRIVATE", ccurl_easy_setopt_pointer(easy, CURLOPT_PRIVATE, itself))
    try set("CURLOPT_WRITEDATA", ccurl_easy_setopt_pointer(easy, CURLOPT_WRITEDATA, itself))
    try set("CURLOPT_ERRORBUFFER", ccurl_easy_setopt_pointer(easy, CURLOPT_ERRORBUFFER, words))
    let write: ccurl_write_callback = { bytes, size, count, context in
      guard let context else { return 0 }
      let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
      let buffer = UnsafeRawBufferPointer(start: bytes, count: size * count)
      return transfer.receive(buffer.bindMemory(to: UInt8.self).span) ? buffer.count : 0
    }
    try set(
      "CURLOPT_WRITEFUNCTION", ccurl_easy_setopt_write(easy, CURLOPT_WRITEFUNCTION, write))
    try set("CURLOPT_HEADERDATA", ccurl_easy_setopt_pointer(easy, CURLOPT_HEADERDATA, itself))
    let header: ccurl_write_callback = { bytes, size, count, context in
      guard let context else { return 0 }
      let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
      transfer.headerBytes += size * count
      let line = UnsafeRawBufferPointer(start: bytes, count: size * count)
      if let first = line.first, first | 0x20 == UInt8(ascii: "x") { transfer.takeHeader(line) }
      return transfer.headerBytes <= Transfer.maxHeaders ? size * count : 0
    }
    try set(
      "CURLOPT_HEADERFUNCTION", ccurl_easy_setopt_write(easy, CURLOPT_HEADERFUNCTION, header))
  }

  deinit {
    curl_easy_cleanup(easy)
    words.deallocate()
  }

  /// Makes the next request a POST of `body`, which is copied.
  public func post(_ body: Span<UInt8>) throws(CurlError) {
    if !isPost { try set("CURLOPT_POST", ccurl_easy_setopt_long(easy, CURLOPT_POST, 1)) }
    isPost = true
    try set(
      "CURLOPT_POSTFIELDSIZE_LARGE",
      ccurl_easy_setopt_off_t(easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count)))
    let code = body.withUnsafeBytes { bytes in
      ccurl_easy_setopt_pointer(
        easy, CURLOPT_COPYPOSTFIELDS, bytes.baseAddress ?? UnsafeRawPointer(words))
    }
    try set("CURLOPT_COPYPOSTFIELDS", code)
  }

  /// Forgets the last answer, before the handle goes out again.
  func begin() {
    status = 0
    failure = nil
    retryAfterSeconds = 0
    if !rateHeaders.isEmpty { rateHeaders = [:] }
    isEndedByConsumer = false
    received = 0
    headerBytes = 0
    body.removeAll(keepingCapacity: true)
    words[0] = 0
    lastByteMilliseconds = Monotonic.milliseconds
  }

  /// Notes how the transfer ended.
  func end(_ code: CURLcode) {
    status = responseCode()
    if code != CURLE_OK, !isEndedByConsumer { failure = reason(code) }
    var seconds: UnsafeMutableRawPointer?
    if status >= 300, ccurl_easy_getinfo_pointer(easy, CURLINFO_RETRY_AFTER, &seconds) == CURLE_OK {
      retryAfterSeconds = Int(bitPattern: seconds)
    }
  }

  private func reason(_ code: CURLcode) -> CurlError {
    switch code {
    case CURLE_WRITE_ERROR where headerBytes > Transfer.maxHeaders:
      CurlError(
        kind: .tooLarge, operation: "receive",
        message: "headers longer than \(Transfer.maxHeaders) bytes")
    case CURLE_WRITE_ERROR:
      CurlError(
        kind: .tooLarge, operation: "receive", message: "body longer than \(maxBody) bytes")
    case CURLE_OUT_OF_MEMORY:
      // What libcurl says of a single header line past its own bound.
      CurlError(
        kind: .tooLarge, operation: "receive",
        message: "a header line longer than libcurl takes, or no memory")
    default: namingProxy(CurlError(code, operation: "transfer", detail: String(cString: words)))
    }
  }

  private func namingProxy(_ error: CurlError) -> CurlError {
    guard let proxy, proxy.isMeant(by: error.message) else { return error }
    var named = error
    named.message += ", through the proxy of $\(proxy.variable)"
    return named
  }

  /// Notes that the owner gave up the transfer.
  func abandon(_ error: CurlError?) {
    status = responseCode()
    failure = error
  }

  private func takeHeader(_ line: UnsafeRawBufferPointer) {
    let name = Transfer.rateName
    guard line.count > name.count, zip(line, name).allSatisfy({ $0 | 0x20 == $1 }) else { return }
    let text = String(decoding: line, as: UTF8.self).lowercased()
    guard let colon = text.firstIndex(of: ":") else { return }
    let value = text[text.index(after: colon)...].filter { !$0.isWhitespace }
    rateHeaders[String(text[..<colon])] = value
  }

  private func receive(_ bytes: Span<UInt8>) -> Bool {
    received += bytes.count
    lastByteMilliseconds = Monotonic.milliseconds
    guard received <= maxBody else { return false }
    if status == 0 { status = responseCode() }
    if let consume, (200...299).contains(status) {
      isEndedByConsumer = !consume(bytes)
      return !isEndedByConsumer
    }
    bytes.withUnsafeBufferPointer { body.append(contentsOf: $0) }
    return true
  }

  /// What the server says that the body is; nil where it does not say.
  public var contentType: String? { text(CURLINFO_CONTENT_TYPE) }

  /// The whole address that a redirect names; nil where it names none.
  public var location: String? { text(CURLINFO_REDIRECT_URL) }

  private func text(_ info: CURLINFO) -> String? {
    var text: UnsafeMutableRawPointer?
    guard ccurl_easy_getinfo_pointer(easy, info, &text) == CURLE_OK, let text else { return nil }
    return String(cString: text.assumingMemoryBound(to: CChar.self))
  }

  private func responseCode() -> Int {
    var code = 0
    return ccurl_easy_getinfo_long(easy, CURLINFO_RESPONSE_CODE, &code) == CURLE_OK ? code : 0
  }

  private func set(_ name: String, _ code: CURLcode) throws(CurlError) {
    guard code == CURLE_OK else { throw CurlError(code, operation: name) }
  }
}
