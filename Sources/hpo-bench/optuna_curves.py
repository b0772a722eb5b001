"""What Optuna finds for the epochs that it trains, on the recorded tables that `hpo-bench curves` reads, as its JSON lines.

    python3 optuna_curves.py TABLES [SEEDS] [PRUNER ...]

Needs optuna. TABLES is the folder of tables; of those that have every epoch each is searched with SEEDS (20) seeds by Optuna's
TPE with its own defaults, and each PRUNER (none, median, hyperband, asha). A search has as many trials as it likes until it has
trained the epochs of 100 full trainings, one after another; the regret is that of its best completed trial. The tables are
looked up as their README says, by code of its own.
"""

import csv
import json
import math
import os
import statistics
import sys
from concurrent.futures import ProcessPoolExecutor

import numpy as np
import optuna

SHARES = [10, 20, 33, 50, 75, 100]
PRUNERS = {
    "none": lambda steps: optuna.pruners.NopPruner(),
    "median": lambda steps: optuna.pruners.MedianPruner(),
    "hyperband": lambda steps: optuna.pruners.HyperbandPruner(max_resource=steps),
    "asha": lambda steps: optuna.pruners.SuccessiveHalvingPruner(),
}


class Table:
    def __init__(self, path):
        with open(path) as file:
            about = json.load(file)
        self.steps = about["steps"]
        self.space = about["space"]
        self.lookup = about["lookup"]
        self.sign = 1 if about["direction"] == "minimize" else -1
        self.cap = about.get("cap", math.inf)
        with open(path[:-5] + ".csv", newline="") as file:
            rows = np.array([[float(word) for word in row] for row in list(csv.reader(file))[1:]])
        self.curves = rows[:, -self.steps:]
        if self.lookup != "grid":
            self.places = np.array(
                [[self.place(name, value) for name, value in zip(self.space, row)] for row in rows[:, :-self.steps]])
        self.diverged = np.isnan(self.curves[:, -1])
        losses = np.sort(np.minimum(np.where(self.diverged, math.inf, self.sign * self.curves[:, -1]), self.cap))
        self.best, self.median = losses[0], losses[len(losses) // 2]

    def place(self, name, value):
        domain = self.space[name]
        if domain["type"] != "float":
            choices = domain["choices"]
            return choices.index(value) / (len(choices) - 1) if len(choices) > 1 else 0.0
        low, high = domain["low"], domain["high"]
        if domain.get("log"):
            return math.log(value / low) / math.log(high / low)
        return (value - low) / (high - low)

    def ask(self, trial):
        configuration = {}
        for name, domain in self.space.items():
            if domain["type"] == "float":
                configuration[name] = trial.suggest_float(name, domain["low"], domain["high"], log=domain.get("log", False))
            elif domain["type"] == "ordinal":
                # Optuna's categories have no order, its integers have.
                index = trial.suggest_int(name, 0, len(domain["choices"]) - 1)
                configuration[name] = domain["choices"][index]
            else:
                configuration[name] = trial.suggest_categorical(name, domain["choices"])
        return configuration

    def curve(self, configuration):
        if self.lookup == "grid":
            index = 0
            for name, domain in self.space.items():
                index = index * len(domain["choices"]) + domain["choices"].index(configuration[name])
            return self.curves[index]
        point = np.array([self.place(name, configuration[name]) for name in self.space])
        distances = ((self.places - point) ** 2).sum(axis=1)
        nearest = int(distances.argmin())
        if self.lookup == "nearest" or self.diverged[nearest]:
            return self.curves[nearest]
        near = [row for row in np.argsort(distances, kind="stable") if not self.diverged[row]][:8]
        weights = (1 / (distances[near] + 1e-9)) ** 2
        return (weights[:, None] * np.minimum(self.curves[near], self.cap)).sum(axis=0) / weights.sum()

    def regret(self, loss):
        return min(max((loss - self.best) / (self.median - self.best), 0), 2)


def search(path, pruner, seed):
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    table = Table(path)
    study = optuna.create_study(
        direction="minimize", sampler=optuna.samplers.TPESampler(seed=seed), pruner=PRUNERS[pruner](table.steps))
    epochs, best, regrets = 0, 2.0, []
    while len(regrets) < len(SHARES):
        trial = study.ask()
        curve = table.curve(table.ask(trial))
        state, value = optuna.trial.TrialState.COMPLETE, None
        for step, metric in enumerate(curve, 1):
            epochs += 1
            value = float(table.sign * metric)
            trial.report(value, step)
            ended = math.isnan(value) or (step < table.steps and trial.should_prune())
            if step == table.steps and not math.isnan(value):
                best = min(best, table.regret(value))
            while len(regrets) < len(SHARES) and epochs >= SHARES[len(regrets)] * table.steps:
                regrets.append(best)
            if ended:
                state = optuna.trial.TrialState.FAIL if math.isnan(value) else optuna.trial.TrialState.PRUNED
                break
        study.tell(trial, value if state == optuna.trial.TrialState.COMPLETE else None, state=state)
    return regrets


def family(name):
    parts = name.split("-")
    return "-".join(parts[:2]) if parts[0] == "curves" else parts[0]


def main():
    folder = sys.argv[1]
    seeds = int(sys.argv[2]) if len(sys.argv) > 2 else 20
    paths = sorted(os.path.join(folder, name) for name in os.listdir(folder) if name.endswith(".json"))
    paths = [path for path in paths if json.load(open(path))["steps"] > 1]
    with ProcessPoolExecutor() as pool:
        for pruner in sys.argv[3:] or PRUNERS:
            jobs = {path: [pool.submit(search, path, pruner, seed) for seed in range(seeds)] for path in paths}
            families = {}
            for path in paths:
                results = [job.result() for job in jobs[path]]
                families.setdefault(family(os.path.basename(path)[:-5]), []).append(results)
            for index, share in enumerate(SHARES):
                means = []
                for name, tables in families.items():
                    means.append(statistics.mean(run[index] for runs in tables for run in runs))
                    errors = [statistics.stdev(run[index] for run in runs) / math.sqrt(seeds) if seeds > 1 else 0 for runs in tables]
                    line(pruner, name, share, means[-1], math.hypot(*errors) / len(tables))
                line(pruner, "mean", share, statistics.mean(means), None)


def line(pruner, name, share, regret, error):
    print(json.dumps({
        "sampler": "optuna tpe", "pruner": pruner, "resume": False, "workers": 1, "family": name, "share": share,
        "regret": round(regret, 4), "standard_error": error and round(error, 4),
    }), flush=True)


if __name__ == "__main__":
    main()
