import Testing

@testable import System

@Suite("SHA-256")
struct SHA256Tests {
    /// Messages of FIPS 180-4's examples and of NIST's vectors, with their sums.
    static let vectors: [(message: [UInt8], sum: String)] = [
        ([], "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        (Array("abc".utf8), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            Array("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq".utf8),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
        (
            Array(
                ("abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
                    + "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu").utf8),
            "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
        ),
        (
            [UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
        ),
        ([0xBD], "68325720aabd7c82f30f554b313d0570c95accbb7dc4b5aae11204c08ffe732b"),
        ([UInt8](repeating: 0, count: 55), "02779466cdec163811d078815c633f21901413081449002f24aa3e80f0b88ef7"),
        ([UInt8](repeating: 0, count: 56), "d4817aa5497628e7c77e6b606107042bbba3130888c5f47a375e6179be789fbb"),
        ([UInt8](repeating: 0, count: 64), "f5a5fd42d16a20302798ef6ed309979b43003d2320d9f0e8ea9831a92759fb4b"),
    ]

    @Test(
        "is that of the standard's examples, whole and in portions of any size", arguments: [1, 3, 63, 64, 65, 1 << 20])
    func examples(portion: Int) {
        for (message, expected) in Self.vectors {
            var sum = SHA256()
            for start in stride(from: 0, to: message.count, by: portion) {
                sum.add(message[start..<min(start + portion, message.count)])
            }
            #expect(sum.hex == expected)
        }
    }

    @Test("can be read and gone on with")
    func goesOn() {
        var sum = SHA256()
        sum.add(ArraySlice("ab".utf8))
        #expect(sum.hex == sum.hex)
        sum.add(ArraySlice("c".utf8))
        #expect(sum.hex == Self.vectors[1].sum)
    }
}
