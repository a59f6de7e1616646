package import NDJSON
import TimeSeries

/// What a column is, as its JSON Schema says it.
package struct ColumnSchema: Sendable, Equatable {
  /// The name of the column.
  package let name: String
  /// The JSON types that its values have, in a fixed order; empty for any.
  package let types: [String]
  /// The JSON of its values, where they are a list of choices.
  package let choices: [[UInt8]]
  /// The least and the greatest number.
  package let limits: NumberLimits
  /// Whether every record has a value here.
  package let isRequired: Bool

  /// A column that is described so.
  package init(
    name: String, types: [String], choices: [[UInt8]] = [], limits: NumberLimits = NumberLimits(),
    isRequired: Bool
  ) {
    self.name = name
    self.types = types
    self.choices = choices
    self.limits = limits
    self.isRequired = isRequired
  }

  /// Whether values are JSON strings, so that a cell of CSV gets quotes.
  package var isText: Bool { types.contains("string") }

  /// The same column with other types.
  package func typed(_ types: [String]) -> ColumnSchema {
    ColumnSchema(
      name: name, types: types, choices: choices, limits: limits, isRequired: isRequired)
  }

  /// How tightly a column is described.
  package enum Detail: Sendable {
    /// By type alone: the time column must take every new time, the group column every new group.
    case typeOnly
    /// By type, choices, and limits of such a kind, with so many records to come for each one of
    /// the table.
    case full(NumberRange, share: Double = NumberLimits.leastShare)
  }
}

extension ColumnProfile {
  /// The schema of the column: cells that fit no narrower type are text.
  ///
  /// A column without a value has no type, as nothing is known of it.
  package func schema(_ detail: ColumnSchema.Detail) -> ColumnSchema {
    let types = isUntyped ? untypedNames : typeNames
    let isText = types == ["string"]
    let nulls = count(.null) + (isText ? 0 : quotedEmpties)
    var choices: [[UInt8]] = []
    var limits = NumberLimits()
    if case .full(let range, let share) = detail {
      limits = self.limits(range, share)
      if isText { choices = (distinct.choices(among: rows) ?? []).map(\.quotedAsJSON) }
    }
    if nulls > 0, !choices.isEmpty { choices.append(Array("null".utf8)) }
    return ColumnSchema(
      name: name, types: nulls > 0 && !types.isEmpty ? types + ["null"] : types,
      choices: choices, limits: limits, isRequired: nulls == 0)
  }

  /// The one type that all cells of CSV can be read as.
  private var untypedNames: [String] {
    if filled == 0 { return quotedEmpties > 0 ? ["string"] : [] }
    if count(.integer) == filled { return ["integer"] }
    if isNumeric { return ["number"] }
    return count(.boolean) == filled ? ["boolean"] : ["string"]
  }

  /// The types that the values of JSON have.
  private var typeNames: [String] {
    var names: [String] = []
    if count(.number) > 0 {
      names.append("number")
    } else if count(.integer) > 0 {
      names.append("integer")
    }
    if count(.boolean) > 0 { names.append("boolean") }
    if count(.string) > 0 { names.append("string") }
    if count(.nested) > 0 { names += ["object", "array"] }
    return names
  }

  private func limits(_ range: NumberRange, _ share: Double) -> NumberLimits {
    guard range != .none, isNumeric, let minimum, let maximum else { return NumberLimits() }
    if range == .table { return NumberLimits(minimum: minimum.text, maximum: maximum.text) }
    return NumberLimits(
      around: minimum.text, maximum.text, isWhole: count(.number) == 0, trend: trend,
      share: share)
  }
}

extension JSONWriter {
  /// Writes the JSON Schema of a record with these columns, in their order.
  package mutating func schema(_ columns: [ColumnSchema]) {
    beginObject()
    name("type")
    string("object")
    name("properties")
    beginObject()
    for column in columns {
      name(column.name)
      property(column)
    }
    endObject()
    name("required")
    beginArray()
    for column in columns where column.isRequired { string(column.name) }
    endArray()
    endObject()
  }

  private mutating func property(_ column: ColumnSchema) {
    beginObject()
    if !column.types.isEmpty {
      name("type")
      if column.types.count == 1 { string(column.types[0]) } else { strings(column.types) }
    }
    if !column.choices.isEmpty {
      name("enum")
      beginArray()
      for choice in column.choices { raw(choice) }
      endArray()
    }
    if let minimum = column.limits.minimum {
      name("minimum")
      raw(minimum)
    }
    if let maximum = column.limits.maximum {
      name("maximum")
      raw(maximum)
    }
    endObject()
  }

  private mutating func strings(_ texts: [String]) {
    beginArray()
    for text in texts { string(text) }
    endArray()
  }
}
