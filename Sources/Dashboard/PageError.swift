import HTTP
import Storage
import Studies

/// Why there is no page, in words and as a status.
struct PageError: Error {
    let status: Int
    let text: String

    init(_ status: Int, _ text: String) { (self.status, self.text) = (status, text) }

    init(_ error: any Error) {
        guard let error = error as? StudyError else {
            self = error as? PageError ?? PageError(500, "\(error)")
            return
        }
        switch error {
        case .storage(.unknownStudy(let name, let known)):
            let others = known.isEmpty ? "there is none yet" : "there are \(known.prefix(20).joined(separator: ", "))"
            self = PageError(404, "There is no study \"\(name)\": \(others).")
        case .storage(.unknownTrial), .storage(.deletedTrial), .noTrial: self = PageError(404, "\(error)")
        case .noField(let name, let known):
            self = PageError(
                400, "The trials have no field \"\(name)\"; they have \(known.prefix(60).joined(separator: ", ")).")
        case .storage(.notRunning), .storage(.notStopped), .storage(.byHand), .storage(.runElsewhere), .space,
            .givenValues, .onlyTracks, .stageIsFull, .stagesDone, .editedMeanwhile:
            self = PageError(409, Self.sentence("\(error)"))
        case .unusableTag, .condition, .noCondition, .noPage, .noStage: self = PageError(400, "\(error)")
        default: self = PageError(500, "\(error)")
        }
    }

    private static func sentence(_ words: String) -> String { words.prefix(1).uppercased() + words.dropFirst() + "." }

    /// A page that says so.
    var page: Response {
        var body = PageBody()
        let titles = [400: "Not understood", 404: "Not there", 409: "Not possible"]
        body.add("h1", titles[status] ?? "This failed")
        body.add("p", text)
        return Shell.page(title: text, body.text, status: status)
    }
}
