/// `text` as one word of a POSIX shell, in single quotes.
///
/// By its bytes, as the shell reads them: a quote with a combining mark behind it ends a word all the same.
public func shellQuoted(_ text: String) -> String {
    var quoted: [UInt8] = [UInt8(ascii: "'")]
    for byte in text.utf8 {
        if byte == UInt8(ascii: "'") { quoted += "'\\''".utf8 } else { quoted.append(byte) }
    }
    return String(decoding: quoted + [UInt8(ascii: "'")], as: UTF8.self)
}
