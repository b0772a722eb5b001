import Dispatch
import Foundation
import SQLite
import Synchronization
import Testing

/// Two threads that read; each begins before the other ends.
final class TurningReaders: Sendable {
    private let isStopped = Mutex(false)
    private let begun = [DispatchSemaphore(value: 0), DispatchSemaphore(value: 0)]
    private let ended = DispatchSemaphore(value: 0)
    private let turns = Mutex(0)

    init(of path: String, schema: Schema) {
        for index in 0..<2 {
            Thread.detachNewThread { [self] in
                do { try read(path, schema, index) } catch { Issue.record(error) }
                begun[1 - index].signal()
                ended.signal()
            }
        }
    }

    /// - Returns: how often a reader has begun.
    func stop() -> Int {
        isStopped.withLock { $0 = true }
        ended.wait()
        ended.wait()
        return turns.withLock { $0 }
    }

    private func read(_ path: String, _ schema: Schema, _ index: Int) throws {
        var connection = try schema.open(path)
        while !isStopped.withLock({ $0 }) {
            // The first begins; from then on each waits for the other to have begun.
            let isFirst = turns.withLock { $0 == 0 } && index == 0
            if !isFirst { begun[index].wait() }
            connection.rollback()
            try connection.begin(.deferred, for: "read")
            _ = try connection.first("SELECT count(*) FROM a", for: "read") { row throws(SQLiteError) in
                try row[0] as Int
            }
            turns.withLock { $0 += 1 }
            begun[1 - index].signal()
        }
    }
}
