import Testing

@Suite("broken definitions: the space and its constraints")
struct BrokenSpaceTests {
    @Test(
        "each mistake of the space is told",
        arguments: [
            (
                "{}",
                "space: there is nothing to sample, expected a parameter such as lr: { float: [1e-5, 1e-1], log: true }"
            ),
            (
                "{ lr: 0.1 }",
                "space.lr: found the number 0.1, expected an object such as { float: [0, 0.5] } (a value that stays the same belongs under fixed)"
            ),
            ("{ lr: {} }", "space.lr: found none of them, expected one of int, float, choice, equals"),
            (
                "{ lr: { int: [1, 2], choice: [1] } }",
                "space.lr: found int and choice, expected one of int, float, choice, equals"
            ),
            ("{ lr: { flaot: [0, 1] } }", "space.lr.flaot: unknown key; did you mean `float`?"),
            ("{ lr: { int: [1, 2], ordered: true } }", "space.lr.ordered: `ordered` does not go with `int`"),
            ("{ lr: { choice: [1, 2], log: true } }", "space.lr.log: `log` does not go with `choice`"),
            ("{ lr: { int: [3, 2] } }", "space.lr.int: the range is empty: found [3, 2], expected the low end first"),
            (
                "{ lr: { float: [0.5, 0.1] } }",
                "space.lr.float: the range is empty: found [0.5, 0.1], expected the low end first"
            ),
            ("{ lr: { int: [] } }", "space.lr.int: found a list of 0, expected the two ends of the range: [low, high]"),
            (
                "{ lr: { float: [1, 2, 3] } }",
                "space.lr.float: found a list of 3, expected the two ends of the range: [low, high]"
            ),
            ("{ lr: { int: 3 } }", "space.lr.int: found the number 3, expected the two ends of the range: [low, high]"),
            (
                "{ lr: { int: [1, 2.5] } }",
                "space.lr.int[1]: found the number 2.5, expected an integer from -9007199254740992 to 9007199254740992"
            ),
            (
                "{ lr: { float: [0, Infinity] } }",
                "space.lr.float[1]: found the number \"inf\", expected a finite number"
            ),
            ("{ lr: { float: ['a', 1] } }", "space.lr.float[0]: found the string \"a\", expected a finite number"),
            (
                "{ lr: { float: [0, 1], log: true } }",
                "space.lr.float: found the low end 0.0, expected one above 0 where the range is logarithmic"
            ),
            (
                "{ lr: { int: [0, 5], log: true } }",
                "space.lr.int: found the low end 0, expected at least 1 where the range is logarithmic"
            ), ("{ lr: { float: [0, 1], step: 0 } }", "space.lr.step: found the number 0, expected a number above 0"),
            (
                "{ lr: { int: [0, 9], step: -1 } }",
                "space.lr.step: found the number -1, expected an integer from 1 to 9007199254740992"
            ),
            ("{ lr: { float: [1, 2], step: 0.1, log: true } }", "space.lr.step: a logarithmic range has no step"),
            (
                "{ lr: { float: [0, 1], step: 1e-300 } }",
                "space.lr.step: found 1e-300, expected a step that divides the range into fewer than 2^53 values"
            ),
            (
                "{ lr: { float: [-1e308, 1e308] } }",
                "space.lr.float: the range is too wide: the difference of its ends is no finite number"
            ), ("{ lr: { choice: [] } }", "space.lr.choice: there is nothing to choose from"),
            (
                "{ lr: { choice: [1, 2, 1.0] } }",
                "space.lr.choice[2]: the choice 1.0 is there twice; the first is space.lr.choice[0]"
            ),
            (
                "{ lr: { choice: [1, {}] } }",
                "space.lr.choice[1]: found an object, expected a number, a string, true or false"
            ),
            ("{ lr: { float: [0, 1], log: 'yes' } }", "space.lr.log: found the string \"yes\", expected true or false"),
            // Expressions.
            (
                "{ lr: { int: [1, 2] }, b: { equals: '4 * lrr' } }",
                "space.b.equals: column 5 of `4 * lrr`: unknown name `lrr`; did you mean `lr`?"
            ),
            (
                "{ lr: { int: [1, 2] }, b: { equals: '4 *' } }",
                "space.b.equals: column 4 of `4 *`: found the end of the expression, expected a value"
            ),
            (
                "{ lr: { int: [1, 2] }, b: { equals: 4 } }",
                "space.b.equals: found the number 4, expected an expression in quotes, such as \"4 * d_model\""
            ),
            (
                "{ lr: { int: [1, 2] }, b: { int: [1, 2], when: 'lr' } }",
                "space.b.when: found an expression that gives an integer, expected one that is true or false, such as \"heads > 2\""
            ),
            (
                "{ lr: { int: [1, 2] }, b: { int: [1, 2], when: \"lr == 'a'\" } }",
                "space.b.when: column 4 of `lr == 'a'`: `==` cannot compare an integer with a string"
            ),
            (
                "{ lr: { int: [1, 2] }, b: { equals: 'b + 1' } }",
                "space.b: the values depend on each other in a circle: b → b"
            ),
            (
                "{ lr: { int: [1, 2] }, b: { equals: 'c + 1' }, c: { equals: 'b' } }",
                "space.b: the values depend on each other in a circle: b → c → b"
            ),
            (
                "{ lr: { int: [1, 2], when: 'b > 0' }, b: { equals: 'lr' } }",
                "space.lr: the values depend on each other in a circle: lr → b → lr"
            ),
            (
                "{ b: { equals: '1 + 1' }, lr: { equals: '3' } }",
                "space: there is nothing to sample, expected a parameter such as lr: { float: [1e-5, 1e-1], log: true }"
            ),
        ])
    func tellsMistakeOfSpace(space: String, problem: String) {
        #expect(Definitions.problems(replacing: ["space": space]) == ["s.json5:6: " + problem])
    }

    @Test(
        "each mistake of a constraint is told",
        arguments: [
            ("['haeds > 2']", "where[0]: column 1 of `haeds > 2`: unknown name `haeds`; did you mean `heads`?"),
            (
                "['heads + 2']",
                "where[0]: found an expression that gives an integer, expected one that is true or false, such as \"heads > 2\""
            ),
            ("'heads = 2'", "where: column 7 of `heads = 2`: `=` is not part of the language: write `==` to compare"),
            ("[3]", "where[0]: found the number 3, expected an expression in quotes, such as \"4 * d_model\""),
            ("3", "where: found the number 3, expected a list: [ … ]"),
            (
                "['seed % 2 == 0']",
                "where[0]: `seed % 2 == 0` follows from `seed`, which is another for each trial: only a value that is derived "
                    + "(`equals`) can"
            ),
        ])
    func tellsMistakeOfConstraint(constraints: String, problem: String) {
        #expect(Definitions.problems(replacing: ["where": constraints]) == ["s.json5:7: " + problem])
    }

    @Test(
        "constraints that nothing meets are told where they stand",
        arguments: ["['heads > 8']", "['lr > 1']", "['heads == 2', 'heads == 4']"])
    func tellsInfeasible(constraints: String) {
        let problems = Definitions.problems(replacing: ["where": constraints])
        #expect(problems.count == 1)
        #expect(problems.first?.hasPrefix("s.json5:7: where: no co") == true, "\(problems)")
    }
}
