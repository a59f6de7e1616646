import CurlMulti
import FilterTool
import NDJSON

/// What the server says of itself at `/v1/models`.
struct ModelList: Equatable {
  /// The first model's name.
  var model: String
  /// The dialect that its owner's name tells of; nil where it tells of none.
  var dialect: Dialect?

  /// Reads the list; nil where it is none or empty.
  init?(_ json: Span<UInt8>) {
    guard let entries = try? Self.entries(json), let first = entries.first else { return nil }
    model = first.id
    let owner = first.owner.lowercased()
    dialect = Dialect.allCases.first { dialect in
      dialect.row.owner.map { owner.hasPrefix($0) } ?? false
    }
  }

  private static func entries(
    _ json: Span<UInt8>
  ) throws(JSONError) -> [(id: String, owner: String)] {
    var scanner = JSONScanner(json)
    var found: [(id: String, owner: String)] = []
    var more = try scanner.enterObject()
    while more {
      if json.equals("data", in: try scanner.memberName().contents) {
        var another = try scanner.enterArray()
        while another {
          if let entry = try entry(&scanner) { found.append(entry) }
          another = try scanner.hasNext(closing: 0x5D)
        }
      } else {
        _ = try scanner.value()
      }
      more = try scanner.hasNext(closing: 0x7D)
    }
    return found
  }

  private static func entry(
    _ scanner: inout JSONScanner
  ) throws(JSONError) -> (id: String, owner: String)? {
    let json = scanner.bytes
    var id: String?
    var owner = ""
    var more = try scanner.enterObject()
    while more {
      let name = try scanner.memberName().contents
      let value = try scanner.value()
      if value.kind == .string {
        if json.equals("id", in: name) { id = try json.string(of: value) }
        if json.equals("owned_by", in: name) { owner = try json.string(of: value) }
      }
      more = try scanner.hasNext(closing: 0x7D)
    }
    return id.map { ($0, owner) }
  }
}
