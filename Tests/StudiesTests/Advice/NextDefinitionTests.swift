import Studies
import Testing

@Suite("The next definition")
struct NextDefinitionTests {
    @Test(
        "is called by the next number",
        arguments: [
            ("face", "face-2"), ("face-2", "face-3"), ("face-9", "face-10"), ("face-transformer", "face-transformer-2"),
            ("v-1.5", "v-1.5-2"), ("a-0", "a-0-2"), ("a-007", "a-007-2"),
        ])
    func names(name: String, next: String) {
        #expect(NextDefinition.name(after: name) == next)
    }

    @Test("has a name that is not too long")
    func longName() {
        #expect(NextDefinition.name(after: String(repeating: "a", count: 100)).utf8.count == 100)
    }
}
