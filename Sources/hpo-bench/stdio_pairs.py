"""How many ask-and-tells a second a Python loop makes over `hpo serve --stdio`, as JSON lines.

    python3 stdio_pairs.py HPO [TRIALS] [SAMPLER ...]

Each line is of one study in a new database, which grows to TRIALS (5000) trials: `pairs_per_second` over all of them, and of
the first and the last thousand. `ways` is how they go over the pipe: `one` request at a time, or `batch`es of a hundred;
`epochs` is how many each trial reports before it is told.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

SPACE = {"a": {"float": [-3, 3]}, "b": {"float": [1e-5, 1], "log": True}, "c": {"int": [1, 8]}, "d": {"choice": ["p", "q"]}}


class Pipe:
    def __init__(self, program, folder):
        self.process = subprocess.Popen(
            [program, "serve", "--stdio", "--db", os.path.join(folder, "hpo.sqlite"), "--study", "s"],
            cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def send(self, message):
        self.process.stdin.write(json.dumps(message).encode() + b"\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        for one in answer if isinstance(answer, list) else [answer]:
            if "error" in one:
                sys.exit(one["error"]["message"])
        return answer

    def call(self, method, **params):
        return self.send({"jsonrpc": "2.0", "id": 1, "method": method, "params": params})["result"]

    def batch(self, calls):
        requests = [{"jsonrpc": "2.0", "id": i, "method": m, "params": p} for i, (m, p) in enumerate(calls)]
        return [answer["result"] for answer in self.send(requests)]

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def loss(params):
    return params["a"] ** 2 + abs(params["c"] - 3) + params["b"] + (params["d"] == "p")


def measure(program, sampler, trials, epochs=0, batch=1):
    with tempfile.TemporaryDirectory() as folder:
        pipe = Pipe(program, folder)
        pipe.call("study.create", definition={
            "name": "s", "objective": {"minimize": "loss"}, "space": SPACE, "sampler": {sampler: {}}})
        times = []
        while len(times) < trials:
            start = time.perf_counter()
            if batch == 1:
                trial = pipe.call("ask")
                value = loss(trial["params"])
                number, goes_on = trial["number"], True
                for epoch in range(1, epochs + 1):
                    report = pipe.call("report", trial=number, epoch=epoch, metrics={"loss": value + 1 / epoch})
                    goes_on = report["verdict"] == "continue"
                    if not goes_on:
                        break
                if goes_on:
                    pipe.call("tell", trial=number, value=value)
            else:
                asked = pipe.batch([("ask", {})] * batch)
                pipe.batch([("tell", {"trial": t["number"], "value": loss(t["params"])}) for t in asked])
            times += [(time.perf_counter() - start) / batch] * batch
        pipe.close()
    edge = min(1000, trials)
    print(json.dumps({
        "name": "stdio", "sampler": sampler, "way": "one" if batch == 1 else "batch", "epochs": epochs, "trials": trials,
        "pairs_per_second": round(trials / sum(times)), "first": round(edge / sum(times[:edge])),
        "last": round(edge / sum(times[-edge:])), "median_us": round(statistics.median(times) * 1e6),
        "p99_us": round(sorted(times)[int(len(times) * 0.99)] * 1e6),
    }), flush=True)


def main():
    program = os.path.abspath(sys.argv[1])
    trials = int(sys.argv[2]) if len(sys.argv) > 2 else 5000
    for sampler in sys.argv[3:] or ["random", "tpe", "auto"]:
        measure(program, sampler, trials)
        measure(program, sampler, trials, batch=100)
    measure(program, "random", trials, epochs=5)


if __name__ == "__main__":
    main()
