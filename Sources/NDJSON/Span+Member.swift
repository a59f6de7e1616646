extension Span where Element == UInt8 {
  /// The value of the first member of a name in the object that begins at `start`; nil where there
  /// is none, or no object.
  package func member(_ wanted: [UInt8], at start: Int = 0) -> JSONValue? {
    var scanner = JSONScanner(self, at: start)
    scanner.allowsLoneSurrogates = true
    do throws(JSONError) {
      var more = try scanner.enterObject()
      while more {
        let name = try scanner.memberName()
        let value = try scanner.value()
        let isWanted =
          name.hasEscapes
          ? try text(of: name) == wanted : extracting(name.contents).equals(wanted.span)
        if isWanted { return value }
        more = try scanner.hasNext(closing: 0x7D)
      }
    } catch {
      return nil
    }
    return nil
  }

  /// The same by a name that is a text.
  package func member(_ wanted: String, at start: Int = 0) -> JSONValue? {
    member(Array(wanted.utf8), at: start)
  }
}
