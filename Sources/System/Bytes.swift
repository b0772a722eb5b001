#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

extension ArraySlice<UInt8> {
    /// The position of the first `byte`, found by the C library's memchr: several times faster than `firstIndex` over long lines.
    public func position(of byte: UInt8) -> Int? {
        withUnsafeBytes { buffer in
            guard let start = buffer.baseAddress, let found = memchr(start, Int32(byte), buffer.count) else {
                return nil
            }
            return startIndex + (UnsafeRawPointer(found) - start)
        }
    }
}
