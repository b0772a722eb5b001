import Testing

@testable import Engine

@Suite("Sample order") struct SampleOrderTests {
    @Test("an order holds every sample once and depends on seed and epoch", arguments: [0, 1, 2, 33])
    func permutation(count: Int) {
        let order = SampleOrder.shuffled(count, seed: 1, epoch: 1)
        #expect(order.sorted() == Array(0..<count))
        #expect(order == SampleOrder.shuffled(count, seed: 1, epoch: 1))
        if count == 33 {
            #expect(order != SampleOrder.shuffled(count, seed: 1, epoch: 2))
            #expect(order != SampleOrder.shuffled(count, seed: 2, epoch: 1))
        }
    }

    @Test("every place is equally likely for a sample")
    func uniformity() {
        var counts = [Int](repeating: 0, count: 5)
        for epoch in 1...2000 {
            counts[SampleOrder.shuffled(5, seed: 7, epoch: epoch).firstIndex(of: 0) ?? 0] += 1
        }
        for count in counts { #expect(abs(count - 400) < 90) }
    }
}
