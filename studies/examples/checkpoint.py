"""A training that goes on from its checkpoint.

    hpo check studies/examples/checkpoint.json5
    hpo study create studies/examples/checkpoint.json5 && hpo study run --trials 20

Stop the run with Ctrl-C and start it again: the trials that it had to leave go on where they were. `asha` pauses trials
and goes on with the good ones, which only a program like this can.
"""

import json
import os
import sys

with open(os.environ["HPO_CONFIG"]) as file:
    config = json.load(file)
params = config["params"]
checkpoint = os.path.join(config["directory"], "checkpoint.json")

state = {"epoch": 0, "x": 5.0, "velocity": 0.0}
if config["resume"] and os.path.exists(checkpoint):
    with open(checkpoint) as file:
        state = json.load(file)
    print("going on after epoch", state["epoch"])

for epoch in range(state["epoch"] + 1, 28):
    velocity = params["momentum"] * state["velocity"] - params["lr"] * 2 * state["x"]
    state = {"epoch": epoch, "x": state["x"] + velocity, "velocity": velocity}
    # Written beside and renamed before the epoch is reported: whenever it is stopped, what was reported can be gone on from.
    with open(checkpoint + ".new", "w") as file:
        json.dump(state, file)
    os.replace(checkpoint + ".new", checkpoint)
    print(json.dumps({"epoch": epoch, "loss": state["x"] ** 2}), flush=True)
    if sys.stdin.readline().strip() == "stop":
        break
