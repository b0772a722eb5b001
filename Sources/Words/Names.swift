// What studies may be called: words that are a folder's name, a command's argument and a part of a web address as they are.

/// Why `name` cannot be a study's, nil where it can.
///
/// The same for all ways in: letters, digits, `.`, `_` and `-`, at most 100, a letter or digit first.
public func problem(withName name: String) -> String? {
    guard let first = name.utf8.first else { return "it is empty" }
    if name.utf8.count > 100 { return "it is longer than 100 characters" }
    let isWord = { (byte: UInt8) in
        UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20 || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
    }
    if let other = name.unicodeScalars.first(where: { scalar in
        !scalar.isASCII || !isWord(UInt8(scalar.value)) && !"._-".unicodeScalars.contains(scalar)
    }) {
        return "it has \(shown(scalar: other)), and a name has letters, digits, \".\", \"_\" and \"-\" only"
    }
    return isWord(first) ? nil : "it begins with \"\(name.prefix(1))\", and a name with a letter or a digit"
}
