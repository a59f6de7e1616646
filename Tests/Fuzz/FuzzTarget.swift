import Foundation

/// A part of the tools that reads what others wrote.
enum FuzzTarget: String, CaseIterable, Sendable {
  /// Lines with completions, as ts-validate judges them.
  case validate
  /// Lines with responses, as ts-collect decides about them.
  case collect
  /// Lines to be answered, as ts-complete makes requests of them.
  case complete
  /// Tables, as ts-prefill reads them.
  case prefill
  /// Tables, as ts-compare reads and compares them.
  case compare
  /// Answers of servers, as ts-complete takes them.
  case answers

  /// Where the inputs are that have to go well.
  var corpus: URL {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("corpus/\(rawValue)")
  }

  /// The inputs of the corpus with their names.
  func inputs() throws -> [(name: String, bytes: [UInt8])] {
    let names = try FileManager.default.contentsOfDirectory(atPath: corpus.path).sorted()
    return try names.map { ($0, [UInt8](try Data(contentsOf: corpus.appendingPathComponent($0)))) }
  }

  /// Gives the target an input: it may refuse it, and that is all.
  ///
  /// `file` is the name of a file that holds the input.
  func run(_ input: [UInt8], file: String) throws {
    switch self {
    case .validate: try validate(input)
    case .collect: try collect(input)
    case .complete: complete(input)
    case .prefill: prefill(input, file: file)
    case .compare: compare(input, file: file)
    case .answers: answers(input)
    }
  }
}

/// An output that is no line of a stream.
struct WrongOutput: Error { let output: String, reason: String }
