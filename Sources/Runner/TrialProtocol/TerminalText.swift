// What a person would see of a line on a terminal.
//
//     \u{1B}[1mloss 0.5\u{1B}[0m            loss 0.5
//      10% loss=2\r 100% loss=1            100% loss=1
//     loss 2\u{8}1                         loss 1

/// Takes out of a line what a terminal would obey rather than show.
public enum TerminalText {
    /// `line` without colours and other escapes, rewritten by its returns and shortened by its backspaces.
    public static func shown(_ line: [UInt8]) -> [UInt8] {
        guard line.contains(where: { $0 == escape || $0 == carriageReturn || $0 == backspace }) else { return line }
        var shown: [UInt8] = []
        var isReturned = false
        var rest = line[...]
        while let byte = rest.popFirst() {
            switch byte {
            case escape:
                if skipEscape(&rest) { shown.removeAll() }
            case carriageReturn: isReturned = true
            case backspace: erase(&shown)
            default:
                // A return shows nothing by itself: the line stands until it is written over.
                if isReturned { shown.removeAll() }
                isReturned = false
                shown.append(byte)
            }
        }
        return shown
    }

    /// Takes back the last character.
    static func erase(_ text: inout [UInt8]) {
        while let last = text.popLast(), last & 0xC0 == 0x80 {}
    }

    static let backspace: UInt8 = 0x08
    static let carriageReturn: UInt8 = 0x0D
    private static let escape: UInt8 = 0x1B
    private static let bell: UInt8 = 0x07

    /// Skips what follows an escape character, and says whether it empties the line.
    private static func skipEscape(_ rest: inout ArraySlice<UInt8>) -> Bool {
        switch rest.popFirst() {
        case UInt8(ascii: "[")?:
            var parameters: [UInt8] = []
            while let byte = rest.popFirst() {
                if 0x40...0x7E ~= byte { return empties(byte, parameters) }
                parameters.append(byte)
            }
        case UInt8(ascii: "]")?:
            // Ended by a bell, or by an escape and a backslash.
            while let byte = rest.popFirst() {
                if byte == bell { break }
                if byte == escape {
                    if rest.first == UInt8(ascii: "\\") { rest.removeFirst() }
                    break
                }
            }
        case UInt8(ascii: "(")?, UInt8(ascii: ")")?: _ = rest.popFirst()
        default: break
        }
        return false
    }

    /// Whether the line is erased (`2K`) or gone back to its start (`G`), to be written anew.
    private static func empties(_ command: UInt8, _ parameters: [UInt8]) -> Bool {
        switch command {
        case UInt8(ascii: "K"): parameters == [UInt8(ascii: "2")]
        case UInt8(ascii: "G"): parameters.isEmpty || parameters == [UInt8(ascii: "1")]
        default: false
        }
    }
}
