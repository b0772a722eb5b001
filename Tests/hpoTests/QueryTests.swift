import JSON
import Testing

@Suite("hpo query")
struct QueryTests {
    private func sandbox() throws -> Sandbox {
        let sandbox = try SmallStudy.sandbox()
        try sandbox.output("study create small")
        try sandbox.output("study run --trials 2")
        return sandbox
    }

    @Test("a SELECT is answered as a table, as JSON and as comma-separated values")
    func answers() throws {
        let sandbox = try sandbox()
        let sql = "SELECT study, number, state FROM trial_table ORDER BY number -- all\n;"
        #expect(try sandbox.output("query", [sql]).contains("small"))
        #expect(
            try sandbox.json("query", [sql])
                == [
                    ["study": "small", "number": 0, "state": "completed"],
                    ["study": "small", "number": 1, "state": "completed"],
                ])
        #expect(
            try sandbox.output("query --csv", [sql]) == "study,number,state\nsmall,0,completed\nsmall,1,completed\n")
        let cut = try sandbox.hpo("query --limit 1", [sql])
        #expect(cut.status == 0 && cut.errors.contains("There are more rows"))
        #expect(try sandbox.output("query").contains("trial_table  study, number, state"))
        #expect(
            try sandbox.json("query", ["SELECT NULL AS a, x'00ff' AS b, 0.5 AS c"]) == [
                ["a": nil, "b": "x'00ff'", "c": 0.5]
            ])
        #expect(try sandbox.hpo("query", ["SELECT 1 WHERE 0"]).errors == "No row.\n")
    }

    @Test(
        "whatever else it says, nothing is changed and it is told why",
        arguments: [
            ("DELETE FROM trials", "one SELECT"), ("SELECT 1; DROP TABLE trials", "more than one statement"),
            ("UPDATE studies SET name = 'x' RETURNING name", "one SELECT"),
            ("PRAGMA journal_mode = DELETE", "one SELECT"),
            ("ATTACH 'other.sqlite' AS other", "one SELECT"), ("VACUUM INTO 'copy.sqlite'", "one SELECT"),
            ("BEGIN IMMEDIATE", "one SELECT"), ("CREATE TEMP TABLE t (x)", "one SELECT"), ("", "no statement"),
            ("/* nothing */", "no statement"), ("SELECT load_extension('x')", "not authorized"),
            ("SELECT numbr FROM trial_table", "no such column: numbr"), ("SELEC 1", "syntax error"),
        ])
    func refusals(_ sql: String, _ words: String) throws {
        let sandbox = try sandbox()
        let before = try sandbox.contents()
        let answer = try sandbox.hpo("query", [sql])
        #expect(answer.status == 1 && answer.errors.contains(words), "\(answer.errors)")
        #expect(try sandbox.contents() == before)
    }

    @Test("a text that a spreadsheet would calculate is none any more in comma-separated values, a number is as it was")
    func formulas() throws {
        let sandbox = try sandbox()
        let sql = "SELECT '=cmd()' AS a, '@x' AS b, -0.5 AS c, '-1' AS d, '+' || char(10) AS \"=e\""
        #expect(try sandbox.output("query --csv", [sql]) == "a,b,c,d,'=e\n'=cmd(),'@x,-0.5,'-1,\"'+\n\"\n")
    }
}
