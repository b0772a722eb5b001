import HPOTesting
import Search
import Testing

@Suite struct CombinedPrunersTests {
    @Test(
        "any stops where one does, all where each does",
        arguments: [
            (value: 0.0, any: Verdict.stop, all: Verdict.continue),
            (2, .continue, .continue), (5, .stop, .continue), (Double.nan, .stop, .stop),
        ])
    func verdicts(value: Double, any: Verdict, all: Verdict) {
        let pruners = [ThresholdPruner(lower: 1), ThresholdPruner(upper: 3)]
        let history = History(direction: .minimize)
        let curve = Curve([value])
        #expect(AnyPruner(pruners).verdict(on: curve, of: 0, at: 1, among: history) == any)
        #expect(AllPruner(pruners).verdict(on: curve, of: 0, at: 1, among: history) == all)
        let nested = AnyPruner([AllPruner(pruners), NoPruner()])
        #expect(nested.verdict(on: curve, of: 0, at: 1, among: history) == all)
    }

    @Test("with nobody to ask neither stops")
    func empty() {
        let history = History(.minimize, completed: [[1]])
        #expect(AnyPruner([]).verdict(on: Curve([.nan]), of: 1, at: 1, among: history) == .continue)
        #expect(AllPruner([]).verdict(on: Curve([.nan]), of: 1, at: 1, among: history) == .continue)
    }
}
