import FilterTool

/// How a server is asked for records: the same question in another spelling.
enum API: Equatable, Sendable {
  /// A text is continued.
  case completions
  /// A chat is answered.
  case chat(ChatWay)

  /// The way of a chat; nil for completions.
  var way: ChatWay? {
    guard case .chat(let way) = self else { return nil }
    return way
  }
}

/// What a chat is asked to answer.
enum ChatWay: String, Equatable, Sendable {
  /// What comes after the last message, which ends within a record.
  case `continue`
  /// An object that holds the next records.
  case schema
}

/// What `--api` takes.
enum APIChoice: String, CaseIterable, Sendable {
  case auto, completions, chat
}

/// What `--chat` takes.
enum ChatChoice: String, CaseIterable, Sendable {
  case auto, `continue`, schema

  /// The way that is named; nil where the dialect decides.
  var way: ChatWay? { ChatWay(rawValue: rawValue) }
}

/// How a server is asked, and why so; or why it cannot be as told.
struct APIDecision: Equatable {
  let api: API
  /// What the user is to know of it; nil where nothing was decided for them.
  let reason: String?

  /// Decides for a server of `dialect` at `address`.
  init(
    _ choice: APIChoice, _ chat: ChatChoice, _ dialect: Dialect, _ address: ServerAddress
  ) throws(UsageError) {
    let row = dialect.row
    let name = dialect.rawValue
    switch choice {
    case .completions:
      guard row.completions != nil else {
        throw UsageError("--api completions: \(name) answers chats alone; use --api chat")
      }
      (api, reason) = (.completions, nil)
    case .chat:
      (api, reason) = (.chat(try Self.way(chat, dialect)), nil)
    case .auto where row.completions == nil:
      (api, reason) = (.chat(try Self.way(chat, dialect)), "\(name) has no completions")
    case .auto where address.isOfChat:
      (api, reason) = (
        .chat(try Self.way(chat, dialect)), "the address ends with /chat/completions"
      )
    case .auto: (api, reason) = (.completions, nil)
    }
  }

  private static func way(_ choice: ChatChoice, _ dialect: Dialect) throws(UsageError) -> ChatWay {
    let known: ChatWay = dialect.row.continuing == nil ? .schema : .continue
    guard choice == .continue, known == .schema else { return choice.way ?? known }
    throw UsageError(
      "--chat continue: \(dialect.rawValue) continues no message; use --chat schema")
  }
}
