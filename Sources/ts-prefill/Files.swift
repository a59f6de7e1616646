import FilterTool
import NDJSON

/// Opens a file for reading.
func openForReading(_ path: String) throws -> Int32 {
  try NDJSON.openForReading(path)
}

/// Reads all of a small file.
func readFile(_ path: String) throws -> [UInt8] {
  try NDJSON.readFile(path)
}
