/// The order in which an epoch takes its samples: a function of the seed and the epoch alone.
///
/// Fisher and Yates' shuffle (Knuth, volume 2, algorithm P) with Philox's numbers.
enum SampleOrder {
    /// `0..<count` shuffled for `epoch`, from 1.
    static func shuffled(_ count: Int, seed: UInt64, epoch: Int) -> [Int] {
        let purpose: UInt64 = 0x7368_7566_666C_6500  // "shuffle"
        let philox = Philox(seed: Philox(seed: seed ^ purpose).word(stream: UInt64(epoch), index: 0))
        var order = Array(0..<count)
        for last in stride(from: count - 1, to: 0, by: -1) {
            // The high half of the product is uniform in 0...last but for a share of 2^-64 x count.
            let word = philox.word(stream: 0, index: UInt64(last))
            order.swapAt(last, Int(word.multipliedFullWidth(by: UInt64(last + 1)).high))
        }
        return order
    }
}
