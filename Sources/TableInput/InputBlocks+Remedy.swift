import Tables

extension InputBlocks {
  /// What to do with a file that is compressed, or no text in UTF-8; nil for any other.
  func remedy(_ name: String) -> String? {
    let file = name == "<stdin>" ? "FILE" : name.shellWord
    let kinds: [([UInt8], String)] = [
      ([0x1F, 0x8B], "compressed: zcat \(file) opens it"),
      ([0x28, 0xB5, 0x2F, 0xFD], "compressed: zstdcat \(file) opens it"),
      (
        Array("PK\u{3}\u{4}".utf8),
        "compressed: unzip -p \(file) opens it, unless it is a spreadsheet"
      ),
      (
        Array("PAR1".utf8),
        "Parquet: duckdb -c \(Self.duckDBQuery(name == "<stdin>" ? "FILE" : name)) opens it"
      ),
      ([0xFF, 0xFE], "UTF-16: iconv -f utf-16 -t utf-8 \(file) converts it"),
      ([0xFE, 0xFF], "UTF-16: iconv -f utf-16 -t utf-8 \(file) converts it"),
    ]
    return kinds.first { filled >= $0.0.count && buffer.starts(with: $0.0) }?.1
  }

  /// The query that writes a Parquet file as CSV, as a word of a command line in double quotes.
  private static func duckDBQuery(_ file: String) -> String {
    var word = "\"copy (from read_parquet('"
    for character in file {
      if "\\\"$`".contains(character) { word += "\\" }
      word += character == "'" ? "''" : String(character)
    }
    return word + "')) to '/dev/stdout' (format csv)\""
  }
}
