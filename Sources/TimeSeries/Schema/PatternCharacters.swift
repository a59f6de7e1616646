/// A set of code points.
struct PatternCharacters: Sendable {
  var ranges: [ClosedRange<UInt32>] = []
  var classes: [PatternClass] = []
  var isNegated = false

  /// About how much work `contains` is.
  var work: Int { ranges.count + 2 * classes.count }

  /// Whether a code point belongs to the set.
  func contains(_ scalar: Unicode.Scalar) -> Bool {
    let isMember =
      ranges.contains { $0.contains(scalar.value) } || classes.contains { $0.contains(scalar) }
    return isMember != isNegated
  }
}

/// A set of code points that has a name.
struct PatternClass: Sendable {
  enum Kind: Sendable {
    case digit, word, space
    /// The general categories whose short names begin so.
    case category(String)
    case alphabetic, uppercase, lowercase, ascii, any
  }

  let kind: Kind
  var isNegated = false

  func contains(_ scalar: Unicode.Scalar) -> Bool { isMember(scalar) != isNegated }

  private func isMember(_ scalar: Unicode.Scalar) -> Bool {
    let properties = scalar.properties
    switch kind {
    case .digit: return properties.generalCategory == .decimalNumber
    case .word: return scalar.isPatternWord
    case .space: return properties.isWhitespace || 0x1C...0x1F ~= scalar.value
    case .category(let name): return properties.generalCategory.shortName.hasPrefix(name)
    case .alphabetic: return properties.isAlphabetic
    case .uppercase: return properties.isUppercase
    case .lowercase: return properties.isLowercase
    case .ascii: return scalar.isASCII
    case .any: return true
    }
  }

  /// The set that `\p{NAME}` names; nil for a name that is not known.
  static func named(_ name: String) -> Kind? {
    switch name {
    case "Alphabetic", "Alpha": return .alphabetic
    case "Uppercase", "Upper": return .uppercase
    case "Lowercase", "Lower": return .lowercase
    case "ASCII": return .ascii
    case "Any": return .any
    default: break
    }
    for prefix in ["General_Category=", "gc="] where name.hasPrefix(prefix) {
      return named(String(name.dropFirst(prefix.count)))
    }
    let known = Unicode.GeneralCategory.shortNames
    if known.contains(where: { $0.hasPrefix(name) }), !name.isEmpty { return .category(name) }
    return longNames[name].map(Kind.category)
  }

  private static let longNames = [
    "Letter": "L", "Lowercase_Letter": "Ll", "Uppercase_Letter": "Lu", "Titlecase_Letter": "Lt",
    "Modifier_Letter": "Lm", "Other_Letter": "Lo", "Mark": "M", "Nonspacing_Mark": "Mn",
    "Spacing_Mark": "Mc", "Enclosing_Mark": "Me", "Number": "N", "Decimal_Number": "Nd",
    "digit": "Nd", "Letter_Number": "Nl", "Other_Number": "No", "Punctuation": "P", "punct": "P",
    "Symbol": "S", "Math_Symbol": "Sm", "Currency_Symbol": "Sc", "Modifier_Symbol": "Sk",
    "Other_Symbol": "So", "Separator": "Z", "Space_Separator": "Zs", "Control": "Cc",
    "Format": "Cf",
    "Other": "C",
  ]
}

extension Unicode.Scalar {
  /// Whether `\w` has it: letters, numbers and the low line.
  var isPatternWord: Bool {
    if value < 0x80 {
      return value == 0x5F || 0x30...0x39 ~= value || 0x61...0x7A ~= value | 0x20
    }
    switch properties.generalCategory {
    case .lowercaseLetter, .uppercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .decimalNumber, .letterNumber, .otherNumber:
      return true
    default: return false
    }
  }
}

extension Unicode.GeneralCategory {
  /// The short names of all categories.
  static let shortNames = [
    "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Pc", "Pd", "Ps", "Pe", "Pi",
    "Pf", "Po", "Sm", "Sc", "Sk", "So", "Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Co", "Cn",
  ]

  /// The short name that Unicode gives it.
  var shortName: String {
    switch self {
    case .uppercaseLetter: "Lu"
    case .lowercaseLetter: "Ll"
    case .titlecaseLetter: "Lt"
    case .modifierLetter: "Lm"
    case .otherLetter: "Lo"
    case .nonspacingMark: "Mn"
    case .spacingMark: "Mc"
    case .enclosingMark: "Me"
    case .decimalNumber: "Nd"
    case .letterNumber: "Nl"
    case .otherNumber: "No"
    case .connectorPunctuation: "Pc"
    case .dashPunctuation: "Pd"
    case .openPunctuation: "Ps"
    case .closePunctuation: "Pe"
    case .initialPunctuation: "Pi"
    case .finalPunctuation: "Pf"
    case .otherPunctuation: "Po"
    case .mathSymbol: "Sm"
    case .currencySymbol: "Sc"
    case .modifierSymbol: "Sk"
    case .otherSymbol: "So"
    case .spaceSeparator: "Zs"
    case .lineSeparator: "Zl"
    case .paragraphSeparator: "Zp"
    case .control: "Cc"
    case .format: "Cf"
    case .surrogate: "Cs"
    case .privateUse: "Co"
    case .unassigned: "Cn"
    @unknown default: "Cn"
    }
  }
}
