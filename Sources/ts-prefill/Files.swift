import FilterTool
import NDJSON

/// Opens a file for reading.
func openForReading(_ path: String) throws(Failure) -> Int32 {
  do throws(IOError) { return try NDJSON.openForReading(path) } catch { throw Failure(error) }
}

/// Reads all of a small file.
func readFile(_ path: String) throws(Failure) -> [UInt8] {
  do throws(IOError) { return try NDJSON.readFile(path) } catch { throw Failure(error) }
}
