public import Storage

/// A failure's reason in one line: what happened, and the last line of the log, where most programs say why.
///
///     briefReason("exit status 1\nTraceback …\nValueError: no data")     // "exit status 1: ValueError: no data"
public func briefReason(_ reason: String) -> String {
    let (what, last) = reasonParts(reason)
    return what + (last.map { ": \($0)" } ?? "")
}

/// What happened, and the last line of the log, where a failure's reason has one.
public func reasonParts(_ reason: String) -> (what: String, last: String?) {
    let lines = reason.split(whereSeparator: \.isNewline)
    guard let first = lines.first, let last = lines.last, lines.count > 1 else {
        return (lines.first.map(String.init) ?? "", nil)
    }
    return (String(first), String(last.drop { $0 == " " }))
}

extension Trial {
    /// Why it failed or was interrupted, in one line; nil where nothing is known, and for one that the pruner has paused.
    public var briefReason: String? {
        guard pausedEpoch == nil, let reason = state.reason else { return nil }
        return Studies.briefReason(reason)
    }
}
