import Testing

@testable import Search

/// Expected numbers: the same three points put through a direct inversion of the covariance in double precision (NumPy).
@Suite struct GaussianProcessTests {
    static let kernel = MaternKernel(isCategory: [false, true], weights: [4, 0.7], variance: 1.3)
    /// A number and a choice at three points, by dimension.
    static let points = [0.1, 0.4, 0.9, 0, 1, 0]
    static let targets = [1.0, -0.5, 0.25]

    @Test(
        "mean and variance agree with direct inversion",
        arguments: [
            ([0.25, 0], 0.7545184281177815, 0.16940100681441428),
            ([0.6, 2], 0.007808070879134155, 0.7556982620031818),
        ])
    func posterior(at point: [Double], mean: Double, variance: Double) throws {
        let process = try #require(
            GaussianProcess(kernel: Self.kernel, noise: 0.05, points: Self.points, count: 3, targets: Self.targets))
        let predicted = process.predict(point)
        #expect(abs(predicted.mean - mean) < 1e-12)
        #expect(abs(predicted.variance - variance) < 1e-12)
    }

    @Test("what the others say of a trial is what a process without it predicts")
    func leaveOneOut() throws {
        func process(_ rows: [Int]) -> GaussianProcess? {
            GaussianProcess(
                kernel: Self.kernel, noise: 0.05, points: (rows + rows.map { $0 + 3 }).map { Self.points[$0] },
                count: rows.count, targets: rows.map { Self.targets[$0] })
        }
        let predictions = try #require(process([0, 1, 2])).leaveOneOut(Self.targets)
        for row in 0..<3 {
            let others = try #require(process((0..<3).filter { $0 != row }))
            #expect(abs(predictions[row] - others.predict([Self.points[row], Self.points[row + 3]]).mean) < 1e-12)
        }
    }

    @Test("a pending point takes variance away and leaves the mean")
    func pending() throws {
        let points = [0.1, 0.4, 0.9, 0.6, 0, 1, 0, 1]
        let process = try #require(
            GaussianProcess(kernel: Self.kernel, noise: 0.05, points: points, count: 4, targets: Self.targets))
        let predicted = process.predict([0.25, 0])
        #expect(abs(predicted.mean - 0.7545184281177815) < 1e-12)
        #expect(abs(predicted.variance - 0.16938989667792903) < 1e-12)
    }

    @Test("far from all trials the mean is what each of two clusters tells once, however many trials it has")
    func constant() throws {
        let near = (0..<9).map { 0.0001 * Double($0) } + [0.9]
        let kernel = MaternKernel(isCategory: [false], weights: [400], variance: 1)
        let process = try #require(
            GaussianProcess(
                kernel: kernel, noise: 0.001, points: near, count: 10,
                targets: [Double](repeating: 2, count: 9) + [-1]))
        // Two results and a prior of 0: (2 - 1) / 3, where the plain average is 1.7.
        #expect(abs(process.predict([0.45]).mean - 1.0 / 3) < 0.01)
    }

    @Test("the same point many times over with little noise is still a posterior")
    func repeated() throws {
        let process = GaussianProcess(
            kernel: Self.kernel, noise: 1e-6,
            points: [Double](repeating: 0.5, count: 20) + [Double](repeating: 1, count: 20),
            count: 20, targets: [Double](repeating: 0.7, count: 20))
        let predicted = try #require(process).predict([0.5, 1])
        #expect(abs(predicted.mean - 0.7) < 1e-4)
        #expect(predicted.variance < 1e-6)
    }

    /// A prior so wide that the posterior density is the likelihood.
    static func flatPrior(dimensions: Int) -> HyperparameterPrior {
        var prior = HyperparameterPrior(dimensions: dimensions)
        prior.deviations = prior.deviations.map { _ in 1e9 }
        return prior
    }

    @Test("the marginal likelihood agrees with direct inversion")
    func likelihood() {
        let likelihood = MarginalLikelihood(
            points: Self.points, count: 3, isCategory: [false, true], targets: Self.targets,
            prior: Self.flatPrior(dimensions: 2))
        let parameters = [
            -0.5 * Elementary.log(4), -0.5 * Elementary.log(0.7), Elementary.log(1.3), Elementary.log(0.05),
        ]
        var gradient = [Double](repeating: 0, count: 4)
        let value = likelihood.evaluate(parameters, gradient: &gradient)
        #expect(abs(value - -1.09612350957655) < 1e-12)
    }

    @Test("the gradient agrees with central differences", arguments: 0..<5)
    func gradient(seed: Int) {
        var generator = Generator(seed: 4, trial: seed)
        let count = 12
        let isCategory = [false, true, false]
        var points: [Double] = []
        for category in isCategory {
            for _ in 0..<count { points.append(category ? Double(generator.index(below: 3)) : generator.uniform()) }
        }
        let likelihood = MarginalLikelihood(
            points: points, count: count, isCategory: isCategory, targets: (0..<count).map { _ in generator.normal() },
            prior: HyperparameterPrior(dimensions: 3))
        let parameters = [-0.5, 0.2, 0.1, 0.3, -2].map { $0 + 0.3 * generator.normal() }
        var gradient = [Double](repeating: 0, count: 5)
        var ignored = gradient
        _ = likelihood.evaluate(parameters, gradient: &gradient)
        for index in parameters.indices {
            var above = parameters
            var below = parameters
            above[index] += 1e-5
            below[index] -= 1e-5
            let slope =
                (likelihood.evaluate(above, gradient: &ignored) - likelihood.evaluate(below, gradient: &ignored)) / 2e-5
            #expect(abs(slope - gradient[index]) < 1e-5 * max(1, abs(slope)))
        }
    }

    @Test("expected improvement stays near the best where the upper confidence bound goes far from all trials")
    func acquisitions() throws {
        let kernel = MaternKernel(isCategory: [false], weights: [100], variance: 1)
        let observed = [[0.0], [0.05], [0.1], [0.2]]
        let model = try #require(
            ImprovementModel(
                kernel: kernel, noise: 1e-4, observed: observed, targets: [1, 2, 1.5, -0.5], pending: []))
        let (near, far) = ([0.07], [0.9])
        #expect(model.logExpectedImprovement(near) > model.logExpectedImprovement(far))
        #expect(model.upperConfidenceBound(near) < model.upperConfidenceBound(far))
    }

    @Test("the fit finds which dimension matters")
    func relevance() {
        var generator = Generator(seed: 5, trial: 0)
        let points = (0..<30).map { _ in [generator.uniform(), generator.uniform()] }
        let targets = points.map { 3 * ($0[0] - 0.4) * ($0[0] - 0.4) * 6 - 1 }
        let fitted = ImprovementModel.fit(points, targets: targets, isCategory: [false, false], evaluations: 60)
        #expect(fitted.kernel.weights[0] > 10 * fitted.kernel.weights[1])
    }
}
