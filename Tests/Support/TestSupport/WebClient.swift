import Foundation

/// A client that sends what bytes it likes to a server on this machine.
public final class WebClient {
    private let number: Int32

    /// Connects to `port`.
    public init(port: Int) throws {
        #if canImport(Darwin)
            number = socket(AF_INET, SOCK_STREAM, 0)
        #else
            number = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #endif
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        // A test that waits for what never comes fails.
        var patience = timeval(tv_sec: 30, tv_usec: 0)
        setsockopt(number, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        let code = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(number, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        if code != 0 { throw CocoaError(.fileReadUnknown) }
    }

    deinit { close(number) }

    /// Sends `text`, as much of it as is taken.
    public func send(_ text: String) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let sent = bytes.withUnsafeBytes { Foundation.send(number, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            if sent <= 0 { return }
            bytes = bytes.dropFirst(sent)
        }
    }

    /// What comes until `isEnough` says so, the server closes, or half a minute is over.
    public func receive(until isEnough: (String) -> Bool = { _ in false }) -> String {
        var all: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let text = String(decoding: all, as: UTF8.self)
            if isEnough(text) { return text }
            let count = recv(number, &buffer, buffer.count, 0)
            if count <= 0 { return text }
            all += buffer.prefix(count)
        }
    }

    /// What is answered to a GET of `target`.
    public static func get(_ target: String, port: Int, headers: [String] = [], method: String = "GET") throws -> String
    {
        let client = try WebClient(port: port)
        let host = headers.contains { $0.hasPrefix("Host:") } ? [] : ["Host: 127.0.0.1:\(port)"]
        client.send("\(method) \(target) HTTP/1.1\r\n" + (host + headers).map { $0 + "\r\n" }.joined() + "\r\n")
        return client.receive()
    }
}
