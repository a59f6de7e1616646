/// Which options a command line gives, to refuse those that would not be heard beside others.
public struct GivenOptions: Sendable {
  private let names: Set<String>

  init(_ names: Set<String>) { self.names = names }

  /// Whether an option was given, by its environment variable too.
  public func contains(_ name: String) -> Bool { names.contains(name) }

  /// Refuses any of the options where none of `others` is given, without which they mean nothing.
  public func require(_ others: [String], for names: [String]) throws(UsageError) {
    guard !others.contains(where: contains), let name = names.first(where: contains) else { return }
    throw UsageError("--\(name): needs \(others.map { "--\($0)" }.joined(separator: " or "))")
  }

  /// Refuses any of the options beside `other`, with which they mean nothing.
  ///
  /// - Parameters:
  ///   - other: The option's name, perhaps with the value that makes the difference.
  ///   - reason: Why, where that is not plain from the two.
  public func refuse(
    _ names: [String], beside other: String, because reason: String? = nil
  ) throws(UsageError) {
    let option = other.prefix { $0 != " " }
    guard contains(String(option)), let name = names.first(where: contains) else { return }
    let why = reason.map { ", \($0)" } ?? ""
    throw UsageError("--\(name): cannot be given with --\(other)\(why)")
  }
}
