/// The one script of all pages: each part looks whether it has something to do. Without it all pages work by loading them
/// again.
enum PageScript {
    static let text = LiveScript.text + "\n" + CursorScript.text + "\n" + LogScript.text
}
