/// Programs that read what is exported for them, where they are installed.
enum Readers {
    static let tensorBoard = PythonReader(
        "tensorboard_check.py", variable: "HPO_TENSORBOARD_PYTHON", modules: "tensorboard")
    static let mlflow = PythonReader(
        "mlflow_check.py", variable: "HPO_MLFLOW_PYTHON", modules: "mlflow, sqlalchemy, alembic")
}
