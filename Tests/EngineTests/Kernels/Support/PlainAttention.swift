// Attention and its gradients by their definition, one query and one key at a time.

import CKernels

@testable import Engine

/// Shapes and options of an attention. Queries, keys and values are rows of `heads * width` columns that are a few more
/// apart.
struct PlainAttention: Sendable {
    var batch = 1
    var heads = 1
    let time, memory, width: Int
    var causal = false
    var masked = false
    /// Rows of the table of relative positions.
    var relativeLength: Int?
    var dropout = hk_dropout.none
    /// Elements of the queries and keys that are not the seeded numbers.
    var specialQueries: [Int: Float] = [:]
    var specialKeys: [Int: Float] = [:]

    let scale: Float = 0.6
    var columns: Int { heads * width }
    var queryStride: Int { columns + 3 }
    var keyStride: Int { columns + 1 }
    var valueStride: Int { columns }
    var outStride: Int { columns + 2 }

    var q: [Float] { numbers(batch * time * columns, 1).enumerated().map { specialQueries[$0] ?? $1 } }
    var k: [Float] { numbers(batch * memory * columns, 2).enumerated().map { specialKeys[$0] ?? $1 } }
    var v: [Float] { numbers(batch * memory * columns, 3) }
    var outGradient: [Float] { numbers(batch * time * columns, 4) }
    var relative: [Float]? { relativeLength.map { numbers($0 * width, 5) } }
    /// Some keys are padding; of the last batch all, where there are several.
    var keyMask: [Float]? {
        guard masked else { return nil }
        return (0..<batch * memory).map { batch > 1 && $0 / memory == batch - 1 || $0 % 3 == 1 ? 0 : 1 }
    }

    /// Sizes around a vector's width and around the blocks of queries that a kernel takes.
    static let all: [PlainAttention] = [
        PlainAttention(time: 1, memory: 1, width: 1),
        PlainAttention(heads: 2, time: 3, memory: 5, width: 4),
        PlainAttention(batch: 2, time: 7, memory: 7, width: 3, causal: true),
        PlainAttention(batch: 3, heads: 2, time: 6, memory: 9, width: 5, masked: true),
        PlainAttention(heads: 2, time: 17, memory: 19, width: 8, dropout: .some),
        PlainAttention(time: 33, memory: 35, width: 9, masked: true, dropout: .some),
        PlainAttention(time: 37, memory: 37, width: 16, causal: true, relativeLength: 37),
        PlainAttention(
            batch: 2, heads: 2, time: 9, memory: 9, width: 17, causal: true, masked: true, relativeLength: 13,
            dropout: .some),
        PlainAttention(time: 4, memory: 70, width: 7),
        PlainAttention(heads: 3, time: 40, memory: 3, width: 6, causal: true),
        PlainAttention(time: 3, memory: 6, width: 33, causal: true),
        PlainAttention(batch: 9, heads: 2, time: 3, memory: 3, width: 2, causal: true, relativeLength: 5),
    ]

    /// A product of rows of two arrays.
    private func dot(_ a: [Float], _ i: Int, _ b: [Float], _ j: Int) -> Rounded {
        .sum((0..<width).map { Rounded(a[i + $0]) * Rounded(b[j + $0]) })
    }

    /// Where the row of query i of head h begins; of a key likewise with `memory` for `time`.
    func query(_ b: Int, _ h: Int, _ i: Int) -> Int { (b * time + i) * columns + h * width }
    func key(_ b: Int, _ h: Int, _ j: Int) -> Int { (b * memory + j) * columns + h * width }
    /// Where the relative position of key j to query i begins.
    func position(_ i: Int, _ j: Int) -> Int { ((relativeLength ?? 0) - 1 - (i - j)) * width }

    /// The logits of a query, nil of a key that it does not see.
    func logits(_ b: Int, _ h: Int, _ i: Int) -> [Rounded?] {
        let (q, k, relative, keyMask) = (q, k, relative, keyMask)
        return (0..<memory).map { j in
            if causal && j > i { return nil }
            if let keyMask, keyMask[b * memory + j] == 0 { return nil }
            var logit = dot(q, query(b, h, i), k, key(b, h, j))
            if let relative { logit = logit + dot(q, query(b, h, i), relative, position(i, j)) }
            return logit * Rounded(scale)
        }
    }

    func factor(_ b: Int, _ h: Int, _ i: Int, _ j: Int) -> Rounded {
        Rounded(dropout.plainFactor(((b * heads + h) * memory + j) * time + i))
    }

    /// A row's largest logit and 1 / its sum of exponentials; both 0 where it sees no key.
    func statistics(of logits: [Rounded?]) -> (largest: Rounded, inverse: Rounded) {
        let seen = logits.compactMap { $0 }
        guard let first = seen.first else { return (Rounded(0), Rounded(0)) }
        let largest = seen.reduce(first) { one, other in
            Rounded(value: max(one.value, other.value), error: max(one.error, other.error))
        }
        return (largest, .one / .sum(seen.map { ($0 - largest).exponential }))
    }

    /// The result [B,T,H*width] and the statistics [B,H,2,T].
    func forward() -> (out: [Rounded], statistics: [Rounded]) {
        let v = v
        var out = [Rounded](repeating: Rounded(0), count: batch * time * columns)
        var statistics = [Rounded](repeating: Rounded(0), count: batch * heads * 2 * time)
        for (b, h, i) in rows {
            let logits = logits(b, h, i)
            let known = self.statistics(of: logits)
            statistics[((b * heads + h) * 2) * time + i] = known.largest
            statistics[((b * heads + h) * 2 + 1) * time + i] = known.inverse
            // The quotient is the same whatever number is taken away: that it is near the largest logit is enough.
            let shift = Rounded(Float(known.largest.value))
            let exponentials = logits.map { $0.map { ($0 - shift).exponential } }
            let seen = exponentials.compactMap { $0 }
            if seen.isEmpty { continue }
            let inverse = Rounded.one / .sum(seen)
            for c in 0..<width {
                let terms = exponentials.enumerated().compactMap { j, e in
                    e.map { $0 * factor(b, h, i, j) * Rounded(v[key(b, h, j) + c]) }
                }
                out[query(b, h, i) + c] = .sum(terms) * inverse
            }
        }
        return (out, statistics)
    }

    /// Every batch, head and query.
    var rows: [(b: Int, h: Int, i: Int)] {
        (0..<batch * heads * time).map { ($0 / (heads * time), $0 / time % heads, $0 % time) }
    }

    /// Gradients of the queries, keys, values and relative positions, added to `before`, from kept statistics.
    func backward(statistics: [Float], before: [[Float]]) -> [[Rounded]] {
        let (q, k, v, d, relative) = (q, k, v, outGradient, relative)
        var terms = before.map { $0.map { [Rounded($0)] } }
        for (b, h, i) in rows {
            let (logits, query) = (logits(b, h, i), query(b, h, i))
            let kept = ((b * heads + h) * 2) * time + i
            let (largest, inverse) = (Rounded(statistics[kept]), Rounded(statistics[kept + time]))
            let probabilities = logits.map { $0.map { ($0 - largest).exponential * inverse } ?? Rounded(0) }
            let slopes = (0..<memory).map { j in
                logits[j] == nil ? Rounded(0) : dot(d, query, v, key(b, h, j)) * factor(b, h, i, j)
            }
            let along = Rounded.sum(zip(probabilities, slopes).map { $0 * $1 })
            for j in 0..<memory where logits[j] != nil {
                let key = key(b, h, j)
                let slope = probabilities[j] * Rounded(scale) * (slopes[j] - along)
                let kept = probabilities[j] * factor(b, h, i, j)
                for c in 0..<width {
                    terms[0][query + c].append(slope * Rounded(k[key + c]))
                    terms[1][key + c].append(slope * Rounded(q[query + c]))
                    terms[2][key + c].append(kept * Rounded(d[query + c]))
                    guard let relative else { continue }
                    terms[0][query + c].append(slope * Rounded(relative[position(i, j) + c]))
                    terms[3][position(i, j) + c].append(slope * Rounded(q[query + c]))
                }
            }
        }
        return terms.map { $0.map { .sum($0) } }
    }
}
