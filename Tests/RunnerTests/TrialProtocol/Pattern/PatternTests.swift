import TestSupport
import Testing
import _StringProcessing

@testable import Runner

@Suite("Regular expressions in bounded time")
struct PatternTests {
    /// What Swift's library finds.
    private func expected(_ pattern: String, _ text: String, all: Bool) throws -> [[String]] {
        let regex = try Regex(pattern)
        let matches = all ? text.matches(of: regex) : (try regex.firstMatch(in: text)).map { [$0] } ?? []
        return matches.map { match in
            match.output.compactMap { group in
                group.name.flatMap { name in group.substring.map { "\(name)=\($0)" } }
            }
        }
    }

    private func found(_ pattern: String, _ text: String, all: Bool) throws -> [[String]]? {
        try Pattern(pattern).matches(in: text, all: all).map { $0.map { $0.map { "\($0.name)=\($0.text)" } } }
    }

    private static let lines = [
        "", "Epoch 12/50, loss: 0.4310, val_loss: 1.5e-03", "12:30:01 INFO [epoch=3] train/loss=0.25 acc=97.5%",
        "  step 000120 | loss 3.1415 | lr 1e-4 | 12.5 it/s", "epoch\t7\tloss\tnan", "Ep 1: Loss=-inf, LOSS=2",
        "Épöque 3 – perte 0,5 (été)", "loss 1 loss 2 loss 3", "a1b22c333", "val-loss:.5;",
    ]

    @Test(
        "mean what Swift's library takes them to mean",
        arguments: [
            #"epoch (?<e>\d+)"#, #"(?i)ep(?:och)?\W*(?<e>\d+).*?loss\W+(?<l>\S+)"#, #"loss[:= ]+(?<l>[-+\d.einfa]+)"#,
            #"(?<n>\d+)(?=[^\d]|$)"#, #"\bloss\b\s*(?<l>\S*)"#,
            #"(?<l>\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)"#, #"^\s*step (?<e>0*\d+) \|"#, #"(?<a>a|ab|abc)(?<b>\d*)"#,
            #"(?<x>\w+)=(?<y>[^ ,]+)"#, #"(?<x>\d{2,3}?)(?<y>\d{0,1})"#, #"(?<a>x)?(?<b>\d)"#, #"(?>\d+)(?<r>\D)"#,
            #"(?<d>\d++)[^\d]"#, #"(?<a>l)(?<b>o)ss \d \1\2ss"#, #"(?<s>[[:digit:]]+)"#, #"(?<p>\p{L}+) 3"#,
            #"[\w\-/]+(?<v>[\]=:])"#, #"(?<t>\d\d:\d\d)"#, #"(?-i)Loss(?i:=(?<v>-INF|\d))"#, #"(?<a>.*)loss(?<b>.*)$"#,
            #"(?<q>[^\x20-\x7e]+)"#, "(?<w>é|ö)", #"(?:(?<k>loss) (?<v>\d) ?)+"#, #"(?<b>\B\d)"#, #"(?P<z>\d)\z"#,
        ], [false, true])
    func sameAsLibrary(pattern: String, all: Bool) throws {
        for line in Self.lines {
            #expect(try found(pattern, line, all: all) == (try expected(pattern, line, all: all)), "\(line)")
        }
    }

    @Test("and so do random ones")
    func random() throws {
        var generator = SeededGenerator(seed: 3)
        func node(_ depth: Int) -> String {
            let atoms = ["a", "b", "[ab]", "[^a]", ".", "\\d", "\\w", "c", "\\s", "1"]
            let atom = { atoms[Int.random(in: 0..<atoms.count, using: &generator)] }
            guard depth > 0 else { return atom() }
            switch Int.random(in: 0..<7, using: &generator) {
            case 0: return node(depth - 1) + node(depth - 1)
            case 1: return "(?:\(node(depth - 1))|\(node(depth - 1)))"
            case 2: return "(?:\(node(depth - 1)))" + ["+", "+?", "{1,2}", "{2}"].randomElement(using: &generator)!
            case 3: return "(?<g\(Int.random(in: 0...1_000_000_000, using: &generator))>\(node(depth - 1)))"
            case 4: return atom() + ["*", "?", "*?", "??"].randomElement(using: &generator)! + node(depth - 1)
            case 5: return "(?=\(node(depth - 1)))" + node(depth - 1)
            default: return node(depth - 1) + atom()
            }
        }
        for _ in 0..<400 {
            let pattern = node(4)
            #expect(try Pattern(pattern).isBounded)
            for _ in 0..<4 {
                let text = String((0..<8).map { _ in Array("aabbc1 2")[Int.random(in: 0..<8, using: &generator)] })
                for all in [false, true] {
                    #expect(
                        try found(pattern, text, all: all) == (try expected(pattern, text, all: all)),
                        "\(pattern) in \(text)")
                }
            }
        }
    }

    @Test(
        "take no more steps than there are places in the pattern times places in the text",
        arguments: [
            #"epoch.*?(?<epoch>\d+).*loss.*?(?<l>[\d.]+)"#, #"(?<x>a+)+$"#, #"(?<x>(?:a|aa)+)$"#, #"(?:(?<x>.*)-)*!"#,
            #"(?<x>a*)*b"#,
        ])
    func bounded(pattern: String) throws {
        let text =
            "epoch " + String(repeating: "a", count: 3000) + " 12 " + String(repeating: "epoch 1 ", count: 100) + "x"
        let pattern = try Pattern(pattern)
        #expect(pattern.isBounded)
        #expect(pattern.matches(in: text).map(\.isEmpty) == true)
    }

    @Test("are given up where references to groups make all ways different")
    func givenUp() throws {
        let text = String(repeating: "a", count: 60) + "!"
        #expect(try Pattern(#"(?<x>a+)+\1+\1+\1+$"#).matches(in: text) == nil)
    }

    @Test("what only the library can read is left to it", arguments: [#"(?<x>\p{Lu}+)"#, #"(?<x>[[:alpha:]]+)"#])
    func leftToLibrary(pattern: String) throws {
        #expect(try !Pattern(pattern).isBounded)
        #expect(try found(pattern, "AB1", all: false) == [["x=AB"]])
    }
}
