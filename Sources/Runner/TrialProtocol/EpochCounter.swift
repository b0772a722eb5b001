import Studies

/// Epoch numbers of programs that know nothing of the protocol: some count from 0, some do not number their epochs.
struct EpochCounter: Sendable {
    private var offset = 0
    private var last = 0

    /// The epoch, from 1, that the program writes as `text`; with nil, the one after the last.
    ///
    /// A program whose first epoch is 0 counts from 0, and all its epochs are moved up by one.
    mutating func epoch(_ text: String?) -> Int? {
        guard let text else {
            guard last < EpochReport.largestEpoch else { return nil }
            last += 1
            return last
        }
        guard let number = Double(text).flatMap({ Int(exactly: $0) }) else { return nil }
        if last == 0, number == 0 { offset = 1 }
        guard number >= 1 - offset, number <= EpochReport.largestEpoch - offset else { return nil }
        last = number + offset
        return last
    }
}
