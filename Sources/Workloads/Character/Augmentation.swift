// How a training image differs from epoch to epoch: a function of the seed, the epoch and the sample.

import Engine
import JSON
import System

/// What may be done to an image and how strongly.
struct Augmentation: Sendable {
    let flipsHorizontally, flipsVertically: Bool
    /// Degrees either way.
    let rotation: Double
    /// Shares of the side, either way.
    let shift: Double
    /// Either way from 1.
    let scale: Double
    /// The smallest share of the image's area that a random crop keeps.
    let cropScale: Double
    /// Factors either way from 1.
    let brightness, contrast, saturation: Double
    /// Turns of the colour wheel either way.
    let hue: Double
    /// The chance of a Gaussian blur.
    let blur: Double
    private let philox: Philox

    static let descriptions: [ParameterDescription] = [
        .init("flip_horizontal", .bool, standard: true, "augmentation: mirrors half of the images"),
        .init("flip_vertical", .bool, standard: true, "augmentation: turns half of the images upside down"),
        .init("rotation", .float(0...180), standard: 15.0, "augmentation: degrees either way"),
        .init("shift", .float(0...1), standard: 0.0, "augmentation: shift either way, in sides"),
        .init("scale", .float(0...0.9), standard: 0.0, "augmentation: change of size either way"),
        .init("crop_scale", .float(0.05...1), standard: 0.8, "augmentation: least area of a random resized crop"),
        .init("brightness", .float(0...1), standard: 0.3, "augmentation: change of brightness either way"),
        .init("contrast", .float(0...1), standard: 0.3, "augmentation: change of contrast either way"),
        .init("jitter", .float(0...1), standard: 0.3, "augmentation: change of saturation either way"),
        .init(
            "hue", .float(0...0.5), standard: 0.0, "augmentation: turn of the hue either way, in whole turns",
            isSilent: true),
        .init("blur", .float(0...1), standard: 0.1, "augmentation: share of blurred images"),
    ]

    init(_ values: ParameterValues, seed: UInt64) {
        flipsHorizontally = values.bool("flip_horizontal")
        flipsVertically = values.bool("flip_vertical")
        rotation = values.float("rotation")
        shift = values.float("shift")
        scale = values.float("scale")
        cropScale = values.float("crop_scale")
        brightness = values.float("brightness")
        contrast = values.float("contrast")
        saturation = values.float("jitter")
        hue = values.float("hue")
        blur = values.float("blur")
        philox = Philox(seed: seed ^ 0x6175_676D_656E_7400)  // "augment"
    }

    /// One image's changes.
    struct Draw {
        var view = ImageView()
        var brightness: Float = 1
        var contrast: Float = 1
        var saturation: Float = 1
        /// Turns of the colour wheel.
        var hue: Float = 0
        /// The blur's deviation in pixels; nil for none.
        var blur: Float?
    }

    /// The changes of a sample in an epoch.
    func draw(epoch: Int, sample: Int) -> Draw {
        var index: UInt64 = 0
        let stream = UInt64(truncatingIfNeeded: epoch) << 32 | UInt64(UInt32(truncatingIfNeeded: sample))
        func uniform() -> Double {
            defer { index += 1 }
            return Double(philox.word(stream: stream, index: index) >> 11) * 0x1p-53
        }
        func around(_ spread: Double) -> Double { (2 * uniform() - 1) * spread }

        var draw = Draw()
        let isMirrored = uniform() < 0.5 && flipsHorizontally
        let isUpsideDown = uniform() < 0.5 && flipsVertically
        let angle = around(rotation) * .pi / 180
        // The crop keeps its share of the area with sides in a ratio of 3:4 to 4:3, anywhere inside the image.
        let area = 1 - (1 - cropScale) * uniform()
        let ratio = cropScale < 1 ? Mathematics.exponential(around(Mathematics.logarithm(4.0 / 3))) : 1
        let cropWidth = min(1, (area * ratio).squareRoot())
        let cropHeight = min(1, (area / ratio).squareRoot())
        let zoom = 1 / (1 + around(scale))
        let centerX = around(1 - cropWidth) + 2 * around(shift)
        let centerY = around(1 - cropHeight) + 2 * around(shift)
        draw.view = ImageView(
            centerX: centerX, centerY: centerY, width: cropWidth * zoom * (isMirrored ? -1 : 1),
            height: cropHeight * zoom * (isUpsideDown ? -1 : 1), angle: angle)
        draw.brightness = Float(1 + around(brightness))
        draw.contrast = Float(1 + around(contrast))
        draw.saturation = Float(1 + around(saturation))
        let isBlurred = uniform() < blur
        let deviation = 0.1 + 1.4 * uniform()
        draw.blur = isBlurred ? Float(deviation) : nil
        // Last, so that the other draws are the same with and without it.
        draw.hue = Float(around(hue))
        return draw
    }
}
