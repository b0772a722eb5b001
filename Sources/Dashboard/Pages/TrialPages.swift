// One trial, several side by side, and the whole report.

import HTTP
import Reports
import Storage
import Studies
import System

extension Dashboard {
    func trialPage(_ request: Request, _ words: [String: String]) throws -> Response {
        let study = try study(words)
        let number = try Self.number(words)
        let controls = try ChartControls(request)
        let report = try TrialReport(of: number, in: study, look: controls.look).document
        var body = PageBody()
        let events = Address.study(study.name) + "/events" + Address.query([("since", "\(study.record.revision)")])
        body.open("div", ["data-events": events, "data-refresh": "head actions trial", "id": "study"])
        body.open("div", ["id": "head"])
        body.include(report.heading)
        body.close("div")
        let trial = try study.trial(number)
        try actions(on: trial, of: study, &body)
        body.add("p", ["id": "live", "role": "status", "aria-live": "off"], "")
        body.open("div", ["id": "trial"])
        body.include(report.sectionContent(controls: controls.html))
        body.close("div")
        log(of: trial, study, &body)
        labelsForm(try study.labels()[number], of: number, in: study.name, &body)
        body.close("div")
        return Shell.page(
            title: report.title, trail: [(study.name, Address.study(study.name))], body.text,
            hasScript: true)
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
        let controls = try ChartControls(request)
        let compared = try Self.epoch(request)
        let report = try ComparisonReport(of: numbers, in: study, at: compared, look: controls.look).document
        var body = PageBody()
        body.include(report.heading)
        epochForm(numbers, study.name, compared, controls.look, &body)
        body.include(report.sectionContent(controls: controls.html))
        return Shell.page(
            title: report.title, trail: [(study.name, Address.study(study.name))], body.text, hasScript: true)
    }

    /// `?at=best`, `last`, or an epoch.
    private static func epoch(_ request: Request) throws(PageError) -> ComparedEpoch {
        switch request.query("at") {
        case nil, "best"?: return .best
        case "last"?: return .last
        case let text?:
            guard let number = Int(text), number >= 0 else {
                throw PageError(400, "at takes best, last or an epoch; found \"\(text)\".")
            }
            return .number(number)
        }
    }

    /// At which epoch the trials are compared, to be chosen.
    private func epochForm(
        _ numbers: [Int], _ study: String, _ compared: ComparedEpoch, _ look: ChartLook,
        _ body: inout PageBody
    ) {
        let address = Address.study(study) + "/compare"
        let trials = numbers.map(String.init).joined(separator: ",")
        let fields =
            [("trials", trials)] + ChartControls.fields(of: look).compactMap { name, value in value.map { (name, $0) } }
        body.open("form", ["action": address])
        for (name, value) in fields { body.open("input", ["type": "hidden", "name": name, "value": value]) }
        body.open("p", ["class": "controls"], breaks: false)
        body.include("Metrics at the epoch: ")
        for (words, wanted) in [("best", ComparedEpoch.best), ("last", .last)] {
            if wanted == compared {
                body.add("strong", ["aria-current": "true"], words)
            } else {
                body.link(words, to: address + Address.query(fields + [("at", words)]))
            }
        }
        body.close("p")
        var number = ""
        if case .number(let given) = compared { number = "\(given)" }
        body.open("label", ["class": "short"], breaks: false)
        body.include("or epoch")
        body.open("input", ["name": "at", "value": number, "inputmode": "numeric", "size": "6"])
        body.close("label")
        body.add("button", ["type": "submit"], "Show")
        body.close("form")
    }

    func reportPage(_ request: Request, _ words: [String: String]) throws -> Response {
        let study = try study(words)
        let controls = try ChartControls(request)
        let report = try StudyReport(of: study, look: controls.look).document
        return Shell.page(
            title: report.title, trail: [(study.name, Address.study(study.name))],
            report.heading + report.sectionContent(controls: controls.html), hasScript: true)
    }
}
