extension InputBlocks {
  /// What to do with a file that is compressed, or no text in UTF-8; nil for any other.
  func remedy(_ name: String) -> String? {
    let file = name == "<stdin>" ? "FILE" : name
    let kinds: [([UInt8], String)] = [
      ([0x1F, 0x8B], "compressed: zcat \(file) opens it"),
      ([0x28, 0xB5, 0x2F, 0xFD], "compressed: zstdcat \(file) opens it"),
      (
        Array("PK\u{3}\u{4}".utf8),
        "compressed: unzip -p \(file) opens it, unless it is a spreadsheet"
      ),
      (
        Array("PAR1".utf8),
        "Parquet: duckdb -c \"copy (from '\(file)') to '/dev/stdout' (format csv)\" opens it"
      ),
      ([0xFF, 0xFE], "UTF-16: iconv -f utf-16 -t utf-8 \(file) converts it"),
      ([0xFE, 0xFF], "UTF-16: iconv -f utf-16 -t utf-8 \(file) converts it"),
    ]
    return kinds.first { filled >= $0.0.count && buffer.starts(with: $0.0) }?.1
  }
}
