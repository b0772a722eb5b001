// One trial, several side by side, and the whole report.

import HTTP
import Reports
import Storage
import Studies
import System

extension Dashboard {
    func trialPage(_ words: [String: String]) throws -> Response {
        let study = try study(words)
        let number = try Self.number(words)
        let report = try TrialReport(of: number, in: study).document
        var body = PageBody()
        let events = Address.study(study.name) + "/events" + Address.query([("since", "\(study.record.revision)")])
        body.open("div", ["data-events": events, "data-refresh": "head actions trial", "id": "study"])
        body.open("div", ["id": "head"])
        body.include(report.heading)
        body.close("div")
        try actions(on: try study.trial(number), of: study, &body)
        body.add("p", ["id": "live", "role": "status", "aria-live": "off"], "")
        body.open("div", ["id": "trial"])
        body.include(report.sectionContent)
        log(study.place(ofTrial: number).log, &body)
        body.close("div")
        labelsForm(try study.labels()[number], of: number, in: study.name, &body)
        body.close("div")
        return Shell.page(
            title: report.title, trail: [(study.name, Address.study(study.name))], body.text,
            isLive: true)
    }

    /// The most bytes of a log that are shown.
    private static let longestTail = 32 << 10

    private func log(_ path: String, _ body: inout PageBody) {
        guard let tail = Self.tail(of: path), !tail.isEmpty else { return }
        body.add("h2", "The end of its log")
        body.add("pre", ["tabindex": "0"], tail)
    }

    /// The last lines of a regular file; nil where there is none to be read.
    private static func tail(of path: String) -> String? {
        do throws(SystemError) {
            let file = try Descriptor(reading: path)
            guard let size = try file.regularSize() else { return nil }
            let start = max(0, size - longestTail)
            try file.seek(to: start)
            var bytes: [UInt8] = []
            while bytes.count < longestTail, let more = try file.receive(upTo: longestTail - bytes.count),
                !more.isEmpty
            {
                bytes += more
            }
            // Where it begins within a line, that line is left out.
            let whole = start == 0 ? bytes[...] : bytes.drop { $0 != 10 }.dropFirst()
            return String(decoding: whole, as: UTF8.self)
        } catch {
            return nil
        }
    }

    static func number(_ words: [String: String]) throws(PageError) -> Int {
        guard let number = words["number"].flatMap({ Int($0) }), number >= 0 else {
            throw PageError(404, "\"\(words["number"] ?? "")\" is no number of a trial.")
        }
        return number
    }

    func comparisonPage(_ request: Request, _ words: [String: String]) throws -> Response {
        let study = try study(words)
        let given = request.query.filter { $0.name == "trials" }.flatMap { $0.value.split(separator: ",") }
        let numbers = given.compactMap { Int($0.filter { $0 != " " }) }
        guard numbers.count == given.count, TrialComparison.takes(numbers) else {
            throw PageError(
                400, "Two to 200 different trials can be compared: ?trials=3,7,12, or pick them in the table.")
        }
        let report = try ComparisonReport(of: numbers, in: study).document
        return Shell.page(title: report.title, trail: [(study.name, Address.study(study.name))], report.content)
    }

    func reportPage(_ words: [String: String]) throws -> Response {
        let study = try study(words)
        let report = try StudyReport(of: study).document
        return Shell.page(title: report.title, trail: [(study.name, Address.study(study.name))], report.content)
    }
}
