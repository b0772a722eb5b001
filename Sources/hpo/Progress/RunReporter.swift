import JSON
import Runner
import Search
import Storage
import Studies
import System

/// Shows a run while it goes on: redrawn in place on a terminal, a line a trial elsewhere, JSON lines for programs. Where
/// lines go to a file and the standard error is a terminal, the view is redrawn there.
///
/// It never waits for whoever reads: what cannot be written is dropped, and a run goes on when nobody reads of it any more.
final class RunReporter {
    enum Form {
        case live
        case plain
        case json
    }

    private(set) var progress: RunProgress
    private let form: Form
    /// The terminal that is drawn on, nil where there is none.
    private let screen: StandardStream?
    private let start = SystemClock.monotonicSeconds
    private var drawnLines = 0
    private var drawnAt = -1.0
    private let lines: Outbox
    private let drawings: Outbox

    init(_ progress: RunProgress, form: Form) throws(SystemError) {
        self.progress = progress
        self.form = form
        // The other end of a pipe may write to the same terminal, and what it writes would be drawn over.
        let isApart = StandardStream.output.isFile && StandardStream.errors.isTerminal
        screen = form == .live ? .output : isApart && CurrentProcess.variable("TERM") != "dumb" ? .errors : nil
        lines = try Outbox(.output)
        drawings = screen == .errors ? try Outbox(.errors) : lines
    }

    /// Seconds since the run began.
    var elapsed: Double { SystemClock.monotonicSeconds - start }

    /// Takes what the loop says.
    func take(_ event: RunEvent) {
        let before = progress
        if case .waiting(let what) = event, what == before.waitsFor { return }
        progress.apply(event)
        switch form {
        case .json: printJSON(event, before)
        case .plain:
            if let line = progress.lastingLine(for: event, endedTrials: true) { print(Console.safe(line)) }
        case .live: break
        }
        if let screen {
            let width = screen.terminalSize?.columns ?? 80
            draw(on: screen, above: progress.lastingLine(for: event, endedTrials: false, width: width))
        }
    }

    /// Removes what is redrawn, so that other text can follow, and waits until all is written, at most `seconds` where that is
    /// said.
    ///
    /// - Returns: whether it is: otherwise nobody reads.
    @discardableResult
    func finish(within seconds: Double? = nil) -> Bool {
        drawings.send(erasure)
        drawnLines = 0
        return lines.drain(within: seconds) && drawings.drain(within: seconds)
    }

    // MARK: Terminal

    private static let shortestInterval = 0.1

    private func draw(on screen: StandardStream, above line: String?) {
        let now = elapsed
        guard line != nil || now - drawnAt >= Self.shortestInterval && drawings.isIdle else { return }
        drawnAt = now
        let size = screen.terminalSize ?? (80, 24)
        let shown = progress.liveLines(at: now, most: max(3, min(size.rows - 1, 20)), width: size.columns - 1)
        var text = erasure
        if let line { text += Console.safe(line) + "\n" }
        text += shown.map { Console.safe($0.text(width: size.columns - 1)) + "\n" }.joined()
        drawnLines = shown.count
        drawings.send(text)
    }

    /// Moves to the first of the drawn lines and clears from there.
    private var erasure: String { drawnLines == 0 ? "" : "\r\u{1B}[\(drawnLines)A\u{1B}[0J" }

    // MARK: Lines

    private func print(_ line: String) { lines.send(line + "\n") }

    private func printJSON(_ event: RunEvent, _ before: RunProgress) {
        switch event {
        case .ended(let number, let outcome):
            var object: JSONObject = ["event": "trial", "number": .int(number)]
            object["state"] = .string(TrialState.Name(outcome).rawValue)
            let best = before.running[number]?.best
            if case .completed(let score) = outcome, let value = score.value {
                object["value"] = .double(value)
            } else if case .completed(let score) = outcome {
                object["values"] = progress.objectives.json(score.values)
                object["violation"] = .double(score.violation)
            } else {
                object["value"] = JSONValue(best?.value)
            }
            object["epoch"] = JSONValue(best?.epoch)
            if case .failed(let reason) = outcome { object["reason"] = .string(reason) }
            if case .paused(let epoch) = outcome { object["paused_epoch"] = .int(epoch) }
            print(Console.line(of: .object(object)))
        case .retried(let number, let reason, _):
            print(Console.line(of: ["event": "retry", "number": .int(number), "reason": .string(reason)]))
        case .note(let number, let text):
            print(Console.line(of: ["event": "note", "number": .int(number), "text": .string(text)]))
        case .advanced(let steps):
            for step in steps { print(Console.line(of: step.json)) }
        case .reaped, .adopted, .started, .printed, .reported, .lost, .ending, .waiting, .tick: break
        }
    }
}
