// Places buffers of known lifetimes in one memory, so that those alive at the same time never overlap.
//
//     var plan = MemoryPlan()
//     let a = plan.add(count: 100, from: 0, through: 3)
//     plan.place();  plan.offsets[a]
//
// Greedy by size (Pisarchyk and Lee, Efficient memory management for deep neural net inference, 2020).

/// Buffers in floats over a line of moments, and where each is placed.
struct MemoryPlan {
    struct Buffer {
        let count: Int
        var first: Int
        var last: Int
    }

    private(set) var buffers: [Buffer] = []
    private(set) var offsets: [Int] = []
    private(set) var total = 0

    /// Adds a buffer that is alive from one moment through another, both included.
    mutating func add(count: Int, from first: Int, through last: Int) -> Int {
        buffers.append(Buffer(count: FloatMemory.aligned(count), first: first, last: last))
        return buffers.count - 1
    }

    /// Lengthens a buffer's life.
    mutating func extend(_ buffer: Int, from first: Int, through last: Int) {
        buffers[buffer].first = min(buffers[buffer].first, first)
        buffers[buffer].last = max(buffers[buffer].last, last)
    }

    /// Chooses the offsets.
    mutating func place() {
        offsets = Array(repeating: 0, count: buffers.count)
        total = 0
        var placed: [Int] = []  // by offset
        let order = buffers.indices.sorted {
            (buffers[$0].count, -$0) > (buffers[$1].count, -$1)
        }
        for index in order {
            let buffer = buffers[index]
            var best: (gap: Int, offset: Int)?
            var end = 0
            for other in placed where buffers[other].first <= buffer.last && buffer.first <= buffers[other].last {
                let gap = offsets[other] - end
                if gap >= buffer.count, best.map({ gap < $0.gap }) ?? true { best = (gap, end) }
                end = max(end, offsets[other] + buffers[other].count)
            }
            offsets[index] = best?.offset ?? end
            total = max(total, offsets[index] + buffer.count)
            let place = placed.firstIndex { offsets[$0] > offsets[index] } ?? placed.count
            placed.insert(index, at: place)
        }
    }
}
