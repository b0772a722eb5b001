import Foundation
import TestSupport
import Testing

@Suite("What happens to a run from outside")
struct HardFaultTests {
    /// Reports one epoch at once.
    private static let quick = "echo \"{\\\"epoch\\\": 1, \\\"loss\\\": $(($1 * $1))}\"\n"

    @Test(
        "a database or a project that is moved or removed while a study runs ends it with an error, and nothing is made anew",
        arguments: [
            ("mv db/hpo.sqlite db/elsewhere.sqlite", "the database "), ("rm -r db", "the database "),
            ("mv \"$PWD\" \"$PWD-2\"", "the database "), ("cp db/hpo.sqlite c && mv c db/hpo.sqlite", "the database "),
        ])
    func moved(command: String, words: String) throws {
        let sandbox = try Sandbox()
        try sandbox.write("[ \"$HPO_TRIAL\" = 2 ] && \(command)\n" + Self.quick, to: "project/trial.sh")
        try sandbox.write(SmallStudy.definition(sync: false), to: "project/studies/small.json5")
        let project = "\(sandbox.path)/project"
        #expect(try sandbox.hpo("study create small", directory: project).status == 0)
        let run = try sandbox.hpo("study run --trials 6", directory: project)
        #expect(run.status == 1)
        #expect(run.errors.contains("hpo: \(words)\(project)/db/hpo.sqlite was moved, replaced or removed meanwhile"))
        #expect(!run.output.contains("6 completed"))
        if command.contains("PWD") { #expect(!sandbox.exists("project")) }
        #expect(!sandbox.exists("project/studies/small/trial-0003"))
    }

    @Test("a signal that is ignored when a run begins stays ignored, by its programs too", arguments: ["HUP", "INT"])
    func ignoredSignals(signal: String) throws {
        let sandbox = try SmallStudy.sandbox(sync: false)
        try sandbox.write("kill -\(signal) $PPID; kill -\(signal) $$\n" + Self.quick, to: "trial.sh")
        try sandbox.output("study create small")
        let answer = try sandbox.shell("trap '' \(signal); hpo study run --trials 2; echo \"status $?\"")
        #expect(answer.output.contains("status 0"))
        #expect(try sandbox.query("SELECT count(*) FROM trials WHERE state = 'completed'") == ["2"])
    }

    @Test("with few descriptors trials wait for each other, and none fails")
    func fewDescriptors() throws {
        let sandbox = try SmallStudy.sandbox(sync: false)
        try sandbox.write("sleep 0.2\n" + Self.quick, to: "trial.sh")
        try sandbox.output("study create small")
        let answer = try sandbox.shell("ulimit -n 40; hpo study run --trials 16 --jobs 16; echo \"status $?\"")
        #expect(answer.output.contains("status 0"), "\(answer.output)\(answer.errors)")
        #expect(answer.output.contains("there is no room to run it now"))
        #expect(try sandbox.query("SELECT state, count(*) FROM trials GROUP BY state") == ["completed|16"])
    }

    @Test("the programs of a run have as many descriptors as it was given")
    func givenDescriptors() throws {
        let sandbox = try SmallStudy.sandbox(sync: false)
        try sandbox.write("ulimit -Sn >> limits\n" + Self.quick, to: "trial.sh")
        try sandbox.output("study create small")
        #expect(try sandbox.shell("ulimit -Sn 60; hpo study run --trials 1").status == 0)
        #expect(try sandbox.read("limits") == "60\n")
    }

    @Test("a run goes on when whoever reads its output stops reading, and a signal ends it")
    func stoppedReader() throws {
        let sandbox = try SmallStudy.sandbox(sync: false)
        try sandbox.write(Self.quick, to: "trial.sh")
        try sandbox.write(
            """
            import fcntl, os, signal, sqlite3, subprocess, time
            reading, writing = os.pipe()
            fcntl.fcntl(writing, 1031, 4096)
            run = subprocess.Popen(["hpo", "--json", "study", "run"], stdout=writing)
            ended = "SELECT count(*) FROM trials WHERE state = 'completed'"
            while run.poll() is None and sqlite3.connect("db/hpo.sqlite").execute(ended).fetchone()[0] < 90:
                time.sleep(0.05)
            run.send_signal(signal.SIGTERM)
            print(run.wait())

            """, to: "reader.py")
        try sandbox.output("study create small")
        #expect(try sandbox.shell("python3 reader.py").output == "130\n")
    }

    @Test("deleting a study ends first what a killed run has left of its programs")
    func deleted() throws {
        let sandbox = try SmallStudy.sandbox(sync: false)
        try sandbox.write(
            """
            echo $$ > process
            while :; do mkdir -p "$HPO_TRIAL_DIR"; echo > "$HPO_TRIAL_DIR/state"; echo >> begun; sleep 0.01; done
            """, to: "trial.sh")
        try sandbox.output("study create small")
        let run = try sandbox.start("study run")
        #expect(sandbox.wait { sandbox.exists("begun") })
        run.signal(SIGKILL)
        _ = run.wait()
        let process = try #require(Int(try sandbox.read("process").dropLast()))
        #expect(isAlive(process))
        try sandbox.output("study delete small --yes")
        #expect(!isAlive(process))
        #expect(!sandbox.exists("studies/small"))
    }
}
