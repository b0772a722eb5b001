"""Asks for trials and tells of them, by the standard library alone: `hpo serve --stdio` at the other end of a pipe.

    python3 studies/examples/ask_and_tell.py            # a hundred trials of a study called ask-and-tell, and the best one

Copy the class into a program of yours.
"""

import json
import subprocess


class HpoError(Exception):
    """What could not be done: `code` and `data["kind"]` are for programs, the message says what to do."""

    def __init__(self, error):
        super().__init__(error["message"])
        self.code = error["code"]
        self.data = error.get("data") or {}


class Hpo:
    """`with Hpo() as hpo: hpo.call("ask", study="mine")`: each method of `hpo serve`, by its name."""

    def __init__(self, *arguments, program="hpo"):
        self._process = subprocess.Popen(
            [program, "serve", "--stdio", *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._id = 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait()

    def call(self, method, **params):
        """The result of one call. None is as a parameter that is not there."""
        self._send(self._request(method, params))
        return self._result(self._receive())

    def call_all(self, method, params):
        """The results of several calls that go over the pipe together, in their order.

        An error stands in the place of the result that there is not: an `HpoError`, returned, not raised.
        """
        requests = [self._request(method, one) for one in params]
        if not requests:
            return []
        self._send(requests)
        answers = self._receive()
        if isinstance(answers, dict):  # The list as a whole was refused.
            return [HpoError(answers["error"])] * len(requests)
        return [HpoError(answer["error"]) if "error" in answer else answer["result"] for answer in answers]

    def _request(self, method, params):
        self._id += 1
        return {"jsonrpc": "2.0", "id": self._id, "method": method, "params": params}

    def _send(self, message):
        self._process.stdin.write(json.dumps(message).encode() + b"\n")
        self._process.stdin.flush()

    def _receive(self):
        line = self._process.stdout.readline()
        if not line:
            raise ConnectionError(f"hpo has ended, with status {self._process.wait()}")
        return json.loads(line)

    @staticmethod
    def _result(answer):
        if "error" in answer:
            raise HpoError(answer["error"])
        return answer["result"]


def rosenbrock(x, y):
    return (1 - x) ** 2 + 100 * (y - x * x) ** 2


def main():
    definition = {
        "name": "ask-and-tell",
        "objective": {"minimize": "loss"},
        "space": {"x": {"float": [-2, 2]}, "y": {"float": [-1, 3]}},
        "sampler": {"tpe": {}},
    }
    with Hpo() as hpo:
        hpo.call("study.create", definition=definition, load_if_exists=True)
        for _ in range(100):
            trial = hpo.call("ask", study="ask-and-tell")
            loss = rosenbrock(**trial["params"])
            hpo.call("tell", study="ask-and-tell", trial=trial["number"], value=loss)
        best = hpo.call("best", study="ask-and-tell")
        print(f"trial {best['number']}: loss {best['value']:.4g} with {best['params']}")


if __name__ == "__main__":
    main()
