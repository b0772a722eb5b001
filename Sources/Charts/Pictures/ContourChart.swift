/// The objective over a pair of parameters, as levels of colour over a grid, with the trials on top.
///
/// ```swift
/// ContourChart(
///     title: "lr and dropout", objective: Measure("val_loss"), direction: .minimize,
///     x: ParameterAxis("lr", .logarithmic), y: ParameterAxis("dropout"),
///     xs: [.number(1e-4), .number(1e-2)], ys: [.number(0), .number(0.5)], grid: [[0.5, 0.4], [0.6, .nan]],
///     points: [.init(trial: 3, x: .number(1e-3), y: .number(0.1), value: 0.4)])
/// ```
///
/// Levels are nice numbers, named in the legend; between grid points the values are interpolated. What is NaN stays empty.
public struct ContourChart: Chart {
    /// One trial.
    public struct Point: Sendable, Hashable {
        /// The trial's number.
        public var trial: Int
        /// Its value along the x axis.
        public var x: AxisValue
        /// Its value along the y axis.
        public var y: AxisValue
        /// Its objective.
        public var value: Double

        /// A trial.
        public init(trial: Int, x: AxisValue, y: AxisValue, value: Double) {
            self.trial = trial
            self.x = x
            self.y = y
            self.value = value
        }
    }

    /// What stands above the picture.
    public let title: String
    /// What the colours mean.
    public let objective: Measure
    /// Which values are better.
    public let direction: Direction
    /// The parameter to the right.
    public let x: ParameterAxis
    /// The parameter upwards.
    public let y: ParameterAxis
    /// The grid's places along x, ascending.
    public let xs: [AxisValue]
    /// The grid's places along y, ascending.
    public let ys: [AxisValue]
    /// A row for each of `ys`, a value for each of `xs` in it.
    public let grid: [[Double]]
    /// The trials.
    public let points: [Point]

    /// A contour; rows that are missing or short count as NaN.
    public init(
        title: String, objective: Measure, direction: Direction, x: ParameterAxis, y: ParameterAxis, xs: [AxisValue],
        ys: [AxisValue], grid: [[Double]], points: [Point] = []
    ) {
        self.title = title
        self.objective = objective
        self.direction = direction
        self.x = x
        self.y = y
        self.xs = xs
        self.ys = ys
        self.grid = ys.indices.map { row in
            xs.indices.map { row < grid.count && $0 < grid[row].count ? grid[row][$0] : .nan }
        }
        self.points = points
    }

    /// What the picture says, in a sentence.
    public var summary: String {
        let finite = grid.joined().filter(\.isFinite)
        guard let low = finite.min(), let high = finite.max() else {
            return "\(objective.text) over \(x.measure.text) and \(y.measure.text); nothing is known yet."
        }
        return
            "\(objective.text) over \(x.measure.text) and \(y.measure.text), \(direction.words): from \(NumberText.short(low)) to \(NumberText.short(high)), with \(Words.count(points.count, "trial"))."
    }

    /// The numbers behind the picture.
    public var table: ChartTable {
        ChartTable(
            columns: [y.measure.text + " \\ " + x.measure.text] + xs.map(\.text),
            rows: ys.indices.map { row in [ys[row].text] + grid[row].map { NumberText.short($0) } })
    }

    /// The picture as an SVG element.
    public func svg(_ options: ChartOptions) -> String {
        Canvas.svg(of: self, options) { ContourDrawing(self).draw(on: &$0) }
    }
}
