import Arguments
import Definitions
import JSON
import Reports
import Studies
import System

extension Tool {
    private static let trial = Option(
        "trial", .integer(in: 0...), placeholder: "N", help: "The report of one trial's training.")
    private static let compared = Option(
        "compare", .string, placeholder: "N,M,…", help: "What these trials differ in.")
    private static let output = Option(
        "output", short: "o", .string, placeholder: "DIR", help: "Write it there (reports/STUDY).")

    static let report: Command = Command(
        "report", summary: "Write a study's report: a page, its pictures and its numbers.",
        details: [
            """
            reports/STUDY/ gets index.html, which needs nothing else (no network, no server; it can be mailed and printed), \
            report.md, best.json, trials.csv, and each picture as an SVG file. --trial N writes reports/STUDY/trial-0007/, \
            --compare reports/STUDY/compare-3-7/.
            """
        ],
        examples: [
            Example("hpo report", "of the study used last"), Example("hpo report mine --trial 7"),
            Example("hpo report mine --compare 3,7,12"),
        ],
        inputs: [CommonInputs.study, CommonInputs.studyOption, trial, compared, output]
    ) { arguments in
        let workspace = try Workspace(arguments)
        let study = try workspace.study(arguments)
        let place = arguments[output] ?? "\(workspace.root)/reports/\(study.name)"
        let written: (folder: ReportFolder, files: [String])
        switch (arguments[trial], arguments[compared]) {
        case (_?, _?): throw arguments.error(.other("--trial and --compare exclude each other"))
        case (let number?, nil):
            let folder = ReportFolder("\(place)/\(study.place(ofTrial: number).name)")
            written = (folder, try folder.write(TrialReport(of: number, in: study).document))
        case (nil, let list?):
            let numbers = try numbers(in: list, arguments)
            let name = "compare-" + numbers.map(String.init).joined(separator: "-")
            let folder = ReportFolder("\(place)/\(name.prefix(100))")
            written = (folder, try folder.write(ComparisonReport(of: numbers, in: study).document))
        case (nil, nil):
            let folder = ReportFolder(place)
            let report = try StudyReport(of: study)
            written = (folder, try folder.write(report.document, files: files(of: study, report)))
        }
        let path = workspace.shown(written.folder.path)
        if arguments.wantsJSON {
            return try Console.print([
                "study": .string(study.name), "directory": .string(written.folder.path),
                "files": .array(written.files.map { .string($0) }),
            ])
        }
        try Console.print("\(path)/index.html")
        Console.note("\(Format.count(written.files.count, "file")) in \(path)/; report.md says the same as text.")
    }

    /// The best trial's configuration, and all trials.
    private static func files(of study: OpenStudy, _ report: StudyReport) throws -> [(name: String, text: String)] {
        var query = TrialQuery()
        query.wantsMetrics = true
        let sheet = try study.trials(query, among: report.trials).sheet
        return [
            ("best.json", report.best.json(in: study.record).text(pretty: true) + "\n"), ("trials.csv", sheet.csv),
        ]
    }

    private static func numbers(in list: String, _ arguments: ParsedArguments) throws -> [Int] {
        let words = list.split(separator: ",", omittingEmptySubsequences: false)
        let numbers = words.compactMap { Int($0.filter { $0 != " " }) }.filter { $0 >= 0 }
        guard numbers.count == words.count, TrialComparison.takes(numbers) else {
            throw arguments.error(
                .other("--compare takes two to 200 different trials, such as 3,7,12; found '\(list)'"))
        }
        return numbers
    }
}
