import Testing

@testable import Workloads

@Suite("Chord files") struct ChordSequenceTests {
    private let sequence = ChordSequence([1, 1, 20, 0], secondsPerStep: 0.5)

    @Test("equal neighbours are joined, and chords have Harte's names")
    func lab() {
        #expect(sequence.lab == "0.000 1.000 C\n1.000 1.500 A:min\n1.500 2.000 N\n")
    }

    @Test("the MIDI file is what a sequencer expects, byte for byte")
    func midi() {
        var expected: [UInt8] = Array("MThd".utf8) + [0, 0, 0, 6, 0, 0, 0, 1, 1, 224] + Array("MTrk".utf8)
        var track: [UInt8] = [0, 0xFF, 0x51, 3, 0x07, 0xA1, 0x20, 0, 0xC0, 0]
        track += [0, 0x90, 36, 80, 0, 0x90, 60, 80, 0, 0x90, 64, 80, 0, 0x90, 67, 80]
        track += [0x87, 0x40, 0x80, 36, 0, 0, 0x80, 60, 0, 0, 0x80, 64, 0, 0, 0x80, 67, 0]
        track += [0, 0x90, 45, 80, 0, 0x90, 69, 80, 0, 0x90, 72, 80, 0, 0x90, 76, 80]
        track += [0x83, 0x60, 0x80, 45, 0, 0, 0x80, 69, 0, 0, 0x80, 72, 0, 0, 0x80, 76, 0]
        track += [0x83, 0x60, 0xFF, 0x2F, 0]
        expected += [0, 0, 0, UInt8(track.count)] + track
        #expect(sequence.midi == expected)
    }

    @Test(
        "numbers of variable length are those of the standard",
        arguments: [
            (0, [0]), (0x7F, [0x7F]), (0x80, [0x81, 0]), (0x3FFF, [0xFF, 0x7F]),
            (0x0FFF_FFFF, [0xFF, 0xFF, 0xFF, 0x7F]),
        ] as [(Int, [UInt8])])
    func variableLengths(value: Int, bytes: [UInt8]) {
        #expect(ChordSequence.variableLength(value) == bytes)
    }

    @Test("every chord's number and name agree")
    func names() {
        #expect(ChordName.text(0) == "N")
        #expect(ChordName.text(24) == "B:min")
        #expect(ChordName.text(30) == "30")
        #expect(
            (1..<25).allSatisfy {
                ChordName.triad($0).map { ChordName.number(root: $0.root, isMinor: $0.isMinor) } == $0
            })
    }

    @Test("drawing takes the likeliest at temperature 0 and follows the probabilities otherwise")
    func picking() {
        #expect(ChordGenerator.pick([0, 2, 1], temperature: 0, draw: 0.99) == 1)
        #expect(ChordGenerator.pick([0, 0], temperature: 1, draw: 0.49) == 0)
        #expect(ChordGenerator.pick([0, 0], temperature: 1, draw: 0.51) == 1)
        #expect(ChordGenerator.pick([0, 1000], temperature: 1, draw: 0.001) == 1)
    }
}
