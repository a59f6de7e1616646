import CCurl

/// Request headers, in the form that libcurl keeps a pointer to.
public final class HeaderList {
  let list: UnsafeMutablePointer<curl_slist>?

  /// Keeps `lines`, each `Name: value`.
  public init(_ lines: [String]) throws(CurlError) {
    var list: UnsafeMutablePointer<curl_slist>?
    for line in lines {
      guard let longer = curl_slist_append(list, line) else {
        curl_slist_free_all(list)
        throw CurlError(CURLE_OUT_OF_MEMORY, operation: "curl_slist_append")
      }
      list = longer
    }
    self.list = list
  }

  deinit { curl_slist_free_all(list) }
}
