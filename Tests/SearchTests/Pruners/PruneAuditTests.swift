import Search
import Testing

@Suite struct PruneAuditTests {
    @Test("a share of the trials is exempt, the same ones whenever one looks", arguments: [0.05, 0.3, 0.9])
    func share(share: Double) {
        let audit = PruneAudit(share: share)
        let exempt = (0..<20_000).filter { audit.exempts($0, ofStudyWithSeed: 42) }
        #expect(abs(Double(exempt.count) / 20_000 - share) < 0.015)
        #expect(exempt == (0..<20_000).filter { PruneAudit(share: share).exempts($0, ofStudyWithSeed: 42) })
        #expect(exempt != (0..<20_000).filter { audit.exempts($0, ofStudyWithSeed: 43) })
    }

    @Test("an audit of nothing exempts none, one of everything all, and a share that is none counts as 0")
    func ends() {
        for share in [0, -1, .nan] as [Double] {
            #expect((0..<1000).allSatisfy { !PruneAudit(share: share).exempts($0, ofStudyWithSeed: 7) })
        }
        for share in [1, 2] as [Double] {
            #expect((0..<1000).allSatisfy { PruneAudit(share: share).exempts($0, ofStudyWithSeed: 7) })
        }
    }

    @Test("a larger share exempts the trials of a smaller one and more")
    func nested() {
        for trial in 0..<2000 where PruneAudit(share: 0.1).exempts(trial, ofStudyWithSeed: 5) {
            #expect(PruneAudit(share: 0.2).exempts(trial, ofStudyWithSeed: 5))
        }
    }

    @Test("whether a trial is exempt says nothing of what its sampler draws")
    func independent() {
        var low = 0
        var exempt = 0
        for trial in 0..<4000 where PruneAudit(share: 0.25).exempts(trial, ofStudyWithSeed: 11) {
            var generator = Generator(seed: 11, trial: trial)
            exempt += 1
            if generator.uniform() < 0.25 { low += 1 }
        }
        #expect(abs(Double(low) / Double(exempt) - 0.25) < 0.05)
    }
}
