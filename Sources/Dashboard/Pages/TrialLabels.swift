// A trial's tags and its note: the one thing that people put to a trial, and that can be changed here.

import HTTP
import Storage
import Studies

extension Dashboard {
    func labelsForm(_ labels: TrialLabels?, of number: Int, in study: String, _ body: inout PageBody) {
        body.add("h2", "Tags and notes")
        body.open("form", ["method": "post", "action": Address.trial(number, of: study) + "/labels"])
        body.open("label", [:], breaks: false)
        body.include("Tags, with spaces between")
        body.open("input", ["name": "tags", "value": labels?.tags.joined(separator: " ") ?? "", "spellcheck": "false"])
        body.close("label")
        body.open("label", [:], breaks: false)
        body.include("Note")
        // HTML takes the first line break away.
        body.add("textarea", ["name": "note", "rows": "2"], "\n" + (labels?.remark ?? ""))
        body.close("label")
        body.add("button", ["type": "submit"], "Save")
        body.close("form")
    }

    /// Takes over what the form says.
    func label(_ request: Request, _ words: [String: String]) throws -> Response {
        let number = try Self.number(words)
        guard let form = request.form, let tags = form.first(where: { $0.name == "tags" })?.value,
            let note = form.first(where: { $0.name == "note" })?.value
        else { throw PageError(400, "The form has the fields tags and note.") }
        let study = try opened().study(named: words["name"] ?? "")
        let (wanted, present) = (Set(tags.split(separator: " ").map(String.init)), try study.labels()[number])
        let had = Set(present?.tags ?? [])
        try study.tag(number, adding: wanted.subtracting(had).sorted(), removing: had.subtracting(wanted).sorted())
        // Forms send line breaks as CR LF.
        let text = String(String.UnicodeScalarView(note.unicodeScalars.filter { $0 != "\r" }))
        if text != present?.remark ?? "" { try study.remark(text.isEmpty ? nil : text, about: number) }
        return .other(Address.trial(number, of: study.name))
    }
}
