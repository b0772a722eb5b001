internal import SQLite

extension Schema {
    /// The tables of an hpo database. A change of them is a new migration in a file of its own, never an edited one.
    static let hpo = Schema(applicationID: 0x6870_6f21, migrations: [.first, .second, .third, .fourth])  // "hpo!"
}
