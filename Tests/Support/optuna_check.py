"""Studies that Optuna itself makes, for the tests of what is read and written of them, and a comparison by Optuna.

    python3 optuna_check.py make FOLDER              hard.db and journal.log
    python3 optuna_check.py same A STUDY B STUDY     prints what differs, a line each
    python3 optuna_check.py open FILE STUDY          best trial, importance, a further trial: what people do first
"""

import json
import math
import sys
import warnings

import optuna
from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend
from optuna.trial import TrialState, create_trial

warnings.simplefilter("ignore")
optuna.logging.set_verbosity(optuna.logging.ERROR)


def hard(storage):
    """Mixed choices, NaN and infinities, a conditional parameter, every state, attributes."""
    study = optuna.create_study(
        storage=storage, study_name="hard", direction="maximize", sampler=optuna.samplers.RandomSampler(seed=1))
    study.set_user_attr("who", {"a": [1, None]})

    def objective(trial):
        lr = trial.suggest_float("lr", 1e-5, 1e-1, log=True)
        trial.suggest_float("dropout", 0, 0.5, step=0.05)
        units = trial.suggest_int("units", 1, 9, step=2)
        trial.suggest_int("width", 1, 64, log=True)
        optimizer = trial.suggest_categorical("optimizer", [None, True, 1, 1.5, "sgd", "1"])
        if optimizer == "sgd":
            trial.suggest_float("momentum", 0, 0.99)
        for step in range(3):
            trial.report([lr + step, math.nan, math.inf][step if trial.number % 3 == 0 else 0], step)
        trial.set_user_attr("note", f"trial {trial.number}")
        if trial.number % 7 == 2:
            raise optuna.TrialPruned()
        if trial.number == 3:
            raise ValueError("no luck")
        return {4: math.inf, 5: math.nan, 6: -math.inf}.get(trial.number, lr + units)

    study.optimize(objective, n_trials=30, catch=(ValueError,))
    study.enqueue_trial({"lr": 0.01, "optimizer": None})
    study.add_trial(create_trial(
        state=TrialState.COMPLETE, value=3.5, params={"lr": 0.001, "units": 3, "width": 2, "dropout": 0.0,
                                                        "optimizer": True},
        distributions={"lr": FloatDistribution(1e-6, 1e-2, log=True), "units": IntDistribution(1, 9, step=2),
                       "width": IntDistribution(1, 64, log=True), "dropout": FloatDistribution(0, 0.5, step=0.05),
                       "optimizer": CategoricalDistribution([None, True, 1, 1.5, "sgd", "1"])},
        intermediate_values={2: 1.0, 7: 3.0}))


def several(storage):
    """Two objectives with constraints."""
    study = optuna.create_study(
        storage=storage, study_name="several", directions=["minimize", "maximize"],
        sampler=optuna.samplers.RandomSampler(seed=2))
    study.set_metric_names(["loss", "speed"])

    def objective(trial):
        x = trial.suggest_float("x", 0, 1)
        trial.set_constraint("memory", x - 0.5)
        return x, 2 - x * x

    study.optimize(objective, n_trials=12)


def constrained(storage):
    """One objective with the list of constraints of Optuna 4."""
    study = optuna.create_study(
        storage=storage, study_name="constrained",
        sampler=optuna.samplers.TPESampler(
            seed=3, constraints_func=lambda trial: (trial.params["depth"] - 3, -1.0)))
    study.optimize(lambda trial: -trial.suggest_int("depth", 1, 6), n_trials=8)


def layers(storage):
    """A parameter for each layer that there is, names that are none here, a kind that no condition explains."""
    study = optuna.create_study(
        storage=storage, study_name="layers of a net", sampler=optuna.samplers.RandomSampler(seed=4))

    def objective(trial):
        count = trial.suggest_int("n layers", 1, 3)
        depth = trial.suggest_int("n_layers", 1, 3)
        width = sum(trial.suggest_int(f"units_l{layer}", 4, 128) for layer in range(depth))
        return width / count

    study.optimize(objective, n_trials=20)


def make(folder):
    for storage in ["sqlite:///" + folder + "/hard.db", JournalStorage(JournalFileBackend(folder + "/journal.log"))]:
        for study in [hard, several, constrained, layers]:
            study(storage)


def load(path, name):
    storage = "sqlite:///" + path if path.endswith(".db") else JournalStorage(JournalFileBackend(path))
    return optuna.load_study(study_name=name, storage=storage)


def plain(value):
    """A value that compares as it is meant: NaN is itself, and true is not 1."""
    if isinstance(value, dict):
        return {str(key): plain(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(part) for part in value]
    if isinstance(value, float) and (math.isnan(value) or math.isinf(value)):
        return str(value)
    return value if isinstance(value, str) or value is None else (type(value).__name__, value)


def constraints(trial):
    """Those of Optuna 4 (a list) and of Optuna 5, as floats."""
    found = {key: value for key, value in trial.system_attrs.items() if key.startswith("constraints")}
    return {key: [float(v) for v in value] if isinstance(value, list) else float(value) for key, value in found.items()}


def same(first, second):
    differences = []

    def compare(what, left, right):
        if plain(left) != plain(right):
            differences.append(f"{what}: {left!r} and {right!r}")

    compare("directions", [d.name for d in first.directions], [d.name for d in second.directions])
    compare("trials", len(first.trials), len(second.trials))
    compare("best", [t.number for t in first.best_trials], [t.number for t in second.best_trials])
    for one, other in zip(first.trials, second.trials):
        name = f"trial {one.number}"
        compare(f"{name} state", one.state.name, other.state.name)
        if one.state != TrialState.PRUNED:
            compare(f"{name} values", one.values, other.values)
        compare(f"{name} intermediate", one.intermediate_values, other.intermediate_values)
        compare(f"{name} constraints", constraints(one), constraints(other))
        compare(f"{name} user attributes", one.user_attrs, other.user_attrs)
        if one.state != TrialState.WAITING:
            compare(f"{name} start", one.datetime_start, other.datetime_start)
            # Names that are none here are others in what comes back.
            if any(" " in key for key in one.params):
                compare(f"{name} parameters", sorted(one.params.values()), sorted(other.params.values()))
            else:
                compare(f"{name} parameters", one.params, other.params)
        else:
            given = one.system_attrs.get("fixed_params", {})
            compare(f"{name} given", given, {k: other.system_attrs["fixed_params"].get(k) for k in given})
    for line in differences:
        print(line)


def open_it(path, name):
    study = load(path, name)
    print(json.dumps({
        "trials": len(study.trials), "states": [t.state.name for t in study.trials],
        "best": [t.number for t in study.best_trials]}))
    if len(study.directions) == 1:
        optuna.importance.get_param_importances(study)
    study.optimize(lambda trial: [trial.suggest_float("one_more", 0, 1) for _ in study.directions], n_trials=1)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["make", folder]: make(folder)
        case ["same", a, first, b, second]: same(load(a, first), load(b, second))
        case ["open", path, name]: open_it(path, name)
        case _: sys.exit(__doc__)
