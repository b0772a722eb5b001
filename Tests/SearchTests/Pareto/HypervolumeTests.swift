import Testing

@testable import Search

@Suite struct HypervolumeTests {
    /// The volume as the number of unit cells below the reference that some point dominates.
    static func cells(of points: [[Double]], upTo limit: Int, objectives: Int) -> Double {
        var count = 0
        var total = 1
        for _ in 0..<objectives { total *= limit }
        for cell in 0..<total {
            var rest = cell
            var corner: [Double] = []
            for _ in 0..<objectives {
                corner.append(Double(rest % limit))
                rest /= limit
            }
            if points.contains(where: { zip($0, corner).allSatisfy { $0 <= $1 } }) { count += 1 }
        }
        return Double(count)
    }

    @Test("the volume is the number of cells that are dominated", arguments: 1...4)
    func counted(objectives: Int) {
        for seed in 0..<6 as Range<UInt64> {
            let points = Points.random(1 + Int(seed) * 3, objectives: objectives, seed: seed, levels: 8)
            let volume = Hypervolume.volume(of: points, upTo: (0..<objectives).map { _ in 7 })
            #expect(abs(volume - Self.cells(of: points, upTo: 7, objectives: objectives)) < 1e-9)
        }
    }

    @Test("points beyond the reference add nothing")
    func outside() {
        #expect(Hypervolume.volume(of: [], upTo: [1, 1]) == 0)
        #expect(Hypervolume.volume(of: [[2, 0], [0, 1], [1, 1]], upTo: [1, 1]) == 0)
        #expect(Hypervolume.volume(of: [[0, 0.5], [0.5, 0], [0.5, 0.5], [3, -9]], upTo: [1, 1]) == 0.75)
    }

    @Test("the subset is the one that measuring every candidate in every step gives", arguments: 2...3)
    func subset(objectives: Int) {
        let reference = (0..<objectives).map { _ in 33.0 }
        for seed in 0..<5 as Range<UInt64> {
            // Integers, so that equal gains are equal to the last bit.
            let points = Points.random(20, objectives: objectives, seed: seed, levels: 32)
            var chosen: [Int] = []
            for _ in 0..<7 {
                let gains = points.indices.map { index in
                    chosen.contains(index)
                        ? -1 : Hypervolume.volume(of: (chosen + [index]).map { points[$0] }, upTo: reference)
                }
                chosen.append(gains.indices.max { gains[$0] < gains[$1] } ?? 0)
            }
            #expect(Hypervolume.subset(of: points, count: 7, upTo: reference) == chosen.sorted())
            #expect(Hypervolume.subset(of: points, count: 20, upTo: reference) == Array(0..<20))
        }
    }

    @Test("normalised points lie between 0 and 1, whatever their scale")
    func normalized() {
        #expect(Hypervolume.normalized([[1, 5], [3, 5], [2, 5]]) == [[0, 0], [1, 0], [0.5, 0]])
        let huge = Double.greatestFiniteMagnitude
        #expect(Hypervolume.normalized([[-huge], [0], [huge]]) == [[0], [0.5], [1]])
    }
}
