import CCurl
import Libc

/// A failure of libcurl or of the descriptors that it waits for.
public struct CurlError: Error, Equatable, CustomStringConvertible {
  /// What kind of trouble a transfer met, for those who decide whether to try again.
  public enum Kind: String, Sendable {
    /// The host's name could not be resolved.
    case dns
    /// No connection could be made.
    case connect
    /// The TLS connection could not be made.
    case tls
    /// The server's certificate, or what it is to be checked with, is not good.
    case certificate
    /// The connection was cut, or the server sent nothing.
    case reset
    /// The body ended before its announced length.
    case truncated
    /// The time allowed is over.
    case timeout
    /// No byte came for the time allowed.
    case stall
    /// The body is longer than was allowed.
    case tooLarge = "too_large"
    /// What came is not HTTP.
    case http
    /// A programmer's or system's trouble: no second try helps.
    case other
  }

  /// What kind of trouble it is.
  public var kind: Kind
  /// The function or option that failed, in C's words.
  public var operation: String
  /// libcurl's or the system's words for it.
  public var message: String

  /// Makes an error of a known kind.
  public init(kind: Kind, operation: String, message: String) {
    self.kind = kind
    self.operation = operation
    self.message = message
  }

  init(_ code: CURLcode, operation: String, detail: String = "") {
    kind = Kind(code)
    self.operation = operation
    message = detail.isEmpty ? String(cString: curl_easy_strerror(code)) : detail
  }

  init(_ code: CURLMcode, operation: String) {
    kind = .other
    self.operation = operation
    message = String(cString: curl_multi_strerror(code))
  }

  init(errno code: Int32, operation: String) {
    kind = .other
    self.operation = operation
    message = String(cString: strerror(code))
  }

  /// The error as one line.
  public var description: String { "\(operation): \(message)" }
}

extension CurlError.Kind {
  init(_ code: CURLcode) {
    switch code {
    case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: self = .dns
    case CURLE_COULDNT_CONNECT: self = .connect
    case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CIPHER: self = .tls
    case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CACERT_BADFILE,
      CURLE_SSL_ISSUER_ERROR:
      self = .certificate
    case CURLE_GOT_NOTHING, CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_HTTP2, CURLE_HTTP2_STREAM:
      self = .reset
    case CURLE_PARTIAL_FILE: self = .truncated
    case CURLE_OPERATION_TIMEDOUT: self = .timeout
    case CURLE_WRITE_ERROR: self = .tooLarge
    case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY, CURLE_BAD_CONTENT_ENCODING:
      self = .http
    default: self = .other
    }
  }
}
