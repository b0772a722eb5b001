// The studies of one database for a program at the other end of a stream: what `hpo serve` answers.
//
//     let service = StudyService(place)
//     let peer = Peer(service.procedures, server: description, failure: service.failure, note: …)
//     peer.answer(to: Array(#"{"jsonrpc": "2.0", "id": 1, "method": "ask", "params": {"study": "mine"}}"#.utf8))

import Definitions
public import RPC
import Storage
import Studies
import System

/// The procedures of a service, and what it keeps between calls: the journals, which have read their studies' histories.
public final class StudyService {
    let place: ServicePlace
    private var store: StudyStore?
    typealias Seat = (study: OpenStudy, journal: StudyJournal)
    private var seats: [String: Seat] = [:]
    private var lookedAt = -Double.infinity

    /// A service that has opened nothing yet.
    public init(_ place: ServicePlace) { self.place = place }

    /// All that it does. Where no study is the stream's own, each call names one.
    public var procedures: [Procedure] {
        let all = studyProcedures + handProcedures + trialProcedures + runProcedures
        return place.study == nil ? all.map { $0.requiring(Field.study.name) } : all
    }

    /// The database, nil where there is none yet.
    ///
    /// A long time may lie between two calls: the file may be another one by now, or a run of another machine uses it.
    func openStore(creating: Bool = false) throws -> StudyStore? {
        do {
            try store?.checkPlace()
            let now = SystemClock.monotonicSeconds
            if let store, now - lookedAt > 1 {
                try RunRegister(ofDatabase: store.path).checkIsFree()
                lookedAt = now
            }
        } catch {
            (store, seats) = (nil, [:])
            throw error
        }
        if store == nil { store = try place.open(creating) }
        return store
    }

    /// The study that a call names, or the stream's own.
    func study(_ parameters: CallParameters) throws -> OpenStudy {
        let (store, name) = try named(parameters)
        return try store.study(named: name)
    }

    /// The same with its journal, which stays; a study counts as used when it is first asked about.
    func journal(_ parameters: CallParameters) throws -> Seat {
        let (store, name) = try named(parameters)
        if let known = seats[name], try store.isNamedAsBefore(known.study) { return known }
        let study = try store.study(named: name)
        let seat = (study, try study.journal(for: .byHand))
        seats[name] = seat
        try study.markUsed()
        return seat
    }

    private func named(_ parameters: CallParameters) throws -> (StudyStore, String) {
        guard let name = parameters.string("study") ?? place.study else {
            throw RPCError.parameters("\"study\" is missing, expected a study's name")
        }
        guard let store = try openStore() else { throw StudyError.storage(.unknownStudy(name: name, known: [])) }
        return (store, name)
    }
}

extension Field {
    /// Which study.
    static let study = Field("study", .string, "The study's name.")
    /// Which trial.
    static let trial = Field("trial", .integer(0...Int.max), required: true, "The trial's number.")
    /// Which stage.
    static let stage = Field("stage", .string, "Only the trials of this stage of the study.")
}
