import JSON
import Testing

@testable import Interchange

@Suite("Optuna's distributions")
struct OptunaDistributionTests {
    @Test(
        "a distribution is read as Optuna writes it, and written so again",
        arguments: [
            (
                #"{"name":"FloatDistribution","attributes":{"step":null,"low":1e-05,"high":0.1,"log":true}}"#,
                OptunaDistribution.float(low: 1e-5, high: 0.1, step: nil, log: true)
            ),
            (
                #"{"name":"IntDistribution","attributes":{"log":false,"step":2,"low":1,"high":9}}"#,
                .int(low: 1, high: 9, step: 2, log: false)
            ),
            (
                #"{"name":"CategoricalDistribution","attributes":{"choices":[null,true,1,1.5,"sgd"]}}"#,
                .categorical([nil, true, 1, 1.5, "sgd"])
            ),
            (
                #"{"name":"CategoricalDistribution","attributes":{"choices":[1e+30,-Infinity,"123456789012345678901",9223372036854775807]}}"#,
                .categorical([1e30, .double(-.infinity), "123456789012345678901", 9_223_372_036_854_775_807])
            ),
        ])
    func readAndWritten(text: String, distribution: OptunaDistribution) {
        #expect(OptunaDistribution(parsing: text) == distribution)
        #expect(OptunaDistribution(parsing: distribution.text) == distribution)
    }

    @Test(
        "what is no distribution is none",
        arguments: [
            "", "{}", #"{"name":"FloatDistribution","attributes":{"low":1,"high":0}}"#,
            #"{"name":"IntDistribution","attributes":{"low":-9223372036854775808,"high":9223372036854775807}}"#,
            #"{"name":"CategoricalDistribution","attributes":{"choices":[]}}"#,
            #"{"name":"FloatDistribution","attributes":{"low":NaN,"high":1}}"#,
            // Integers that would become doubles.
            #"{"name":"CategoricalDistribution","attributes":{"choices":[1, 123456789012345678901234567890]}}"#,
            #"{"name":"CategoricalDistribution","attributes":{"choices":["a\"b", -9223372036854775809]}}"#,
        ])
    func refused(text: String) { #expect(OptunaDistribution(parsing: text) == nil) }
}
