/// Something broken on purpose, to see that the simulator finds it.
enum Sabotage: String, CaseIterable {
    /// The launcher swallows something that a program has printed.
    case dropsLine = "drop-line"
    /// An epoch that was acknowledged is taken out of the database.
    case losesEpoch = "lose-epoch"
    /// A trial's program is begun twice.
    case beginsTwice = "begin-twice"
}
