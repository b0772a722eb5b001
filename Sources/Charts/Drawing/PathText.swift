/// A coordinate in tenths of a pixel: `12.3`, `12`.
func at(_ value: Double) -> String {
    let tenths = Int((min(1e6, max(-1e6, value)) * 10).rounded())
    let (whole, rest) = tenths.magnitude.quotientAndRemainder(dividingBy: 10)
    return (tenths < 0 ? "-" : "") + (rest == 0 ? "\(whole)" : "\(whole).\(rest)")
}

/// The `d` of a path.
struct PathText: Sendable {
    private(set) var text = ""

    mutating func move(_ x: Double, _ y: Double) { text += "M\(at(x)) \(at(y))" }
    mutating func line(_ x: Double, _ y: Double) { text += "L\(at(x)) \(at(y))" }
    mutating func across(_ x: Double) { text += "H\(at(x))" }
    mutating func upTo(_ y: Double) { text += "V\(at(y))" }
    mutating func close() { text += "z" }

    mutating func rectangle(_ box: Box) {
        text += "M\(at(box.left)) \(at(box.top))H\(at(box.right))V\(at(box.bottom))H\(at(box.left))z"
    }

    /// A shape of radius `r`, which tells its meaning without colour.
    mutating func shape(_ shape: Shape, _ x: Double, _ y: Double, radius r: Double = 3) {
        switch shape {
        case .dot: text += "M\(at(x)) \(at(y))h0"
        case .cross:
            text += "M\(at(x - r)) \(at(y - r))l\(at(2 * r)) \(at(2 * r))m0 \(at(-2 * r))l\(at(-2 * r)) \(at(2 * r))"
        case .triangle: text += "M\(at(x)) \(at(y - r))l\(at(r)) \(at(1.8 * r))h\(at(-2 * r))z"
        case .square: text += "M\(at(x - r)) \(at(y - r))h\(at(2 * r))v\(at(2 * r))h\(at(-2 * r))z"
        case .diamond: text += "M\(at(x)) \(at(y - r))l\(at(r)) \(at(r))l\(at(-r)) \(at(r))l\(at(-r)) \(at(-r))z"
        case .circle:
            text +=
                "M\(at(x - r)) \(at(y))a\(at(r)) \(at(r)) 0 1 0 \(at(2 * r)) 0a\(at(r)) \(at(r)) 0 1 0 \(at(-2 * r)) 0z"
        case .bars:
            text += "M\(at(x - 0.5 * r)) \(at(y - r))v\(at(2 * r))m\(at(r)) \(at(-2 * r))v\(at(2 * r))"
        case .arrow: text += "M\(at(x - r)) \(at(y + r))L\(at(x)) \(at(y - r))L\(at(x + r)) \(at(y + r))"
        }
    }
}

/// What stands for a trial or an event.
enum Shape: Sendable, Hashable { case dot, cross, triangle, square, diamond, circle, bars, arrow }

extension Mark {
    /// The shape, and the class of its colour.
    var shape: (Shape, kind: String) {
        switch self {
        case .completed: (.dot, "d1")
        case .pruned: (.cross, "cross")
        case .paused: (.bars, "cross")
        case .failed: (.triangle, "failed")
        case .stopped: (.square, "hollow")
        case .running, .waiting: (.circle, "hollow")
        }
    }
}
