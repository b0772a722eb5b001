/// The objective against each parameter, a small panel for each, with the marginal mean and its band where it is known.
///
/// ```swift
/// SlicesChart(
///     title: "Slices", objective: Measure("val_loss"), direction: .minimize,
///     panels: [
///         .init(axis: ParameterAxis("lr", .logarithmic), points: [.init(trial: 0, parameter: .number(1e-3), value: 0.4)],
///               effect: [.init(parameter: .number(1e-3), mean: 0.5, low: 0.4, high: 0.6)])
///     ])
/// ```
public struct SlicesChart: Chart {
    /// One trial in one panel.
    public struct Point: Sendable, Hashable {
        /// The trial's number.
        public var trial: Int
        /// The parameter's value.
        public var parameter: AxisValue
        /// The objective.
        public var value: Double
        /// What has become of the trial.
        public var mark: Mark

        /// A point.
        public init(trial: Int, parameter: AxisValue, value: Double, mark: Mark = .completed) {
            self.trial = trial
            self.parameter = parameter
            self.value = value
            self.mark = mark
        }
    }

    /// The marginal mean at one value of the parameter.
    public struct Effect: Sendable, Hashable {
        /// The parameter's value.
        public var parameter: AxisValue
        /// The mean of the objective over all other parameters.
        public var mean: Double
        /// The lower end of its band.
        public var low: Double
        /// The upper end of its band.
        public var high: Double

        /// A marginal mean with its band.
        public init(parameter: AxisValue, mean: Double, low: Double, high: Double) {
            self.parameter = parameter
            self.mean = mean
            self.low = low
            self.high = high
        }
    }

    /// One parameter.
    public struct Panel: Sendable, Hashable {
        /// The parameter's axis.
        public var axis: ParameterAxis
        /// Its trials; those in which it is not set are left out, and counted.
        public var points: [Point]
        /// Its marginal effect, in the order of the axis; empty where it is not known.
        public var effect: [Effect]

        /// A panel.
        public init(axis: ParameterAxis, points: [Point], effect: [Effect] = []) {
            self.axis = axis
            self.points = points
            self.effect = effect
        }
    }

    /// What stands above the picture.
    public let title: String
    /// What is drawn upwards.
    public let objective: Measure
    /// Which values are better.
    public let direction: Direction
    /// What the band is, in words: `± one standard deviation`.
    public let band: String
    /// A panel for each parameter, all with the same axis upwards.
    public let panels: [Panel]

    /// At most so many panels are drawn; the table has all.
    static let most = 24

    /// Slices.
    public init(
        title: String, objective: Measure, direction: Direction, band: String = "± one standard deviation",
        panels: [Panel]
    ) {
        self.title = title
        self.objective = objective
        self.direction = direction
        self.band = band
        self.panels = panels
    }

    /// What the picture says, in a sentence.
    public var summary: String {
        panels.isEmpty
            ? "No parameter varies."
            : "\(objective.text) against each of \(Words.count(panels.count, "parameter")), \(direction.words)."
    }

    /// The numbers behind the picture.
    public var table: ChartTable {
        ChartTable(
            columns: ["parameter", "value", objective.text, "trial", "state"],
            rows: panels.flatMap { panel in
                panel.points.map {
                    [
                        panel.axis.measure.text, $0.parameter.text, NumberText.short($0.value), "\($0.trial)",
                        $0.mark.rawValue,
                    ]
                }
            })
    }

    /// The picture as an SVG element.
    public func svg(_ options: ChartOptions) -> String {
        Canvas.svg(of: self, options) { SlicesDrawing(self).draw(on: &$0) }
    }
}
