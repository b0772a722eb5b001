// A configuration of one's own into the queue: a field for each sampled parameter, and beside it what is wrong with its value.

import Definitions
import Expressions
import HTTP
import Reports
import Search
import Storage
import Studies

/// What somebody has filled in, and what is wrong with it.
struct EnqueueForm {
    /// The texts by the parameters' names; what is not there is drawn at random.
    var texts: [String: String] = [:]
    var problems: [ConfigurationProblems.Problem] = []

    private static let prefix = "param."

    init() {}

    /// A trial's values.
    init(_ sampled: Configuration) { texts = sampled.values.mapValues { Shown.exact($0) } }

    init(_ fields: [Request.Field]) throws(PageError) {
        for field in fields where field.name.hasPrefix(Self.prefix) {
            let text = String(field.value.drop { $0 == " " })
            if text.isEmpty { continue }
            let name = String(field.name.dropFirst(Self.prefix.count))
            guard texts.updateValue(text, forKey: name) == nil else {
                throw PageError(400, "\"\(name)\" has two values.")
            }
        }
    }

    /// The form, for a study of that definition.
    func write(_ definition: StudyDefinition, _ body: inout PageBody) {
        let names = Set(definition.space.parameters.map(\.name))
        for problem in problems where problem.parameter.map({ !names.contains($0) }) ?? true {
            body.add("p", ["class": "problem", "role": "alert"], "⚠ \(problem.words)")
        }
        body.open("form", ["method": "post", "action": Address.study(definition.name) + "/enqueue"])
        for (index, parameter) in definition.space.parameters.enumerated() { field(parameter, index, &body) }
        body.add("button", ["type": "submit"], "Put it into the queue")
        body.close("form")
        body.add("p", ["class": "note"], "What is left empty is drawn at random. A run that goes on tries it next.")
    }

    private func field(_ parameter: Parameter, _ index: Int, _ body: inout PageBody) {
        let problem = problems.first { $0.parameter == parameter.name }
        let text = texts[parameter.name] ?? ""
        body.open("label", [:], breaks: false)
        let choices: [String]? =
            if case .choice(let values, _) = parameter.domain { values.map(Shown.exact) } else { nil }
        body.include(HTMLText.escaped(parameter.name + (choices == nil ? ": \(parameter.domain)" : "")))
        if let condition = parameter.condition { body.include(HTMLText.escaped(", where \(condition.source)")) }
        let name = Self.prefix + parameter.name
        let described: KeyValuePairs = [
            "name": name, "aria-invalid": problem == nil ? "false" : "true", "aria-describedby": "problem\(index)",
        ]
        if let choices, text.isEmpty || choices.contains(text) {
            body.open("select", described)
            for choice in [""] + choices {
                let value: KeyValuePairs = ["value": choice]
                let selected: KeyValuePairs = ["value": choice, "selected": ""]
                body.add("option", choice == text ? selected : value, choice.isEmpty ? "at random" : choice)
            }
            body.close("select")
        } else {
            let attributes: KeyValuePairs = [
                "name": name, "value": text, "placeholder": "at random", "spellcheck": "false",
                "autocomplete": "off", "aria-invalid": problem == nil ? "false" : "true",
                "aria-describedby": "problem\(index)",
            ]
            body.open("input", attributes)
        }
        body.add("span", ["class": "problem", "id": "problem\(index)"], problem.map { "⚠ \($0.words)" } ?? "")
        body.close("label")
    }
}

extension Dashboard {
    func enqueuePage(_ request: Request, _ words: [String: String]) throws -> Response {
        let study = try study(words)
        var form = EnqueueForm()
        if let from = request.query("from") {
            form = EnqueueForm(try study.trial(try Self.number(["number": from])).parameters.sampled)
        }
        return try page(of: form, study)
    }

    /// Takes the form into the queue, or shows it again with what is wrong.
    func enqueue(_ request: Request, _ words: [String: String]) throws -> Response {
        guard let fields = request.form else { throw PageError(400, "The form has a field for each parameter.") }
        var form = try EnqueueForm(fields)
        let study = try opened().study(named: words["name"] ?? "")
        do {
            let journal = try study.journal(for: .byHand)
            let definition = try journal.presentDefinition()
            let settings = form.texts.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) }
            let written = try WrittenConfiguration.read(settings, place: "the form", for: definition)
            let numbers = try journal.enqueue([try definition.given(in: written.values)])
            return .other(Address.trial(numbers[0], of: study.name))
        } catch let error as ConfigurationProblems {
            form.problems = error.all
        } catch let error as StudyError {
            switch error {
            case .space, .givenValues, .stageIsFull, .stagesDone, .onlyTracks, .editedMeanwhile:
                form.problems = ConfigurationProblems(problems: ["\(error)"]).all
            default: throw error
            }
        }
        return try page(of: form, study, status: 400)
    }

    private func page(of form: EnqueueForm, _ study: OpenStudy, status: Int = 200) throws -> Response {
        let definition = try study.definition()
        if definition.isTracked { throw StudyError.onlyTracks(study: study.name) }
        var body = PageBody()
        body.add("h1", "Try a configuration of \(study.name)")
        form.write(definition, &body)
        return Shell.page(
            title: "Try a configuration", trail: [(study.name, Address.study(study.name))], body.text, status: status)
    }
}
