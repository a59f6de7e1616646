import FilterTool
import Libc
import NDJSON

/// A small file that nobody else is to see.
enum SecretFile {
  /// The most bytes that such a file may have.
  private static let longest = 1 << 20

  /// What the file holds.
  static func read(_ file: String) throws(UsageError) -> [UInt8] {
    let descriptor: Int32
    do throws(IOError) {
      descriptor = try retryingInterrupts("open", quoted(file), waits: true) {
        open(file, O_RDONLY | O_CLOEXEC)
      }
    } catch {
      throw UsageError(error.description)
    }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 14)
    while bytes.count <= longest {
      let count: Int
      do throws(IOError) {
        count = try readSome(descriptor, quoted(file), into: &piece, from: 0)
      } catch {
        throw UsageError(error.description)
      }
      if count == 0 { return bytes }
      bytes += piece[..<count]
    }
    throw UsageError("\(quoted(file)): longer than \(longest) bytes: no file of keys or headers")
  }
}
