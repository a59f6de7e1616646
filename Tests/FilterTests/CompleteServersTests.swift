import Foundation
import Testing

@testable import ts_complete

/// The section SERVERS of ts-complete(1), made from the table of dialects.
enum ServersSection {
  /// Where it is asked.
  static func address(_ dialect: Dialect) -> String {
    let row = dialect.row
    let cells = [dialect.rawValue, base(row), key(row), api(row)]
    return ".It " + cells.joined(separator: " Ta ")
  }

  private static func base(_ row: Dialect.Row) -> String {
    let path = row.isGenerate ? "" : String(row.chats.dropLast("/chat/completions".count))
    guard let host = row.host else { return "http://HOST:PORT" + path }
    return "https://" + (host == "openai.azure.com" ? "RESOURCE." : "") + host + path
  }

  private static func key(_ row: Dialect.Row) -> String {
    row.keyHeader == "api-key: " ? "api-key" : "Bearer"
  }

  private static func api(_ row: Dialect.Row) -> String {
    row.completions == nil ? "chat" : "completions, chat"
  }

  /// How it chats, and what that rests on.
  static func basis(_ dialect: Dialect) -> String {
    let row = dialect.row
    let schema =
      switch row.answerForm {
      case .schema: "schema"
      case .object: "schema (JSON alone)"
      case .message: "schema (in words)"
      }
    let chat = row.continuing == nil ? schema : "continue, " + schema
    let tried = row.evidence.isTried ? "tried" : "by documents"
    let source = "\(row.evidence.date), \(row.evidence.source)"
    return ".It " + [dialect.rawValue, chat, tried, source].joined(separator: " Ta ")
  }
}

@Suite struct CompleteServersTests {
  @Test("the manual's table of servers is the program's", arguments: Dialect.allCases)
  func table(dialect: Dialect) throws {
    let page = try String(
      contentsOf: Built.package.appendingPathComponent("man/ts-complete.1"), encoding: .utf8)
    let lines = page.split(separator: "\n").map(String.init)
    #expect(lines.contains(ServersSection.address(dialect)), "\(ServersSection.address(dialect))")
    #expect(lines.contains(ServersSection.basis(dialect)), "\(ServersSection.basis(dialect))")
  }
}
