// Bytes in and out of a descriptor. Interrupted calls go on; what the other end has not got yet is no error.

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

extension Descriptor {
    /// The most bytes that one call asks for: some systems refuse more.
    private static let mostAtOnce = 1 << 30

    /// At most `limit` bytes: none at the end, nil where a non-blocking descriptor has none yet.
    public func receive(upTo limit: Int) throws(SystemError) -> [UInt8]? {
        var code: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
            var received = read(number, buffer.baseAddress, limit)
            while received < 0 && errno == EINTR { received = read(number, buffer.baseAddress, limit) }
            code = received < 0 ? errno : 0
            count = max(0, received)
        }
        if code == EAGAIN || code == EWOULDBLOCK { return nil }
        if code != 0 { throw SystemError("read", code: code) }
        return bytes
    }

    /// Fills `buffer` with the bytes of a file from `offset` on; a file that ends before is an error.
    public func fill(_ buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(SystemError) {
        var done = 0
        while done < buffer.count {
            guard let base = buffer.baseAddress else { return }
            let wanted = min(buffer.count - done, Self.mostAtOnce)
            let count = pread(number, base + done, wanted, off_t(offset + done))
            if count > 0 { done += count; continue }
            if count == 0 { throw .endOfFile("") }
            guard errno == EINTR else { throw SystemError("read") }
        }
    }

    /// Writes from the start of `bytes`; fewer than all where a non-blocking descriptor is full.
    ///
    /// - Returns: how many were written.
    public func send(_ bytes: UnsafeRawBufferPointer) throws(SystemError) -> Int {
        guard let start = bytes.baseAddress else { return 0 }
        var sent = 0
        while sent < bytes.count {
            let step = write(number, start + sent, min(bytes.count - sent, Self.mostAtOnce))
            if step >= 0 {
                sent += step
            } else if errno == EAGAIN || errno == EWOULDBLOCK {
                return sent
            } else if errno != EINTR {
                throw SystemError("write")
            }
        }
        return sent
    }

    /// The same of bytes in an array.
    public func send(_ bytes: ArraySlice<UInt8>) throws(SystemError) -> Int {
        var result = Result<Int, SystemError>.success(0)
        bytes.withUnsafeBytes { buffer in
            do throws(SystemError) { result = .success(try send(buffer)) } catch { result = .failure(error) }
        }
        return try result.get()
    }
}
