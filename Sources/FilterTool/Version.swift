/// The version of the package, one string for every tool, page and package.
public let version = "0.1.0"

/// Returns the line that `--version` prints.
public func versionText(_ tool: String) -> String {
  "\(tool) \(version)\n"
}
