import Glibc
import NDJSON
import TimeSeries

// Parses the timestamps of stdin, one a line, over and over, and says nanoseconds for each parse
// and the sum of the seconds of one round: `bench-timestamps FORMAT ROUNDS`.

/// The lines of stdin, end to end, and where each one ends.
func readLines() throws(LineError) -> (bytes: [UInt8], ends: [Int]) {
  var input = LineReader(descriptor: STDIN_FILENO, name: "<stdin>")
  var bytes: [UInt8] = []
  var ends: [Int] = []
  while let line = try input.next() {
    for index in line.bytes.indices { bytes.append(line.bytes[index]) }
    ends.append(bytes.count)
  }
  return (bytes, ends)
}

/// Parses every line and adds up the seconds.
func sumOfSeconds(_ bytes: Span<UInt8>, _ ends: [Int], _ format: TimestampFormat) -> Int64 {
  var sum: Int64 = 0
  var start = 0
  for end in ends {
    if let time = format.parse(bytes.extracting(start..<end)) {
      sum += time.microseconds / 1_000_000
    }
    start = end
  }
  return sum
}

/// Times the rounds and prints the line.
func run() throws {
  let format = try TimestampFormat(CommandLine.arguments[1])
  let rounds = Int(CommandLine.arguments[2]) ?? 1
  let (bytes, ends) = try readLines()
  var sum: Int64 = 0
  let took = ContinuousClock().measure {
    for _ in 0..<rounds { sum = sumOfSeconds(bytes.span, ends, format) }
  }
  let nanoseconds = took / .nanoseconds(1)
  print(nanoseconds / Double(rounds * ends.count), sum)
}

try run()
