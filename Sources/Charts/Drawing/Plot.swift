/// The data's part of a picture, with its two scales.
struct Plot: Sendable {
    var box: Box
    var x: Scale
    var y: Scale

    /// The point of two values; nil where one has no place.
    func point(_ xValue: Double, _ yValue: Double) -> (x: Double, y: Double)? {
        guard let px = x.clamped(xValue), let py = y.clamped(yValue) else { return nil }
        return (px, py)
    }
}

/// What a plot needs to be laid out: its axes, before their pixels are known.
struct PlotRequest: Sendable {
    var xKind: Scale.Kind
    var xExtent: Extent
    var xTitle: String
    var yKind: Scale.Kind
    var yExtent: Extent
    var yTitle: String
    /// Room under the data, above the axis, for lanes of what has no value.
    var laneHeight = 0.0
    /// What the lane is called; its name stands beside it.
    var laneTitle = ""
    /// Whether the labels of the x axis are drawn; where a panel below has the same axis, they are not.
    var hasXLabels = true
    /// Whether the x axis counts epochs.
    var isByEpoch = false
}

extension Canvas {
    /// Draws axes and grid from `left` to `right` at the current height, and moves below them.
    mutating func plot(
        _ request: PlotRequest, left: Double = 4, right: Double? = nil, height: Double? = nil, gutter: Double? = nil
    ) -> Plot {
        let right = right ?? width - 4
        let height = height ?? plotHeight
        let size = TextStyle.label.size
        if !request.yTitle.isEmpty {
            text(request.yTitle, x: left, y: y + 12, .label, most: right - left)
            y += 14
        }
        y += 8
        let bottom = y + height
        let yScale = Scale(request.yKind, request.yExtent, from: bottom, to: y)
        let yTicks = self.yTicks(yScale, height: height)
        let most = (right - left) * 0.32
        let lane = Tick(value: 0, label: request.laneTitle)
        let margin = gutter ?? Canvas.gutter(yTicks + [lane], most: most)
        let box = Box(left: left + margin, top: y, right: right - 8, bottom: bottom)
        let xScale = Scale(request.xKind, request.xExtent, from: box.left, to: box.right)
        for tick in yTicks {
            guard let place = yScale.place(tick.value) else { continue }
            line(box.left, place, box.right, place, "grid")
            text(tick.label, x: box.left - 7, y: place + size * 0.35, .label, .end, most: max(20, margin - 8))
        }
        if !request.laneTitle.isEmpty {
            line(box.left, bottom, box.right, bottom, "grid")
            text(
                request.laneTitle, x: box.left - 7, y: bottom + request.laneHeight / 2 + 4, .label, .end,
                most: margin - 8)
        }
        line(box.left, bottom + request.laneHeight, box.right, bottom + request.laneHeight, "axis")
        y = bottom + request.laneHeight
        if request.hasXLabels {
            xLabels(xScale, left: left, right: right)
            xTitle(request.xTitle, middle: (box.left + box.right) / 2, left: left, right: right)
        } else {
            y += 8
        }
        let plot = Plot(box: box, x: xScale, y: yScale)
        describe(plot, isByEpoch: request.isByEpoch)
        return plot
    }

    /// The title of an x axis, below its labels, in the middle of the data or as near to it as there is room.
    mutating func xTitle(_ title: String, middle: Double, left: Double, right: Double) {
        let half = min(right - left, TextWidth.of(title, size: TextStyle.label.size)) / 2
        text(title, x: min(right - half, max(left + half, middle)), y: y + 12, .label, .middle, most: right - left)
        y += 20
    }

    /// The room that the labels of a y axis need.
    static func gutter(_ ticks: [Tick], most: Double) -> Double {
        min(most, (ticks.map { TextWidth.of($0.label, size: TextStyle.label.size) }.max() ?? 0)) + 10
    }

    /// Ticks at least 24 pixels apart.
    func yTicks(_ scale: Scale, height: Double) -> [Tick] {
        var count = max(2, Int(height / 40))
        if case .categories(let names) = scale.kind { count = min(names.count, max(2, Int(height / 18))) }
        while count > 1 {
            let ticks = scale.ticks(about: count)
            let places = ticks.compactMap { scale.place($0.value) }
            if zip(places, places.dropFirst()).allSatisfy({ ($0 - $1).magnitude >= 16 }) { return ticks }
            count -= 1
        }
        return Array(scale.ticks(about: 1).prefix(1))
    }

    /// The labels under an x axis at the current height, thinned until none touch another; those of categories are cut, or
    /// turned where there is no room for them.
    mutating func xLabels(_ scale: Scale, left: Double, right: Double) {
        let size = TextStyle.label.size
        if case .categories(let names) = scale.kind {
            return categoryLabels(names, scale)
        }
        for tick in freeTicks(scale, left: left, right: right) {
            guard let place = scale.place(tick.value) else { continue }
            let half = TextWidth.of(tick.label, size: size) / 2
            line(place, y, place, y + 4, "axis")
            text(
                tick.label, x: min(right - half, max(left + half, place)), y: y + 16, .label, .middle,
                most: right - left)
        }
        y += 22
    }

    /// As many ticks as have room for their labels under an x axis, eight pixels from one another.
    func freeTicks(_ scale: Scale, left: Double, right: Double) -> [Tick] {
        let span = (scale.end - scale.start).magnitude
        for count in stride(from: max(2, Int(span / 56)), through: 1, by: -1) {
            let ticks = scale.ticks(about: count)
            let ends = ticks.map { tick -> (left: Double, right: Double) in
                let half = TextWidth.of(tick.label, size: TextStyle.label.size) / 2
                let place = min(right - half, max(left + half, scale.place(tick.value) ?? 0))
                return (place - half, place + half)
            }
            if zip(ends, ends.dropFirst()).allSatisfy({ $0.right + 8 <= $1.left }) { return ticks }
        }
        return Array(scale.ticks(about: 1).prefix(1))
    }

    private mutating func categoryLabels(_ names: [String], _ scale: Scale) {
        let size = TextStyle.label.size
        let step = (scale.end - scale.start).magnitude / Double(max(1, names.count))
        let widest = names.map { TextWidth.of($0, size: size) }.max() ?? 0
        if widest <= step - 8 || step >= 64 {
            for (index, name) in names.enumerated() {
                guard let place = scale.place(Double(index)) else { continue }
                text(name, x: place, y: y + 16, .label, .middle, most: step - 8)
            }
            y += 22
            return
        }
        let stride = max(1, Int((15 / step).rounded(.up)))
        let length = min(90, widest)
        for index in Swift.stride(from: 0, to: names.count, by: stride) {
            guard let place = scale.place(Double(index)) else { continue }
            text(names[index], x: place + size * 0.35, y: y + 8, .label, .end, most: length, isTurned: true)
        }
        y += length + 14
    }
}
