internal import FilterTool
internal import Glibc

/// Reads the command line and collects a run.
func run() -> Ending {
  var settings = Settings()
  switch command.start(&settings) {
  case .done(let status): return .status(status)
  case .work:
    if settings.stopsAtTarget, settings.numRecords == nil {
      return .status(command.usageFault(UsageError("--stop-at-target: needs --num-records")))
    }
    if settings.resumes, settings.journal == nil {
      return .status(command.usageFault(UsageError("--resume: needs --journal")))
    }
    if settings.retriesFailed, !settings.resumes {
      return .status(command.usageFault(UsageError("--retry-failed: needs --resume")))
    }
    return collect(settings)
  }
}

switch run() {
case .status(let status): exit(status.rawValue)
case .signal(let number):
  die(of: number)
  exit(ExitStatus.ioError.rawValue)
}
