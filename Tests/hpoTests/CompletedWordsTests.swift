import Testing

@Suite("Completed words")
struct CompletedWordsTests {
    @Test("definitions, studies, trials, stages, parameters, metrics and fields are offered")
    func words() throws {
        let sandbox = try SmallStudy.sandbox()
        #expect(try sandbox.output("completion --words definitions") == "face-transformer\nsmall\n")
        #expect(try sandbox.output("completion --words trials") == "", "nothing where there is nothing yet")
        try sandbox.output("study create small")
        #expect(try sandbox.output("completion --words metrics") == "loss=\n")
        try sandbox.output("study run --trials 2")
        for (kind, words) in [
            ("studies", "small"), ("trials", "0 1"), ("studies-and-trials", "small 0 1"), ("stages", ""),
            ("parameters", "kind= rate= x="), ("metrics", "loss= other="),
        ] {
            let offered = try sandbox.output("completion --words \(kind)").split(separator: "\n")
            #expect(Set(offered) == Set(words.split(separator: " ")), "\(kind)")
        }
        let fields = try sandbox.output("completion --words fields").split(separator: "\n")
        #expect(fields.contains("params.x") && fields.contains("metrics.other") && fields.contains("duration"))
    }

    @Test(
        "a shell is offered what may stand there",
        arguments: [
            ("hpo study create s", "small"), ("hpo trial show 1", "1"), ("hpo study show s", "small"),
            ("hpo trial list --sort params.", "params.kind params.momentum params.rate params.twice params.x"),
        ])
    func bash(line: String, offered: String) throws {
        let sandbox = try SmallStudy.sandbox()
        try sandbox.output("study create small")
        try sandbox.output("study run --trials 2")
        let words = line.split(separator: " ")
        let answer = try sandbox.shell(
            """
            bash -c 'source <(hpo completion bash); COMP_WORDS=(\(words.joined(separator: " "))); \
            COMP_CWORD=\(words.count - 1); _hpo; echo "${COMPREPLY[@]}"'
            """)
        #expect(answer.output == offered + "\n", "\(answer.errors)")
    }
}
