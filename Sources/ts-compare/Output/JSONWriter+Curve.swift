import NDJSON

extension JSONWriter {
  /// Appends a curve as a line of NDJSON.
  mutating func line(_ curve: Curve) {
    beginObject()
    name("curve")
    string(curve.kind.rawValue)
    name("column")
    string(curve.column)
    if let phase = curve.phase {
      name("phase")
      string(phase.rawValue)
    }
    name("x")
    array(curve.places)
    name("real")
    array(curve.real)
    name("synthetic")
    array(curve.other)
    if !curve.noise.isEmpty {
      name("noise")
      array(curve.noise)
    }
    endObject()
    append(byte: UInt8(ascii: "\n"))
  }

  private mutating func array(_ values: [Double?]) {
    beginArray()
    for value in values { rounded(value) }
    endArray()
  }
}
