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
  /// The text of the least and of the greatest number.
  package let bounds: (minimum: [UInt8], maximum: [UInt8])?
  /// The least and the greatest length of a text in code points.
  package let lengths: ClosedRange<Int>?
  /// Whether every record has a value here.
  package let isRequired: Bool

  /// A column that is described so.
  package init(
    name: String, types: [String], choices: [[UInt8]] = [],
    bounds: (minimum: [UInt8], maximum: [UInt8])? = nil, lengths: ClosedRange<Int>? = nil,
    isRequired: Bool
  ) {
    self.name = name
    self.types = types
    self.choices = choices
    self.bounds = bounds
    self.lengths = lengths
    self.isRequired = isRequired
  }

  /// Whether values are JSON strings, so that a cell of CSV gets quotes.
  package var isText: Bool { types.contains("string") }

  /// The same column with other types.
  package func typed(_ types: [String]) -> ColumnSchema {
    ColumnSchema(
      name: name, types: types, choices: choices, bounds: bounds, lengths: lengths,
      isRequired: isRequired)
  }

  /// Equality of what the schema says.
  package static func == (one: Self, other: Self) -> Bool {
    one.name == other.name && one.types == other.types && one.choices == other.choices
      && one.bounds?.minimum == other.bounds?.minimum
      && one.bounds?.maximum == other.bounds?.maximum && one.lengths == other.lengths
      && one.isRequired == other.isRequired
  }

  /// How tightly a column is described.
  package enum Detail: Sendable {
    /// By type, choices, range and length.
    case full
    /// By type alone: the time column must take every new time, the group column every new group.
    case typeOnly
  }
}

extension ColumnProfile {
  /// The schema of the column: cells that fit no narrower type are text.
  package func schema(_ detail: ColumnSchema.Detail) -> ColumnSchema {
    let types = isUntyped ? [untypedName] : typeNames
    let isText = types == ["string"]
    let nulls = count(.null) + (isText ? 0 : quotedEmpties)
    var choices: [[UInt8]] = []
    if detail == .full, isText || types == ["integer"] {
      choices = (distinct.choices(among: rows) ?? []).filter { isText || !$0.isEmpty }
      choices = isText ? choices.map(\.quotedAsJSON) : choices.sortedByValue
    }
    let isBare = detail == .typeOnly || !choices.isEmpty
    if nulls > 0, !choices.isEmpty { choices.append(Array("null".utf8)) }
    return ColumnSchema(
      name: name, types: nulls > 0 && types != ["null"] ? types + ["null"] : types,
      choices: choices, bounds: isBare ? nil : numberBounds,
      lengths: isBare || !isText ? nil : textLengths, isRequired: nulls == 0)
  }

  /// The one type that all cells of CSV can be read as.
  private var untypedName: String {
    if filled == 0 { return quotedEmpties > 0 ? "string" : "null" }
    if count(.integer) == filled { return "integer" }
    if isNumeric { return "number" }
    return count(.boolean) == filled ? "boolean" : "string"
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
    return names.isEmpty ? ["null"] : names
  }

  private var numberBounds: (minimum: [UInt8], maximum: [UInt8])? {
    guard isNumeric, let minimum, let maximum else { return nil }
    return (minimum.text, maximum.text)
  }

  /// Two thirds of the shortest to one and a half of the longest, as the reference has it.
  private var textLengths: ClosedRange<Int> {
    let shortest = quotedEmpties > 0 ? 0 : lengths?.lowerBound ?? 0
    let least = Int((Double(shortest) / 1.5).rounded(.toNearestOrEven))
    let most = Int((Double(lengths?.upperBound ?? 0) * 1.5).rounded(.toNearestOrEven))
    return least...most
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
    if let bounds = column.bounds {
      name("minimum")
      raw(bounds.minimum)
      name("maximum")
      raw(bounds.maximum)
    }
    if let lengths = column.lengths {
      name("minLength")
      integer(lengths.lowerBound)
      name("maxLength")
      integer(lengths.upperBound)
    }
    endObject()
  }

  private mutating func strings(_ texts: [String]) {
    beginArray()
    for text in texts { string(text) }
    endArray()
  }
}

extension [[UInt8]] {
  /// Whole numbers as they are written, the least first.
  fileprivate var sortedByValue: [[UInt8]] {
    map { ($0, Double(String(decoding: $0, as: UTF8.self)) ?? 0) }.sorted { $0.1 < $1.1 }
      .map(\.0)
  }
}

extension [UInt8] {
  /// The text as a JSON string.
  package var quotedAsJSON: [UInt8] {
    var writer = JSONWriter()
    writer.string(span)
    return writer.bytes
  }
}
