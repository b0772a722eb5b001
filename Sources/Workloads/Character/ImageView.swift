// Looking at a part of an image, turned and mirrored, in another size; and what happens to its colours.

import System

/// Where the view's pixels lie in the image, in coordinates that are -1 and 1 at its edges. Negative sizes mirror.
struct ImageView {
    var centerX = 0.0
    var centerY = 0.0
    var width = 1.0
    var height = 1.0
    /// Radians.
    var angle = 0.0

    /// The centre, `share` of each side.
    static func center(_ share: Double) -> ImageView { ImageView(width: share, height: share) }
}

/// An image of floats 0...1 with three channels, [size,size,3], that bytes are drawn into again and again.
struct ImageCanvas {
    let size: Int
    private(set) var pixels: [Float]
    private var scratch: [Float]

    init(size: Int) {
        self.size = size
        pixels = [Float](repeating: 0, count: size * size * 3)
        scratch = pixels
    }

    /// Draws a view of bytes [height,width,channels] (1 or 3 channels) by bilinear interpolation; what lies outside
    /// repeats the edge.
    mutating func draw(
        _ image: UnsafeBufferPointer<UInt8>, height: Int, width: Int, channels: Int, view: ImageView
    ) {
        precondition(image.count == height * width * channels)
        let (sine, cosine) = (Mathematics.sine(view.angle), Mathematics.cosine(view.angle))
        let (halfWidth, halfHeight) = (Double(width) / 2, Double(height) / 2)
        let step = 2 / Double(size)
        pixels.withUnsafeMutableBufferPointer { pixels in
            for row in 0..<size {
                let v = ((Double(row) + 0.5) * step - 1) * view.height
                for column in 0..<size {
                    let u = ((Double(column) + 0.5) * step - 1) * view.width
                    let x = (view.centerX + u * cosine - v * sine + 1) * halfWidth - 0.5
                    let y = (view.centerY + u * sine + v * cosine + 1) * halfHeight - 0.5
                    let (x0, y0) = (x.rounded(.down), y.rounded(.down))
                    let (fx, fy) = (Float(x - x0), Float(y - y0))
                    let left = min(max(Int(x0), 0), width - 1)
                    let right = min(max(Int(x0) + 1, 0), width - 1)
                    let top = min(max(Int(y0), 0), height - 1) * width
                    let bottom = min(max(Int(y0) + 1, 0), height - 1) * width
                    for channel in 0..<3 {
                        let c = channels == 1 ? 0 : channel
                        let upper =
                            Float(image[(top + left) * channels + c]) * (1 - fx)
                            + Float(image[(top + right) * channels + c]) * fx
                        let lower =
                            Float(image[(bottom + left) * channels + c]) * (1 - fx)
                            + Float(image[(bottom + right) * channels + c]) * fx
                        pixels[(row * size + column) * 3 + channel] = (upper * (1 - fy) + lower * fy) / 255
                    }
                }
            }
        }
    }

    /// Brightness, then contrast about the mean grey, then saturation about each pixel's grey, each kept in 0...1.
    mutating func adjust(brightness: Float, contrast: Float, saturation: Float) {
        pixels.withUnsafeMutableBufferPointer { pixels in
            if brightness != 1 {
                for index in pixels.indices { pixels[index] = min(1, max(0, pixels[index] * brightness)) }
            }
            if contrast != 1 {
                var sum: Float = 0
                for pixel in stride(from: 0, to: pixels.count, by: 3) { sum += Self.grey(pixels, pixel) }
                let mean = sum / Float(pixels.count / 3)
                for index in pixels.indices {
                    pixels[index] = min(1, max(0, mean + (pixels[index] - mean) * contrast))
                }
            }
            if saturation != 1 {
                for pixel in stride(from: 0, to: pixels.count, by: 3) {
                    let grey = Self.grey(pixels, pixel)
                    for channel in pixel..<pixel + 3 {
                        pixels[channel] = min(1, max(0, grey + (pixels[channel] - grey) * saturation))
                    }
                }
            }
        }
    }

    /// Turns each pixel's hue by `turn` of the whole circle, its saturation and value kept.
    ///
    /// By HSV's hexagon, as torchvision's `adjust_hue` and PIL have it (Smith, "Color Gamut Transform Pairs", 1978).
    mutating func turnHue(by turn: Float) {
        pixels.withUnsafeMutableBufferPointer { pixels in
            for pixel in stride(from: 0, to: pixels.count, by: 3) {
                let (red, green, blue) = (pixels[pixel], pixels[pixel + 1], pixels[pixel + 2])
                let value = max(red, green, blue)
                let chroma = value - min(red, green, blue)
                if chroma == 0 { continue }
                // In sixths of the circle, from red by green to blue.
                let hue =
                    value == red
                    ? (green - blue) / chroma : value == green ? 2 + (blue - red) / chroma : 4 + (red - green) / chroma
                var turned = hue + 6 * turn
                turned -= 6 * (turned / 6).rounded(.down)
                /// How far a channel is below the value, by its place on the circle.
                func channel(_ place: Float) -> Float {
                    var distance = abs(turned - place)
                    distance = min(distance, 6 - distance)
                    return value - chroma * min(1, max(0, distance - 1))
                }
                pixels[pixel] = channel(0)
                pixels[pixel + 1] = channel(2)
                pixels[pixel + 2] = channel(4)
            }
        }
    }

    /// A Gaussian of five by five pixels.
    mutating func blur(deviation: Float) {
        let weights = (-2...2).map { Mathematics.exponential(-Float($0 * $0) / (2 * deviation * deviation)) }
        let total = weights.reduce(0, +)
        let kernel = weights.map { $0 / total }
        for isVertical in [false, true] {
            swap(&pixels, &scratch)
            for row in 0..<size {
                for column in 0..<size {
                    for channel in 0..<3 {
                        var sum: Float = 0
                        for offset in -2...2 {
                            let y = isVertical ? min(max(row + offset, 0), size - 1) : row
                            let x = isVertical ? column : min(max(column + offset, 0), size - 1)
                            sum += kernel[offset + 2] * scratch[(y * size + x) * 3 + channel]
                        }
                        pixels[(row * size + column) * 3 + channel] = sum
                    }
                }
            }
        }
    }

    private static func grey(_ pixels: UnsafeMutableBufferPointer<Float>, _ at: Int) -> Float {
        0.299 * pixels[at] + 0.587 * pixels[at + 1] + 0.114 * pixels[at + 2]
    }
}
