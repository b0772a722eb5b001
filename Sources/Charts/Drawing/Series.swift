/// The values of a curve by epoch, as texts that a script shows beside a cursor.
struct Series: Sendable {
    let name: String
    let epochs: [Int]
    let values: [Double]

    /// Of more points than these some are told, spread evenly.
    static let most = 600

    /// ` data-name="train" data-values="1=0.7 2=0.65"`
    var attributes: String {
        let count = min(epochs.count, values.count)
        let told = count > Self.most ? Thinning.spread(Self.most, of: count) : Array(0..<count)
        let pairs = told.map { "\(epochs[$0])=\(NumberText.short(values[$0]))" }.joined(separator: " ")
        return " data-name=\"\(XMLText.isolated(name))\" data-values=\"\(pairs)\""
    }
}
