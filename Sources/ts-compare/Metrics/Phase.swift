/// The periods in which a season is looked for.
enum Phase: String, CaseIterable, Sendable {
  case hourOfDay = "hour_of_day"
  case dayOfWeek = "day_of_week"
  case monthOfYear = "month_of_year"
}
