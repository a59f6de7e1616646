/// The version of the package, one string for every tool, page and package.
public let version = "0.1.0"
