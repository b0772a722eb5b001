/// How a contour is drawn: in cells of four pixels, those of one level in one path.
struct ContourDrawing {
    let chart: ContourChart
    /// Up to so many trials are drawn one by one.
    static let wholePoints = 300
    /// The boundaries between levels, ascending.
    let levels: [Double]

    init(_ chart: ContourChart) {
        self.chart = chart
        let finite = chart.grid.joined().filter(\.isFinite)
        guard let low = finite.min(), let high = finite.max(), low < high else {
            levels = []
            return
        }
        // As many nice boundaries as the ramp has room for.
        let most = Theme.rampLength - 1
        var count = most
        var found: [Double] = []
        while count > 0 {
            found = Scale(.linear(wholeNumbers: false), Extent(low: low, high: high), from: 0, to: 1).ticks(
                about: count
            ).map(\.value)
                .filter { $0 > low && $0 < high }
            if found.count <= most { break }
            count -= 1
        }
        levels = Array(found.prefix(most))
    }

    func draw(on canvas: inout Canvas) {
        guard chart.grid.joined().contains(where: \.isFinite) || !chart.points.isEmpty else {
            return canvas.nothing("Nothing is known of this pair yet: it takes completed trials.")
        }
        legend(on: &canvas)
        let xNumbers = chart.xs.map { chart.x.number($0) ?? .nan }
        let yNumbers = chart.ys.map { chart.y.number($0) ?? .nan }
        let xScale = chart.x.scale(
            over: xNumbers + chart.points.compactMap { chart.x.number($0.x) }, from: 0, to: 1, padding: 0)
        let yScale = chart.y.scale(
            over: yNumbers + chart.points.compactMap { chart.y.number($0.y) }, from: 0, to: 1, padding: 0)
        let plot = canvas.plot(
            PlotRequest(
                xKind: xScale.kind, xExtent: Extent(low: xScale.low, high: xScale.high),
                xTitle: title(chart.x), yKind: yScale.kind, yExtent: Extent(low: yScale.low, high: yScale.high),
                yTitle: title(chart.y)))
        drawLevels(plot, xNumbers, yNumbers, on: &canvas)
        drawPoints(plot, on: &canvas)
        let unset = chart.points.count { chart.x.number($0.x) == nil || chart.y.number($0.y) == nil }
        var notes: [String] = []
        if unset > 0 { notes.append("\(Words.count(unset, "trial")) in which one of the two is not set left out.") }
        if chart.points.count > Self.wholePoints { notes.append("Of trials on the same two pixels one is drawn.") }
        canvas.notes(notes)
    }

    private func title(_ axis: ParameterAxis) -> String {
        axis.measure.text + (axis.kind == .logarithmic ? ", log scale" : "")
    }

    /// The ramp's colour of a value: better ones stand out more.
    private func level(_ value: Double) -> Int {
        let below = levels.count { $0 <= value }
        let rank = chart.direction == .minimize ? levels.count - below : below
        return levels.isEmpty ? Theme.rampLength / 2 : rank * (Theme.rampLength - 1) / levels.count
    }

    private func legend(on canvas: inout Canvas) {
        canvas.text(
            "\(chart.objective.text), \(chart.direction.words)", x: 4, y: canvas.y + 13, .label, most: canvas.width - 8)
        canvas.y += 20
        let texts = NumberText.ticks(
            levels, step: levels.count > 1 ? levels[1] - levels[0] : levels.first?.magnitude ?? 1)
        var entries: [LegendEntry] = []
        for index in 0...levels.count where !levels.isEmpty {
            let label =
                index == 0
                ? "below \(texts[0])"
                : index == levels.count ? "\(texts[index - 1]) and above" : "\(texts[index - 1]) to \(texts[index])"
            let sample = index == 0 ? -Double.infinity : levels[index - 1]
            entries.append(LegendEntry(label, .box("f\(level(sample))", pattern: nil)))
        }
        if chart.direction == .maximize { entries.reverse() }
        if levels.isEmpty, let value = chart.grid.joined().first(where: \.isFinite) {
            entries.append(LegendEntry("\(NumberText.short(value)) everywhere", .box("f\(level(value))", pattern: nil)))
        }
        if !chart.points.isEmpty { entries.append(LegendEntry("trial", .shape(.circle, "point"))) }
        canvas.legend(entries)
    }

    private func drawLevels(_ plot: Plot, _ xs: [Double], _ ys: [Double], on canvas: inout Canvas) {
        let columns = GridAxis(xs.map { plot.x.place($0) ?? .nan }, isStepped: plot.x.isCategorical)
        let rows = GridAxis(ys.map { plot.y.place($0) ?? .nan }, isStepped: plot.y.isCategorical)
        for cell in [2.0, 4, 8] {
            let (paths, count) = levelPaths(plot.box, columns, rows, cell: cell)
            guard count <= canvas.options.points / 3 || cell == 8 else { continue }
            for (level, path) in paths.enumerated() { canvas.path(path, "f\(level) crisp") }
            return
        }
    }

    /// A path for each level, of the stretches of it in rows of `cell` pixels, and how many stretches there are.
    private func levelPaths(_ box: Box, _ columns: GridAxis, _ rows: GridAxis, cell: Double) -> ([PathText], Int) {
        let xs = Array(stride(from: box.left, to: box.right, by: cell))
        let weights = xs.map { columns.weights((min(box.right, $0 + cell) + $0) / 2) }
        var paths = Array(repeating: PathText(), count: Theme.rampLength)
        var count = 0
        for y in stride(from: box.top, to: box.bottom, by: cell) {
            let bottom = min(box.bottom, y + cell)
            let across = rows.weights((y + bottom) / 2)
            var begin = box.left
            var current: Int?
            for (x, weight) in zip(xs + [box.right], weights + [[]]) {
                let value = value(weight, across)
                let found = value.isFinite ? level(value) : nil
                guard found != current || x == box.right else { continue }
                if let current {
                    paths[current].rectangle(Box(left: begin, top: y, right: x, bottom: bottom))
                    count += 1
                }
                (begin, current) = (x, found)
            }
        }
        return (paths, count)
    }

    private func value(_ columns: [(index: Int, share: Double)], _ rows: [(index: Int, share: Double)]) -> Double {
        guard !columns.isEmpty, !rows.isEmpty else { return .nan }
        var sum = 0.0
        for row in rows where row.share > 0 {
            for column in columns where column.share > 0 {
                sum += row.share * column.share * chart.grid[row.index][column.index]
            }
        }
        return sum
    }

    private func drawPoints(_ plot: Plot, on canvas: inout Canvas) {
        let isMany = chart.points.count > Self.wholePoints
        var all = PathText()
        var drawn: Set<Int> = []
        for point in chart.points {
            guard let a = chart.x.number(point.x), let b = chart.y.number(point.y), let (x, y) = plot.point(a, b) else {
                continue
            }
            if isMany {
                if drawn.insert(Int(x / 2) << 20 | Int(y / 2)).inserted, drawn.count <= canvas.options.points / 4 {
                    all.shape(.square, x, y, radius: 1)
                }
                continue
            }
            var path = PathText()
            path.shape(.circle, x, y, radius: 3.5)
            canvas.path(path, "point", tip: "trial \(point.trial): \(NumberText.short(point.value))")
        }
        canvas.path(all, "speck")
    }
}

/// Along one side of the grid: which of its lines a pixel lies between.
private struct GridAxis {
    let places: [(index: Int, place: Double)]
    let isStepped: Bool

    init(_ places: [Double], isStepped: Bool) {
        self.places = places.enumerated().filter { $0.element.isFinite }.map { ($0.offset, $0.element) }
            .sorted { $0.place < $1.place }
        self.isStepped = isStepped
    }

    /// The neighbours of a pixel and their shares; those of categories do not mix.
    func weights(_ pixel: Double) -> [(index: Int, share: Double)] {
        guard let first = places.first, let last = places.last else { return [] }
        if pixel <= first.place { return [(first.index, 1)] }
        if pixel >= last.place { return [(last.index, 1)] }
        guard let above = places.firstIndex(where: { $0.place > pixel }), above > 0 else { return [(last.index, 1)] }
        let (left, right) = (places[above - 1], places[above])
        let share = (pixel - left.place) / (right.place - left.place)
        if isStepped { return [(share < 0.5 ? left.index : right.index, 1)] }
        return [(left.index, 1 - share), (right.index, share)]
    }
}
