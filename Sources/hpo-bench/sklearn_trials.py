#!/usr/bin/env python3
"""A 15-epoch scikit-learn model, searched by Optuna in this process or trained as a trial of hpo.

    python3 Sources/hpo-bench/sklearn_trials.py 40      # forty trials of Optuna's TPE, its study in memory
    train: { command: ["python3", "…/sklearn_trials.py"], warm: true }      # the same trainings for hpo; without warm too

All trials train the same number of weights on the same data, so that what differs is what surrounds them.
"""
import json
import os
import sys

import numpy
from sklearn.datasets import make_classification
from sklearn.neural_network import MLPClassifier

DATA, CLASSES = make_classification(8000, 40, n_informative=12, n_classes=4, random_state=1)


def train(params, seed):
    model = MLPClassifier((128,), learning_rate_init=params["lr"], alpha=params["alpha"], random_state=seed)
    for epoch in range(1, 16):
        model.partial_fit(DATA[:6400], CLASSES[:6400], classes=numpy.arange(4))
        yield epoch, model.score(DATA[6400:], CLASSES[6400:])


def say(line):
    print(json.dumps(line), flush=True)


def report(trial):
    for epoch, accuracy in train(trial["params"], trial["seed"]):
        say({"epoch": epoch, "val_accuracy": accuracy})


def optuna_objective(trial):
    params = {name: trial.suggest_float(name, low, high, log=True) for name, low, high in
              [("lr", 1e-4, 1e-1), ("alpha", 1e-6, 1e-1)]}
    for epoch, accuracy in train(params, trial.number):
        trial.report(accuracy, epoch)
    return accuracy


if len(sys.argv) > 1:
    import optuna
    optuna.create_study(direction="maximize").optimize(optuna_objective, n_trials=int(sys.argv[1]))
elif os.environ.get("HPO_WARM") == "1":
    while say({"next": True}) or (line := sys.stdin.readline()):
        report(json.loads(line))
else:
    report(json.load(open(os.environ["HPO_CONFIG"])))
