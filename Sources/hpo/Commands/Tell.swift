import Arguments
import Definitions
import JSON
import Search
import Storage
import Studies
import System
import Words

extension Tool {
    private static let value = Option(
        "value", .number, placeholder: "V", help: "It has ended, and this is its objective value.")
    private static let completed = Flag("completed", help: "It has ended; its value is the best of the epochs told.")
    private static let failed = Option("failed", .string, placeholder: "WHY", help: "It has failed, for this reason.")
    private static let epoch = Option(
        "epoch", .integer(in: 0...), placeholder: "E",
        help: "What follows was measured after this epoch, counted from 0 or 1.")
    private static let metric = Option(
        "metric", .metric.offering(Tool.completion(of: .metrics)), placeholder: "NAME=V", repeats: true,
        help: "One metric of the epoch; may be repeated.")

    static let tell: Command = Command(
        "tell", summary: "Say what became of a trial, or how an epoch of it went.",
        details: [
            """
            After an epoch it prints `continue` or `stop`, as the study's pruner decides; with `stop` the trial has ended \
            as pruned and nothing more is to be told of it.
            """
        ],
        examples: [
            Example("hpo tell 7 --value 0.83", "trial 7 of the study used last"),
            Example("hpo tell face-transformer 7 --epoch 3 --metric val_cosine=0.7"),
            Example("hpo tell 7 --failed \"out of memory\""),
        ],
        inputs: [
            CommonInputs.studyOfTrial, CommonInputs.trialNumber, CommonInputs.studyOption, value, completed, failed,
            epoch,
            metric,
        ]
    ) { arguments in
        let news = try news(in: arguments)
        let workspace = try Workspace(arguments)
        let study = try workspace.study(arguments)
        let number = try arguments.require(CommonInputs.trialNumber)
        let journal = try study.journal(for: .byHand)
        try journal.checkIsByHand(number)
        try study.markUsed()
        switch news {
        case .epoch(let report): try tell(report, of: number, in: study, journal, arguments)
        case .end(let end):
            let (outcome, isRepeated) = try journal.tell(end, of: number)
            if isRepeated { Console.note("hpo: this was told of trial \(number) before; nothing changes") }
            try acknowledge(outcome, of: number, in: study, arguments)
        }
    }

    private enum News {
        case epoch(EpochReport)
        case end(ToldEnd)
    }

    private static func news(in arguments: ParsedArguments) throws(UsageError) -> News {
        let metrics = arguments.all(metric)
        var found: [News] = []
        if let value = arguments[value] { found.append(.end(.value(value))) }
        if let reason = arguments[failed] { found.append(.end(.failure(reason))) }
        if arguments[completed] { found.append(.end(.epochs)) }
        if let epoch = arguments[epoch] { found.append(.epoch(EpochReport(epoch: epoch, metrics: metrics))) }
        if arguments[epoch] == nil, !metrics.isEmpty { throw arguments.error(.other("--metric needs --epoch E")) }
        if arguments[epoch] != nil, metrics.isEmpty { throw arguments.error(.other("--epoch needs --metric NAME=V")) }
        guard let news = found.first, found.count == 1 else {
            throw arguments.error(
                .other("say one of --value V, --completed, --failed WHY, and --epoch E with --metric NAME=V"))
        }
        return news
    }

    private static func tell(
        _ report: EpochReport, of number: Int, in study: OpenStudy, _ journal: StudyJournal,
        _ arguments: ParsedArguments
    ) throws {
        let told = try study.epochs(of: number).first { $0.epoch == report.epoch }?.metrics ?? []
        let lacking = journal.definition.goals.lacking(among: Set((told + report.metrics).map(\.name)))
        if !lacking.isEmpty {
            let goal = lacking == [journal.study.metric] ? "which is the objective" : "which the study's goals need"
            Console.note(
                "hpo: this epoch has no \(lacking.joined(separator: ", ")), \(goal): there is nothing to judge")
        }
        let (verdict, receipt) = try journal.told(report, of: number)
        guard arguments.wantsJSON else {
            for remark in remarks(on: receipt, verdict, report.epoch, of: number) { Console.note("hpo: \(remark)") }
            return try Console.print(verdict.rawValue)
        }
        try Console.print(
            ["number": .int(number), "epoch": .int(report.epoch), "verdict": .string(verdict.rawValue)])
    }

    /// What is odd about an epoch that was told.
    private static func remarks(
        on receipt: StudyJournal.Receipt, _ verdict: Verdict, _ epoch: Int, of number: Int
    ) -> [String] {
        var remarks: [String] = []
        switch receipt {
        case .repeated: remarks.append("all this was told of epoch \(epoch) before; nothing changes")
        case .merged(_, let change?):
            let (before, after) = (Format.number(change.before), Format.number(change.after))
            remarks.append("epoch \(epoch) was told before: \(change.name) is now \(after), where it was \(before)")
        case .merged, .recorded, .unwanted, .refused: break
        }
        if verdict == .stop { remarks.append("trial \(number) has ended as pruned; nothing more is to be told of it") }
        return remarks
    }

    /// Where a trial that was just told its value stands: `It is the best so far.`
    private static func standing(of number: Int, in study: OpenStudy) throws -> String? {
        let trial = try study.trial(number)
        guard let value = trial.value else { return nil }
        if value.isNaN { return "nan is no number: it can never be the best." }
        guard case let best = try study.best(), let first = best.trial, let reached = best.value else { return nil }
        if first.number == number { return "It is the best so far." }
        return "The best is trial \(first.number), with \(Format.number(reached))."
    }

    private static func acknowledge(
        _ outcome: Outcome, of number: Int, in open: OpenStudy, _ arguments: ParsedArguments
    ) throws {
        let study = open.record
        var object: JSONObject = ["number": .int(number)]
        let words: String
        switch outcome {
        case .completed(let score) where score.value != nil:
            object["state"] = "completed"
            object["value"] = JSONValue(score.value)
            words = "completed with \(study.metric) \(Format.number(score.value))"
        case .completed(let score):
            object["state"] = "completed"
            object["values"] = study.objectives.json(score.values)
            object["violation"] = .double(score.violation)
            let values = zip(study.objectives, score.values).map { "\($0.metric) \(Format.number($1))" }
            words =
                "completed with \(values.joined(separator: ", "))"
                + (score.isFeasible ? "" : ", infeasible by \(Format.violation(score.violation))")
        case .failed(let reason):
            object["state"] = "failed"
            object["reason"] = .string(reason)
            words = "failed"
        case .pruned, .paused, .stopped: return
        }
        if arguments.wantsJSON { return try Console.print(.object(object)) }
        try Console.print("\(study.name), trial \(number): \(words)")
        if let standing = try standing(of: number, in: open) { Console.note(standing) }
    }
}

extension ValueKind where Value == Metric {
    /// `NAME=V`; V may be nan, inf and -inf.
    fileprivate static var metric: ValueKind {
        ValueKind { word throws(InvalidValue) in
            guard let (name, text) = word.cutOnce(at: "="), !name.isEmpty, let value = Double(text) else {
                throw InvalidValue(expected: "a metric and its value, such as val_loss=0.41")
            }
            return Metric(name, value)
        }
    }
}
