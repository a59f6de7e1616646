import CurlMulti
import NDJSON
import TimeSeries

/// The words of a command line, as C has them.
private typealias Words = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>

/// libFuzzer's own work: it reads the options and gives inputs to `test`.
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
  _ count: UnsafeMutablePointer<CInt>, _ words: UnsafeMutablePointer<Words?>,
  _ test: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

/// The main function, under the name that the package manager gives it.
@_cdecl("fuzz_guided_main")
func fuzzGuided(_ count: CInt, _ words: UnsafeMutableRawPointer?) -> CInt {
  var count = count
  var words = words?.assumingMemoryBound(to: UnsafeMutablePointer<CChar>?.self)
  return runDriver(&count, &words) { bytes, count in fuzzOne(bytes, count) }
}

/// Takes an input, which libFuzzer chooses by the code that the ones before have reached: lines of a
/// stream, and event streams.
private func fuzzOne(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = [UInt8](UnsafeBufferPointer(start: bytes, count: count))
  judge(input)
  takeEvents(input)
  return 0
}

/// Judges the input as a stream, with the template and without: both must say the same.
private func judge(_ input: [UInt8]) {
  var outputs: [[UInt8]] = []
  for learns in [true, false] {
    var validator = StreamValidator(learns: learns)
    var output = JSONWriter()
    for line in input.split(separator: 0x0A) {
      let isRefused = (try? validator.process(line.span, into: &output)) == nil
      output.append(byte: isRefused ? 0x21 : 0x0A)
    }
    outputs.append(output.bytes)
  }
  precondition(outputs[0] == outputs[1], "the template changed an answer")
}

/// Takes the input as the bytes of an event stream, in two parts.
private func takeEvents(_ input: [UInt8]) {
  var stream = EventStream()
  let half = input.count / 2
  for part in [input[..<half], input[half...]] {
    stream.append(Array(part).span)
    while stream.next() {}
  }
}
