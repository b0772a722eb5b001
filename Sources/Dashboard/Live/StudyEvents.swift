// What a page is told while a study runs: only what has changed since it was made.

import Charts
import HTTP
import JSON
import Reports
import Storage
import Studies
internal import Synchronization

extension Dashboard {
    func events(_ request: Request, _ name: String) -> Reply {
        do throws(StudyError) { _ = try live.study(named: name) } catch { return .response(PageError(error).page) }
        // A client that connects again says what it has seen last.
        let since = (request.header("last-event-id") ?? request.query("since")).flatMap { Int($0) }
        return .events(StudyEvents(StudyWatch(of: name, in: live, since: since)))
    }
}

/// The events of one study for one client.
final class StudyEvents: EventSource {
    private let watch: Mutex<StudyWatch>

    init(_ watch: StudyWatch) { self.watch = Mutex(watch) }

    func next() -> ServerEvent? {
        do {
            guard let news = try watch.withLock({ watch in try watch.next() }) else { return nil }
            return ServerEvent(id: "\(news.revision)", data: news.json.text())
        } catch {
            switch error {
            case StudyError.storage(.unknownStudy), StudyError.storage(.moved):
                return ServerEvent(id: "0", data: JSONValue.object(["gone": true]).text())
            // The database is busy: the next question shows.
            default: return nil
            }
        }
    }
}

extension StudyNews {
    /// `{"revision", "counts", "best", "trials": [{"number", "state", "value", "epoch"}], "more"}`, texts as the page
    /// has them.
    var json: JSONValue {
        let epochs = Dictionary(status.running.map { ($0.trial.attempt.number, $0.trial.epoch) }) { first, _ in first }
        return [
            "revision": .int(revision), "counts": .string(Shown.counts(summary.counts)),
            "best": .string(Shown.best(summary)),
            "trials": .array(
                trials.map { trial in
                    let epoch = (epochs[trial.number] ?? nil).map { ", epoch \($0)" } ?? ""
                    return [
                        "number": .int(trial.number), "state": .string(trial.stateWords + epoch),
                        "value": .string(trial.value.map { NumberText.short($0) } ?? "–"),
                        "epoch": .string(trial.bestEpoch.map { "\($0)" } ?? "–"),
                    ]
                }),
            "more": .bool(isCut),
        ]
    }
}
