import FilterTool
import Libc
import NDJSON
import TableInput
import Tables
import TimeSeries

extension Settings {
  /// The option that needs to know the step before the table is read; nil where none does.
  private var optionOfStep: String? {
    gaps == .split ? "--on-gap split" : offSteps == .drop ? "--on-off-step drop" : nil
  }

  /// The settings with the step of the table, where an option needs one and none is given: the table
  /// is then read twice.
  func withStep(_ descriptor: Int32, name: String) throws -> Settings {
    guard let option = optionOfStep else { return self }
    if let step = seeds.step {
      guard step.isExact else {
        throw Failure(option, "needs a step, and --interval \(step.words) is none", status: .usage)
      }
      return self
    }
    let start = lseek(descriptor, 0, SEEK_CUR)
    guard start >= 0 else {
      let remedy = "cannot be read twice; give --interval, or the name of a regular file"
      throw Failure(option, "\(name) \(remedy)", status: .usage)
    }
    var settings = self
    (settings.gaps, settings.offSteps) = (.error, .error)
    guard let survey = try readTable(settings, descriptor, name: name) else { return self }
    guard lseek(descriptor, start, SEEK_SET) == start else {
      throw Failure(IOError.current("lseek", name))
    }
    settings = self
    do throws(TableFaults) {
      guard let time = try survey.time(settings) else { return self }
      let check = ChronologyCheck(survey, time, seeds.tolerance)
      // Groups that each have a step of their own have no gaps, and no records off it.
      if check.groupSteps != nil { return self }
      settings.seeds.step = check.mainStep
    } catch {
      throw Failure(name, error.faults)
    }
    guard settings.seeds.step != nil else {
      throw Failure(option, "\(name) has no step that most records have; give --interval")
    }
    return settings
  }
}
