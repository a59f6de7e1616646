import FilterTool
import Libc

/// Reads the command line and collects a run.
func run() -> Ending {
  var settings = Settings()
  switch command.start(&settings) {
  case .done(let status): return .status(status)
  case .work:
    return collect(settings)
  }
}

switch run() {
case .status(let status): exit(status.rawValue)
case .signal(let number):
  die(of: number)
  exit(ExitStatus.ioError.rawValue)
}
