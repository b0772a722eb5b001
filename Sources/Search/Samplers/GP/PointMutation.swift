/// Small changes of a point: some coordinates move by a normal step, choices change at random.
struct PointMutation {
    let coordinates: ModelCoordinates

    /// A neighbour of `point`; one coordinate in expectation is changed, or two or three, and at least one. Steps have
    /// the deviation `sigma` of the range, and at least one cell on a grid. May break constraints.
    func mutate(_ point: [Double], sigma: Double, using generator: inout Generator) -> [Double] {
        let space = coordinates.space
        var result = point
        if !space.couplings.isEmpty, generator.uniform() < 0.25 {
            recombine(&result, using: &generator)
            return result
        }
        let active = coordinates.free.filter { !point[$0].isNaN }
        guard !active.isEmpty else { return result }
        let rate = (generator.uniform() < 0.5 ? 1 : 2.5) / Double(active.count)
        var changed = false
        for index in active where generator.uniform() < rate {
            result[index] = step(from: point[index], on: space.axes[index], sigma: sigma, using: &generator)
            changed = true
        }
        if !changed {
            let index = active[generator.index(below: active.count)]
            result[index] = step(from: point[index], on: space.axes[index], sigma: sigma, using: &generator)
        }
        return result
    }

    private func step(
        from coordinate: Double, on axis: Axis, sigma: Double, using generator: inout Generator
    ) -> Double {
        switch axis.kind {
        case .continuous:
            return reflected(coordinate + sigma * generator.normal())
        case .grid(let count):
            let cell = axis.cell(at: coordinate)
            var next = axis.cell(at: reflected(coordinate + sigma * generator.normal()))
            if next == cell {
                next = generator.uniform() < 0.5 ? cell - 1 : cell + 1
                if next < 0 { next = 1 }
                if next >= count { next = count - 2 }
            }
            return axis.coordinate(ofCell: next)
        case .category(let count):
            let cell = axis.cell(at: coordinate)
            let other = generator.index(below: count - 1)
            return axis.coordinate(ofCell: other >= cell ? other + 1 : other)
        }
    }

    private func reflected(_ coordinate: Double) -> Double {
        let inside = coordinate < 0 ? -coordinate : coordinate > 1 ? 2 - coordinate : coordinate
        return min(max(inside, 0), 1)
    }

    /// Another of the allowed combinations of parameters that constraints tie together.
    private func recombine(_ point: inout [Double], using generator: inout Generator) {
        let couplings = coordinates.space.couplings
        let coupling = couplings[generator.index(below: couplings.count)]
        let combination = coupling.combinations[generator.index(below: coupling.combinations.count)]
        for (index, cell) in zip(coupling.parameters, combination) {
            point[index] = cell < 0 ? .nan : coordinates.space.axes[index].coordinate(ofCell: cell)
        }
    }
}
