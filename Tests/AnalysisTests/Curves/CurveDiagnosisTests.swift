import Foundation
import Search
import Testing

@testable import Analysis

/// Each diagnosis on a curve that has it and on one that does not; the numbers of the reports where there are some.
@Suite("Curve diagnosis")
struct CurveDiagnosisTests {
    private func noisy(_ count: Int, _ deviation: Double, seed: UInt64, _ value: (Double) -> Double) -> [Double] {
        var generator = Generator(seed: seed, trial: 5)
        return (1...count).map { value(Double($0)) + deviation * generator.normal() }
    }

    // MARK: Plateaus

    @Test("says of the face report that similarity is stuck since about epoch 20, at 0.74 to 0.75", arguments: 1...8)
    func face(seed: UInt64) throws {
        let diagnosis = CurveDiagnosis(
            of: Report.face(seed: seed), objective: EvidenceObjective("val_cosine", .maximize), plannedEpochs: 100)
        guard case .plateau(let flat)? = diagnosis.findings.first(where: { $0.kind == "plateau" }) else {
            Issue.record("no plateau: \(diagnosis.findings)")
            return
        }
        #expect(flat.metric == "val_cosine")
        #expect(13...24 ~= flat.since)
        #expect(abs(flat.level - 0.745) < 0.002)
        #expect(flat.range.lowerBound > 0.73 && flat.range.upperBound < 0.76)
        // The ratio is about 1.4: neither above 1.5 nor below 1.2.
        #expect(abs((diagnosis.ratio?.ratio ?? 0) - 0.225 / 0.155) < 0.05)
        #expect(diagnosis.kinds == ["plateau"])
        #expect(CurveFinding.plateau(flat).changes.contains(.turn(.capacity, .up)))
    }

    @Test("calls a training that is flat for its last third converged", arguments: 1...8)
    func converged(seed: UInt64) {
        let curves = curves(["val_loss": noisy(30, 0.002, seed: seed) { 0.2 + exp(-$0 / 5) }])
        let diagnosis = CurveDiagnosis(of: curves)
        guard case .converged(let flat)? = diagnosis.findings.first else {
            Issue.record("\(diagnosis.findings)")
            return
        }
        #expect(16...22 ~= flat.since)
        #expect(flat.last == 30)
        #expect(diagnosis.findings.count == 1)
    }

    @Test("sees no plateau in a loss that goes on falling, nor in one that is nothing but noise", arguments: 1...8)
    func notFlat(seed: UInt64) {
        for values in [
            noisy(40, 0.01, seed: seed) { 1 - 0.02 * $0 }, noisy(40, 0.005, seed: seed) { 1 - 0.2 * log($0) },
            noisy(40, 0.1, seed: seed) { _ in 0.5 },
        ] {
            let kinds = CurveDiagnosis(of: curves(["val_loss": values])).kinds
            #expect(kinds.isDisjoint(with: ["plateau", "converged", "overfitting"]))
        }
    }

    // MARK: Fit

    @Test("says of the music report that it overfits from epoch 27, the best having been 26", arguments: [0, 0.0003])
    func music(noise: Double) throws {
        let diagnosis = CurveDiagnosis(
            of: Report.music(noise: noise), objective: EvidenceObjective("val_loss", .minimize), plannedEpochs: 30)
        guard case .overfitting(let found)? = diagnosis.findings.first else {
            Issue.record("\(diagnosis.findings)")
            return
        }
        #expect(found.best == 26 && found.from == 27)
        #expect(abs(found.bestValue - 1.0819) < 0.001)
        #expect(abs(found.lastValue - 1.0915) < 0.001)
        #expect(found.validationSlope > 0.0015 && found.trainSlope < 0)
        #expect(found.chance <= 0.05)
        #expect(CurveFinding.overfitting(found).changes.contains(.epochs(26)))
    }

    @Test("sees overfitting in an accuracy that falls as well, through noise", arguments: 1...8)
    func overfittingAccuracy(seed: UInt64) {
        let diagnosis = CurveDiagnosis(
            of: curves([
                "accuracy": noisy(60, 0.005, seed: seed) { 1 - exp(-$0 / 12) },
                "val_accuracy": noisy(60, 0.005, seed: seed + 100) {
                    0.8 - 0.5 * exp(-$0 / 6) - 0.002 * max(0, $0 - 20)
                },
            ]))
        guard case .overfitting(let found)? = diagnosis.findings.first else {
            Issue.record("\(diagnosis.findings)")
            return
        }
        #expect(15...32 ~= found.from)
        #expect(found.validationSlope < 0 && found.trainSlope > 0)
    }

    @Test("sees none where validation only wavers, or where training gets worse as well")
    func noOverfitting() {
        var found = 0
        for seed in 1...40 as ClosedRange<UInt64> {
            let wavering = curves([
                "train_loss": noisy(40, 0.01, seed: seed) { 0.1 + exp(-$0 / 10) },
                "val_loss": noisy(40, 0.01, seed: seed + 100) { 0.3 + exp(-$0 / 5) },
            ])
            found += CurveDiagnosis(of: wavering).kinds.contains("overfitting") ? 1 : 0
        }
        // One in twenty is what the test allows.
        #expect(found <= 4)
        let both = curves([
            "train_loss": noisy(30, 0, seed: 1) { 0.5 + 0.01 * abs($0 - 15) },
            "val_loss": noisy(30, 0, seed: 1) { 0.6 + 0.01 * abs($0 - 15) },
        ])
        #expect(!CurveDiagnosis(of: both).kinds.contains("overfitting"))
    }

    @Test(
        "goes by the ratio of the losses: above 1.5 it overfits, below 1.2 there is room",
        arguments: [(1.6, "wideGap"), (1.45, ""), (1.25, ""), (1.1, "narrowGap")])
    func ratios(ratio: Double, kind: String) {
        for seed in 1...5 as ClosedRange<UInt64> {
            let train = noisy(12, 0.002, seed: seed) { 0.2 + exp(-$0) }
            let diagnosis = CurveDiagnosis(
                of: curves(["train/loss": train, "valid/loss": train.map { $0 * ratio }]))
            #expect(abs((diagnosis.ratio?.ratio ?? 0) - ratio) < 1e-9)
            #expect(diagnosis.ratio?.epochs == 8...12)
            #expect(diagnosis.kinds.intersection(["wideGap", "narrowGap"]) == (kind.isEmpty ? [] : [kind]))
        }
    }

    @Test("takes no ratio of what is no loss above 0")
    func noRatio() {
        let negative = curves(["train_loss": [-1, -2, -3, -4, -5], "val_loss": [-1, -1.5, -2, -2.5, -3]])
        #expect(CurveDiagnosis(of: negative).ratio == nil)
        let gains = curves(["train_acc": [0.1, 0.2, 0.3, 0.4, 0.5], "val_acc": [0.2, 0.3, 0.4, 0.5, 0.6]])
        #expect(CurveDiagnosis(of: gains).ratio == nil)
    }

    // MARK: The character report

    @Test("says of the character report that training is below validation throughout, and of the bounce at epoch 11")
    func character() throws {
        let diagnosis = CurveDiagnosis(
            of: Report.character, objective: EvidenceObjective("val_accuracy", .maximize), plannedEpochs: 50)
        let reversal = diagnosis.findings.compactMap { finding in
            if case .trainBelowValidation(let found) = finding { found } else { nil }
        }
        #expect(reversal.map(\.train) == ["train_accuracy"])
        #expect(reversal.map(\.worse) == [13] && reversal.map(\.epochs) == [13])
        let bounces = diagnosis.findings.compactMap { finding in
            if case .bounce(let found) = finding { found } else { nil }
        }
        #expect(bounces.allSatisfy { $0.epoch == 11 && $0.recovered == 12 })
        let accuracy = try #require(bounces.first { $0.metric == "val_accuracy" })
        #expect(accuracy.before == 66.87 && accuracy.after == 65.90)
        #expect(bounces.contains { $0.metric == "train_accuracy" && $0.before == 50.68 && $0.after == 47.10 })
        // It was stopped at 13 of 50 epochs: that the last was the best says nothing of how long to train.
        #expect(!diagnosis.kinds.contains("stillImproving"))
    }

    @Test("sees no bounce without a restart, during the warm-up, or where nothing got worse")
    func noBounce() {
        var falling = Report.character.metrics.mapValues(\.values)
        falling["lr"] = (0..<13).map { 1e-4 / Double($0 + 1) }
        #expect(!CurveDiagnosis(of: curves(falling)).kinds.contains("bounce"))
        falling["lr"] = (0..<13).map { $0 < 11 ? 1e-6 * pow(1.6, Double($0)) : 1e-4 }
        #expect(!CurveDiagnosis(of: curves(falling)).kinds.contains("bounce"))
        var smooth = Report.character.metrics.mapValues(\.values)
        for name in ["train_accuracy", "val_accuracy"] { smooth[name] = (0..<13).map { 10 + 5 * Double($0) } }
        for name in ["train_loss", "val_loss"] { smooth[name] = (0..<13).map { 3 - 0.2 * Double($0) } }
        #expect(!CurveDiagnosis(of: curves(smooth)).kinds.contains("bounce"))
    }

    @Test("does not call training below validation what is so now and then")
    func noReversal() {
        let mixed = curves([
            "train_acc": [0.1, 0.3, 0.5, 0.7, 0.8, 0.9], "val_acc": [0.2, 0.35, 0.45, 0.6, 0.7, 0.72],
        ])
        #expect(!CurveDiagnosis(of: mixed).kinds.contains("trainBelowValidation"))
    }

    // MARK: The end

    @Test("says to train longer where the best epoch is the last and the trend is clear", arguments: 1...5)
    func stillImproving(seed: UInt64) {
        let diagnosis = CurveDiagnosis(
            of: curves(["val_loss": noisy(20, 0.001, seed: seed) { 1 - 0.02 * $0 }]), plannedEpochs: 20)
        guard case .stillImproving(let found)? = diagnosis.findings.first else {
            Issue.record("\(diagnosis.findings)")
            return
        }
        #expect(found.epoch == 20 && abs(found.gain - 0.02) < 0.002)
        #expect(CurveFinding.stillImproving(found).changes == [.epochs(30)])
    }

    @Test("does not where the last epoch is the best by luck, or the trial was stopped before its end")
    func notImproving() {
        var found = 0
        for seed in 1...40 as ClosedRange<UInt64> {
            let flat = curves(["val_loss": noisy(20, 0.1, seed: seed) { _ in 1 }])
            found += CurveDiagnosis(of: flat).kinds.contains("stillImproving") ? 1 : 0
        }
        #expect(found <= 1)
        let stopped = curves(["val_loss": noisy(10, 0, seed: 1) { 1 / $0 }])
        #expect(!CurveDiagnosis(of: stopped, plannedEpochs: 20).kinds.contains("stillImproving"))
    }

    // MARK: Trouble

    @Test("names the first epoch without a number")
    func nonFinite() {
        let broken = curves([
            "train_loss": [1, 0.9, .nan, .nan], "val_loss": [1, .infinity, .nan, .nan], "lr": [1, 1, 1, 1],
        ])
        let findings = CurveDiagnosis(of: broken).findings.filter { $0.kind == "nonFinite" }
        guard case .nonFinite("val_loss", 2, .infinity, 3)? = findings.first,
            case .nonFinite("train_loss", 3, let value, 2)? = findings.last
        else {
            Issue.record("\(findings)")
            return
        }
        #expect(value.isNaN && findings.count == 2)
        #expect(!CurveDiagnosis(of: Report.face()).kinds.contains("nonFinite"))
    }

    @Test("sees gradients explode, and not in ones that waver", arguments: 1...5)
    func explosion(seed: UInt64) {
        var norms = noisy(20, 0.2, seed: seed) { _ in 1 }.map(exp)
        #expect(!CurveDiagnosis(of: curves(["grad_norm_max": norms])).kinds.contains("explosion"))
        norms[14] = 400
        norms[15] = 900
        guard case .explosion(let found)? = CurveDiagnosis(of: curves(["grad_norm_max": norms])).findings.first else {
            Issue.record("no explosion")
            return
        }
        #expect(found.epoch == 15 && found.value == 400 && found.count == 2)
        #expect(1.5...5 ~= found.typical)
    }

    @Test("says nothing of three epochs")
    func few() {
        let diagnosis = CurveDiagnosis(of: curves(["train_loss": [3, 2, 1], "val_loss": [3, 4, 5]]))
        #expect(diagnosis.hasTooFewEpochs)
        #expect(diagnosis.findings.isEmpty)
        #expect(CurveDiagnosis(of: TrialCurves([])).hasTooFewEpochs)
    }
}
