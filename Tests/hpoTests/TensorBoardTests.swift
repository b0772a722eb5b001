import Foundation
import JSON
import Testing

/// Studies as TensorBoard's own readers find them.
@Suite("TensorBoard", .enabled(if: Readers.tensorBoard.path != nil))
struct TensorBoardTests {
    private func read(_ folder: String) throws -> JSONValue {
        let answer = try Readers.tensorBoard.check([folder])
        #expect(answer.status == 0)
        return try JSONValue(parsing: answer.output, syntax: .lenient)
    }

    @Test(
        "the event reader finds every number of every epoch, NaN and infinities as they are, and what each trial counts with"
    )
    func scalars() throws {
        let sandbox = try ExportedStudy.sandbox()
        try sandbox.output("export tensorboard logs --study own")
        let runs = try read("\(sandbox.path)/logs")["runs"]
        // Six that were begun, and the study itself.
        #expect(runs?.objectValue?.count == 7)
        for number in 0..<6 {
            let trial = try sandbox.json("trial show own \(number)")
            let run = runs?["trial-000\(number)"]
            let epochs = trial["epochs"]?.arrayValue ?? []
            #expect(epochs.count == (number == 0 ? 2 : 3))
            for (index, epoch) in epochs.enumerated() {
                for (name, value) in epoch["metrics"]?.objectValue ?? JSONObject() {
                    let point = run?[name]?.arrayValue?[index].arrayValue
                    #expect(point?[0] == epoch["epoch"])
                    #expect(float(point?[2]).description == Float(float(value)).description, "\(name)")
                }
            }
            let reported = try sandbox.query("SELECT reported_at FROM epochs WHERE trial = \(number) ORDER BY epoch")
            #expect(run?["loss"]?.arrayValue?.map { "\($0.arrayValue?[1].doubleValue ?? 0)" } == reported)
            let result = run?["result/loss"]?.arrayValue?.first?.arrayValue
            #expect(result?[0] == trial["epoch"])
            #expect(result.map { Float(float($0[2])) } == trial["value"]?.doubleValue.map { Float($0) })
        }
    }

    private func float(_ value: JSONValue?) -> Float {
        value?.doubleValue.map { Float($0) } ?? value?.stringValue.flatMap { Float($0) } ?? 0
    }

    @Test("the HParams plugin has the parameters with what they may be, and each trial's with how it ended")
    func hparams() throws {
        let sandbox = try ExportedStudy.sandbox()
        let words = try sandbox.output("export tensorboard logs --study own")
        #expect(words.hasPrefix("Wrote 6 runs of own to logs.\n"))
        #expect(words.contains("17 values: infinite there, being beyond 32 bits"))
        #expect(words.contains("1 trial: left out, since not begun yet"))
        #expect(words.contains("1 trial: with tags or a note, which are left out"))
        let found = try read("\(sandbox.path)/logs")
        #expect(found["experiment"]?["name"] == "own")
        #expect(found["experiment"]?["description"] == "minimize loss")
        let infos = found["experiment"]?["hparam_infos"]?.arrayValue ?? []
        let domains = Dictionary(
            infos.map { ($0["name"]?.stringValue ?? "", $0["domain_discrete"] ?? $0["domain_interval"] ?? .null) }
        ) { first, _ in first }
        #expect(domains["x"]?["min_value"]?.doubleValue == 0)
        #expect(domains["x"]?["max_value"]?.doubleValue == 1)
        #expect(domains["kind"] == ["a", "null", "3"])
        #expect(domains["deep"] == [true, false])
        #expect(domains["rate"] == [1.0, 2.5])
        #expect(Set(domains.keys) == ["x", "kind", "deep", "layers", "rate", "twice", "width"])
        let metrics = found["experiment"]?["metric_infos"]?.arrayValue?.compactMap { $0["name"]?["tag"]?.stringValue }
        #expect(metrics == ["result/loss", "loss", "odd", "val/huge"])

        let groups = found["groups"]?.arrayValue ?? []
        #expect(groups.count == 5)
        let best = try sandbox.json("study best own")["number"]?.intValue ?? -1
        for group in groups {
            let number = Int(group["name"]?.stringValue?.suffix(4) ?? "") ?? -1
            let trial = try sandbox.json("trial show own \(number)")
            #expect(group["hparams"]?["x"]?.doubleValue == trial["params"]?["x"]?.doubleValue)
            #expect((group["hparams"]?["layers"] == nil) == (trial["params"]?["layers"] == nil))
            let sessions = group["sessions"]?.arrayValue ?? []
            // The best one has been repeated.
            #expect(sessions.count == (number == best ? 2 : 1))
            #expect(
                sessions.allSatisfy { $0["status"]?.stringValue == (number == 0 ? "STATUS_FAILURE" : "STATUS_SUCCESS") }
            )
            #expect(sessions[0]["start_time_secs"]?.doubleValue == trial["started_at"]?.doubleValue)
            #expect(sessions[0]["end_time_secs"]?.doubleValue == trial["ended_at"]?.doubleValue)
        }
    }
}
