import CCurl

/// An address that is taken apart once: from a text libcurl does it for each request anew.
///
/// The corresponding C function is `curl_url_set`.
final class URLHandle {
  let handle: OpaquePointer

  init(_ text: String) throws(CurlError) {
    guard let handle = curl_url() else {
      throw CurlError(CURLE_OUT_OF_MEMORY, operation: "curl_url")
    }
    self.handle = handle
    let code = curl_url_set(handle, CURLUPART_URL, text, 0)
    guard code == CURLUE_OK else {
      throw CurlError(
        kind: .other, operation: "curl_url_set", message: String(cString: curl_url_strerror(code)))
    }
  }

  deinit { curl_url_cleanup(handle) }
}
