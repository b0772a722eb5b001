import Testing

@testable import Arguments

@Suite("Manual pages")
struct ManualTests {
    @Test("there is one for each command, and a verb's has what its help has")
    func verb() throws {
        let pages = SampleTool.root.manual(version: "1.2")
        #expect(pages.map(\.file) == ["tool.1", "tool-box.1", "tool-box-take.1", "tool-box-put.1", "tool-status.1"])
        #expect(
            pages[2].text == """
                .TH "TOOL\\-BOX\\-TAKE" "1" "" "tool 1.2" "tool"
                .SH "NAME"
                tool\\-box\\-take \\- Take an item out of a box
                .SH "SYNOPSIS"
                .B "tool box take"
                [BOX] N [OPTIONS]
                .SH "DESCRIPTION"
                An item is taken once, and then it\\(aqs gone.
                .SH "ARGUMENTS"
                .TP
                .B "BOX"
                The box\\(aqs name.
                .TP
                .B "N"
                The item\\(aqs number.
                .SH "OPTIONS"
                .TP
                .B "\\-c, \\-\\-count N"
                How many.
                .TP
                .B "\\-\\-value V"
                How much.
                .TP
                .B "\\-\\-colour COLOUR"
                Which it is.
                .TP
                .B "\\-\\-tag TAG"
                A label; may be repeated.
                .TP
                .B "\\-\\-wait TIME"
                For how long.
                .TP
                .B "\\-\\-dry\\-run"
                Change nothing.
                .TP
                .B "\\-v, \\-\\-verbose"
                Say more.
                .TP
                .B "\\-\\-store FILE"
                Where things are kept.
                .TP
                .B "\\-h, \\-\\-help"
                Print this in short.
                .SH "EXAMPLES"
                .PP
                two of item 7:
                .PP
                .RS 4
                .nf
                tool box take 7 \\-\\-count 2
                .fi
                .RE
                .PP
                .RS 4
                .nf
                tool box take toys 7
                .fi
                .RE
                .SH "SEE ALSO"
                tool\\-box(1)

                """)
    }

    @Test(
        "text that roff would act on stays text",
        arguments: [
            (".so /etc/passwd", "\\&.so /etc/passwd"), ("'sp 9", "\\(aqsp 9"), ("a\\fBb", "a\\efBb"),
            ("\"quoted\"", "\\(dqquoted\\(dq"), ("--jobs", "\\-\\-jobs"), ("x ^ ~y `z`", "x \\(ha \\(tiy \\(gaz\\(ga"),
            ("a\nb\tc", "a b c"), ("\u{1B}[31mred\u{7}\u{0}", "[31mred"), ("…é🙂", "\\[u2026]\\[u00E9]\\[u1F642]"),
        ])
    func escapes(_ text: String, _ written: String) { #expect(RoffText.escaped(text) == written) }

    @Test("whatever the declarations hold, no line of a page is a request but the page's own")
    func hostile() throws {
        let text = ".hostile\n'hostile\n\\fBbold \"quoted\" .."
        let tool = Command(
            "tool", summary: text, details: [text, ""], examples: [Example(text, text), Example("", "")],
            inputs: [Option("o", .string, placeholder: text, help: text), Flag("p", help: "")]
        ) { _ in }
        let page = try #require(tool.manual(version: text).first)
        let own: Set = ["TH", "SH", "PP", "TP", "B", "RS", "RE", "nf", "fi"]
        for line in page.text.split(separator: "\n") {
            #expect(line.first != "'", "\(line)")
            if line.first == "." { #expect(own.contains(String(line.dropFirst().prefix { $0 != " " })), "\(line)") }
        }
    }
}
