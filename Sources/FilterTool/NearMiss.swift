/// Finds the name that was probably meant; nil if none is near.
func nearest(to word: String, among names: [String]) -> String? {
  guard word.utf8.count > 1 else { return nil }
  let extended = names.filter { $0.hasPrefix(word) }
  if extended.count == 1 { return extended[0] }
  let limit = max(1, min(3, word.utf8.count / 3))
  var best: (name: String, distance: Int)?
  for name in names {
    let distance = editDistance(Array(word.utf8), Array(name.utf8))
    if distance <= limit, distance < best?.distance ?? .max { best = (name, distance) }
  }
  return best?.name
}

/// Counts the insertions, deletions, replacements and swaps of neighbours between two words.
///
/// Optimal string alignment, in rows.
private func editDistance(_ first: [UInt8], _ second: [UInt8]) -> Int {
  var beforeLast: [Int] = []
  var last = Array(0...second.count)
  for i in first.indices {
    var row = [i + 1]
    for j in second.indices {
      let same = first[i] == second[j]
      var cost = min(last[j + 1] + 1, row[j] + 1, last[j] + (same ? 0 : 1))
      if i > 0, j > 0, first[i] == second[j - 1], first[i - 1] == second[j] {
        cost = min(cost, beforeLast[j - 1] + 1)
      }
      row.append(cost)
    }
    beforeLast = last
    last = row
  }
  return last[second.count]
}
