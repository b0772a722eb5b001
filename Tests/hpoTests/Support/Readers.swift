/// Programs that read what is exported for them, where they are installed.
enum Readers {
    static let tensorBoard = PythonReader(
        "tensorboard_check.py", variable: "HPO_TENSORBOARD_PYTHON", modules: "tensorboard")
}
