// What an export has to say of itself: how many trials are otherwise there than here, and why.
//
//     notes.count("stopped here, running there")
//     notes.lines          // ["3 trials: stopped here, running there"]

/// Counted remarks, in the order in which they came up.
struct ExportNotes {
    private var counts: [(what: String, thing: String, count: Int)] = []

    /// `what` is true of one more `thing`, or of `count` more.
    mutating func count(_ what: String, of thing: String = "trial", _ count: Int = 1) {
        if count < 1 { return }
        if let index = counts.firstIndex(where: { $0.what == what && $0.thing == thing }) {
            counts[index].count += count
        } else {
            counts.append((what, thing, count))
        }
    }

    /// Of trials that were deleted nothing but their numbers is left; `numbers` are those that are there.
    mutating func countDeleted(lastNumber: Int?, present: Int) {
        count("left out, since deleted here", (lastNumber ?? -1) + 1 - present)
    }

    /// A sentence each.
    var lines: [String] { counts.map { "\($0.count) \($0.thing)\($0.count == 1 ? "" : "s"): \($0.what)" } }
}
