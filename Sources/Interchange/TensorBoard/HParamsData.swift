// What TensorBoard's HParams plugin is told: of a whole experiment, and of each of its sessions, which are trials here.

/// One message of the plugin's.
struct HParamsData {
    /// The tag that it stands under.
    let tag: String
    private let field: Int
    private let content: ProtocolBuffer

    /// As the plugin's metadata hold it; its version 0 is the one that is not written.
    var message: ProtocolBuffer {
        var message = ProtocolBuffer()
        message.add(field, content)
        return message
    }

    /// How a session ended.
    enum Status: Int {
        case unknown = 0
        case success, failure, running
    }

    /// A value of a parameter.
    enum Value: Hashable {
        case number(Double)
        case text(String)
        case truth(Bool)

        fileprivate var message: ProtocolBuffer {
            var value = ProtocolBuffer()
            switch self {
            case .number(let number): value.addAlways(2, number)
            case .text(let text): value.addAlways(3, text)
            case .truth(let truth): value.addAlways(4, truth)
            }
            return value
        }
    }

    /// What a parameter may be.
    enum Domain {
        case interval(ClosedRange<Double>)
        case values([Value])
    }

    /// A parameter of the experiment.
    struct Parameter {
        let name: String
        let domain: Domain
        /// Whether it has several values; the plugin shows those first.
        let differs: Bool

        fileprivate var message: ProtocolBuffer {
            var info = ProtocolBuffer()
            info.add(1, name)
            switch domain {
            case .interval(let range):
                info.add(4, 3)
                var interval = ProtocolBuffer()
                interval.add(1, range.lowerBound)
                interval.add(2, range.upperBound)
                info.add(6, interval)
            case .values(let values):
                info.add(4, Self.type(of: values))
                var list = ProtocolBuffer()
                for value in values { list.add(1, value.message) }
                info.add(5, list)
            }
            info.add(7, differs ? 1 : 0)
            return info
        }

        private static func type(of values: [Value]) -> Int {
            switch values.first {
            case .truth: 2
            case .number: 3
            case .text, nil: 1
            }
        }
    }

    static func experiment(
        _ name: String, description: String, created: Double, parameters: [Parameter],
        metrics: [(tag: String, description: String)]
    ) -> HParamsData {
        var experiment = ProtocolBuffer()
        experiment.add(1, description)
        experiment.add(3, created)
        for parameter in parameters { experiment.add(4, parameter.message) }
        for metric in metrics {
            var name = ProtocolBuffer()
            name.add(2, metric.tag)
            var info = ProtocolBuffer()
            info.add(1, name)
            info.add(4, metric.description)
            experiment.add(5, info)
        }
        experiment.add(6, name)
        return HParamsData(tag: "_hparams_/experiment", field: 2, content: experiment)
    }

    /// - Parameter group: the session that it repeats; itself where nothing is said.
    static func start(
        _ parameters: [(name: String, value: Value)], group: String?, at time: Double
    ) -> HParamsData {
        var start = ProtocolBuffer()
        for (name, value) in parameters {
            var entry = ProtocolBuffer()
            entry.add(1, name)
            entry.add(2, value.message)
            start.add(1, entry)
        }
        start.add(4, group ?? "")
        start.add(5, time)
        return HParamsData(tag: "_hparams_/session_start_info", field: 3, content: start)
    }

    static func end(_ status: Status, at time: Double?) -> HParamsData {
        var end = ProtocolBuffer()
        end.add(1, status.rawValue)
        end.add(2, time ?? 0)
        return HParamsData(tag: "_hparams_/session_end_info", field: 4, content: end)
    }
}
