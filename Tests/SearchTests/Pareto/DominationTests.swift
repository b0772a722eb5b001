import Testing

@testable import Search

@Suite struct DominationTests {
    /// Front by front: what nothing that is left dominates.
    static func plainFronts(of points: [ParetoPoint]) -> [[Int]] {
        var left = Array(points.indices)
        var fronts: [[Int]] = []
        while !left.isEmpty {
            let front = left.filter { index in !left.contains { points[$0].dominates(points[index]) } }
            fronts.append(front)
            left.removeAll { front.contains($0) }
        }
        return fronts
    }

    @Test("the fronts are those that peeling off layer by layer gives", arguments: 1...4, [nil, 3, 8])
    func fronts(objectives: Int, levels: Int?) {
        for (seed, count) in [0, 1, 2, 17, 60].enumerated() {
            var generator = Generator(seed: 7, trial: seed)
            let points = Points.random(count, objectives: objectives, seed: UInt64(seed), levels: levels).map {
                ParetoPoint(losses: $0, violation: Double(max(0, generator.index(below: 6) - 3)))
            }
            let fronts = Self.plainFronts(of: points)
            #expect(Domination.fronts(of: points) == fronts)
            for covered in [0, 1, count / 2, count, count + 1] {
                var needed: [[Int]] = []
                for front in fronts where needed.joined().count < covered { needed.append(front) }
                #expect(Domination.fronts(of: points, covering: covered) == needed)
            }
        }
    }

    @Test("what meets the constraints dominates what does not, and less violation dominates more")
    func constraints() {
        let feasible = ParetoPoint(losses: [9, 9])
        let near = ParetoPoint(losses: [5, 5], violation: 0.5)
        let far = ParetoPoint(losses: [0, 0], violation: 2)
        #expect(feasible.dominates(near) && near.dominates(far) && feasible.dominates(far))
        #expect(!far.dominates(feasible) && !feasible.dominates(feasible))
        #expect(!ParetoPoint(losses: [1, 2]).dominates(ParetoPoint(losses: [2, 1])))
    }
}
