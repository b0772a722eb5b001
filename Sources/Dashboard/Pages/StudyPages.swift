// The list of studies, and one study: its table first, then its pictures.

import Charts
import Definitions
import HTTP
import Reports
import Search
import Storage
import Studies
internal import Synchronization
import System

extension Dashboard {
    func studiesPage() throws -> Response {
        var body = PageBody()
        body.add("h1", "Studies")
        let summaries = try studies.summaries()
        if summaries.isEmpty { body.add("p", "There is no study yet; hpo study create makes the default one.") }
        body.open("div", ["class": "table", "tabindex": "0"])
        body.open("table")
        body.open("thead")
        body.open("tr")
        for title in ["study", "trials", "best", "objective", "created"] {
            body.add("th", ["scope": "col", "class": ["trials", "best"].contains(title) ? "n" : "w"], title)
        }
        body.close("tr")
        body.close("thead")
        body.open("tbody")
        for summary in summaries {
            let study = summary.study
            body.open("tr")
            body.open("td", [:], breaks: false)
            body.link(study.name, to: Address.study(study.name))
            body.close("td")
            body.add("td", ["class": "n"], NumberText.count(summary.trials))
            body.add("td", ["class": "n"], summary.best.value.map { NumberText.short($0) } ?? "–")
            let objectives = study.objectives.map { "\($0.direction.rawValue) \($0.metric)" }
            body.add("td", study.hasObjective ? objectives.joined(separator: ", ") : "–")
            body.add("td", SystemClock.localTime(study.createdAt))
            body.close("tr")
        }
        body.close("tbody")
        body.close("table")
        body.close("div")
        return Shell.page(title: "Studies", body.text)
    }

    func studyPage(_ view: TableView) throws -> Response {
        let study = try studies.study(named: view.study)
        let page = try study.trials(view.query)
        let summary = try study.summary()
        var body = PageBody()
        let events = Address.study(study.name) + "/events" + Address.query([("since", "\(study.record.revision)")])
        body.open("div", ["data-events": events, "data-refresh": "runs trials pictures", "id": "study"])
        body.add("h1", study.name)
        body.add("p", ["class": "lead", "id": "counts"], Shown.counts(summary.counts))
        body.add("p", ["class": "lead", "id": "best"], Shown.best(summary))
        let now = SystemClock.localTime(SystemClock.secondsSince1970)
        body.add(
            "p", ["id": "live", "role": "status", "aria-live": "off"], "As of \(now); load it again for what is new.")
        body.open("p", ["class": "pager"])
        body.link("The whole report", to: Address.study(study.name) + "/report")
        body.link("Best first", to: Address.study(study.name) + "?sort=best")
        if let trial = summary.best.trial {
            body.link("The best trial", to: Address.trial(trial.number, of: study.name))
        }
        body.close("p")
        try runs(of: study, &body)
        // A definition that a newer program has stored hides nothing else.
        if let definition = try? study.definition(), !definition.isTracked {
            body.open("details", ["id": "enqueue"])
            body.add("summary", "Try a configuration")
            EnqueueForm().write(definition, &body)
            body.close("details")
        }
        filter(view, &body)
        body.open("div", ["id": "trials"])
        body.include(TrialTable(page: page, view: view, study: study.record).html)
        body.close("div")
        body.open("div", ["id": "pictures"])
        if summary.trials <= Self.mostDrawnAtOnce {
            body.include(pictures.html(of: study, view.controls))
        } else {
            body.open("p", [:], breaks: false)
            body.link(
                "The pictures of \(NumberText.count(summary.trials)) trials",
                to: Address.study(study.name) + "/pictures"
                    + Address.query(ChartControls.fields(of: view.controls.look)))
            body.close("p")
        }
        body.close("div")
        body.close("div")
        return Shell.page(
            title: study.name, trail: [(study.name, Address.study(study.name))], body.text, hasScript: true)
    }

    /// Pictures of more trials than these have a page of their own: the table is not to wait for them.
    private static let mostDrawnAtOnce = 2000

    func picturesPage(_ request: Request, _ words: [String: String]) throws -> Response {
        let study = try study(words)
        var body = PageBody()
        body.add("h1", study.name)
        body.include(pictures.html(of: study, try ChartControls(request)))
        return Shell.page(
            title: study.name, trail: [(study.name, Address.study(study.name))], body.text, hasScript: true)
    }

    private func filter(_ view: TableView, _ body: inout PageBody) {
        body.open("form", ["action": Address.study(view.study), "role": "search"])
        for (name, title, value, example) in [
            ("where", "Only trials where", view.condition, "value > 0.5 and number >= 10"),
            ("columns", "Columns", view.columns, "number,value,duration"),
        ] {
            body.open("label", [:], breaks: false)
            body.include(title)
            body.open("input", ["name": name, "value": value ?? "", "placeholder": example, "spellcheck": "false"])
            body.close("label")
        }
        if let sort = view.sort { body.open("input", ["type": "hidden", "name": "sort", "value": sort]) }
        if view.isDescending { body.open("input", ["type": "hidden", "name": "order", "value": "desc"]) }
        for case (let name, let value?) in ChartControls.fields(of: view.controls.look) {
            body.open("input", ["type": "hidden", "name": name, "value": value])
        }
        body.add("button", ["type": "submit"], "Show")
        if view.condition != nil || view.columns != nil { body.link("Show all", to: Address.study(view.study)) }
        body.close("form")
    }
}
