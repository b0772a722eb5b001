import Foundation
import JSON

/// A number with some digits after the point.
func rounded(_ value: Double, _ digits: Int = 3) -> JSONValue {
    var scale = 1.0
    for _ in 0..<digits { scale *= 10 }
    return .double((value * scale).rounded() / scale)
}

/// Prints one JSON line.
func printLine(_ members: JSONObject) { printLine(JSONValue.object(members).text()) }

/// Prints one line at once, also where output is not a terminal.
func printLine(_ text: String) {
    print(text)
    fflush(nil)
}

/// Says something to people, on standard error.
func note(_ text: String) { FileHandle.standardError.write(Data("\(text)\n".utf8)) }
