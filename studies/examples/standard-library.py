"""Logistic regression by hand, with Python's standard library alone.

    hpo check studies/examples/standard-library.json5
    hpo study create studies/examples/standard-library.json5 && hpo study run --trials 20

It reads its configuration from the file that HPO_CONFIG names, prints one line of JSON for each epoch, and reads one line
after it: `continue`, or the pruner's `stop`.
"""

import json
import math
import os
import random
import sys

with open(os.environ["HPO_CONFIG"]) as file:
    config = json.load(file)
params = config["params"]
draw = random.Random(config["seed"])


def examples(count):
    """Points of the plane, labelled by the side of a line on which they lie, one in ten wrongly."""
    for _ in range(count):
        x, y = draw.uniform(-1, 1), draw.uniform(-1, 1)
        yield (x, y), (2 * x - y + 0.3 > 0) != (draw.random() < 0.1)


def probability(point):
    return 1 / (1 + math.exp(-(weights[0] * point[0] + weights[1] * point[1] + bias)))


def loss(points):
    return -sum(math.log(max(1e-12, p if label else 1 - p)) for p, label in points) / len(points)


train, validation = list(examples(300)), list(examples(200))
weights, bias = [0.0, 0.0], 0.0
for epoch in range(1, 21):
    draw.shuffle(train)
    for point, label in train:
        error = probability(point) - label
        for axis in range(2):
            weights[axis] -= params["lr"] * (error * point[axis] + params["decay"] * weights[axis])
        bias -= params["lr"] * error
    predicted = [(probability(point), label) for point, label in validation]
    accuracy = sum((p > 0.5) == label for p, label in predicted) / len(predicted)
    print(json.dumps({"epoch": epoch, "val_loss": loss(predicted), "val_accuracy": accuracy}), flush=True)
    if sys.stdin.readline().strip() == "stop":
        break
