import Testing

@testable import Search

@Suite struct CrowdingDistanceTests {
    @Test("the distances are the sides of the boxes between neighbours, infinite at the ends")
    func known() {
        let distances = CrowdingDistance.distances(of: [[0, 10], [4, 2], [1, 6], [10, 0]])
        // [1, 6] lies between [0, 10] and [4, 2]: 0.4 and 0.8 of the ranges; [4, 2] between [1, 6] and [10, 0].
        #expect(distances[0] == .infinity && distances[3] == .infinity)
        #expect(abs(distances[1] - (0.9 + 0.6) / 2) < 1e-12)
        #expect(abs(distances[2] - (0.4 + 0.8) / 2) < 1e-12)
    }

    @Test("the distances are those of looking each neighbour up, in any order of the points", arguments: 1...3)
    func brute(objectives: Int) {
        let points = Points.random(25, objectives: objectives, seed: 5)
        let distances = CrowdingDistance.distances(of: points)
        #expect(CrowdingDistance.distances(of: points.reversed()) == distances.reversed())
        for (index, point) in points.enumerated() {
            var expected = 0.0
            for objective in 0..<objectives {
                let values = points.map { $0[objective] }
                let below = values.filter { $0 < point[objective] }.max()
                let above = values.filter { $0 > point[objective] }.min()
                let range = (values.max() ?? 0) - (values.min() ?? 0)
                guard let below, let above else {
                    expected = .infinity
                    break
                }
                expected += (above - below) / range / Double(objectives)
            }
            #expect(distances[index] == expected || abs(distances[index] - expected) < 1e-12)
        }
    }

    @Test("equal points and none at all are no trouble")
    func degenerate() {
        #expect(CrowdingDistance.distances(of: []) == [])
        #expect(CrowdingDistance.distances(of: [[1, 1], [1, 1], [1, 1]]) == [0, 0, 0])
        let huge = CrowdingDistance.distances(of: [
            [-.greatestFiniteMagnitude, 0], [0, 0], [.greatestFiniteMagnitude, 0],
        ])
        #expect(huge == [.infinity, 0.5, .infinity])
    }
}
