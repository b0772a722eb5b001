"""Times Optuna's own ways of opening a study that has the trials of an hpo database, as JSON lines.

    python3 optuna_look.py HPO.sqlite FOLDER ROUNDS

Called by `hpo-bench look`. Ends with 3 where optuna or optuna-dashboard is not there.
"""

import io
import json
import os
import sqlite3
import statistics
import subprocess
import sys
import time
from wsgiref.util import setup_testing_defaults

try:
    import optuna
    import optuna_dashboard
except ImportError:
    sys.exit(3)


def copied(source, path):
    """A study of Optuna's with the trials of the study 1 in `source`: the rows that its own calls would write."""
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    optuna.create_study(storage=f"sqlite:///{path}", study_name="look", direction="minimize")
    space = json.dumps({"name": "FloatDistribution", "attributes": {"step": None, "low": -3.0, "high": 3.0, "log": False}})
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("ATTACH ? AS hpo", (source,))
    states = {"completed": "COMPLETE", "pruned": "PRUNED", "failed": "FAIL"}
    cases = " ".join(f"WHEN '{own}' THEN '{theirs}'" for own, theirs in states.items())
    for sql in [
        f"""INSERT INTO trials (trial_id, number, study_id, state, datetime_start, datetime_complete)
            SELECT number + 1, number, 1, CASE state {cases} END, '2026-01-01 00:00:00.000000', '2026-01-01 00:01:00.000000'
            FROM hpo.trials ORDER BY number""",
        """INSERT INTO trial_values (trial_id, objective, value, value_type)
           SELECT number + 1, 0, value, 'FINITE' FROM hpo.trials WHERE state = 'completed'""",
        f"""INSERT INTO trial_params (trial_id, param_name, param_value, distribution_json)
            SELECT trial + 1, name, value, '{space}' FROM hpo.parameters""",
        """INSERT INTO trial_intermediate_values (trial_id, step, intermediate_value, intermediate_value_type)
           SELECT trial + 1, epoch, objective, 'FINITE' FROM hpo.epochs""",
    ]:
        connection.execute(sql)
    connection.commit()
    connection.close()


def say(name, times, size=None):
    line = {"name": name, "median_ms": round(statistics.median(times) * 1e3, 1)}
    if size is not None:
        line["bytes"] = size
    print(json.dumps(line), flush=True)


def best(url):
    program = os.path.join(os.path.dirname(sys.executable), "optuna")
    start = time.perf_counter()
    subprocess.run(
        [program, "best-trial", "--storage", url, "--study-name", "look"], check=True, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL)
    return time.perf_counter() - start


def page(url):
    """What the script of optuna-dashboard's page asks for when a study is opened."""
    start = time.perf_counter()
    application = optuna_dashboard.wsgi(url)
    environment = {"PATH_INFO": "/api/studies/1", "QUERY_STRING": "after=0"}
    setup_testing_defaults(environment)
    environment["wsgi.input"] = io.BytesIO()
    statuses = []
    body = b"".join(application(environment, lambda status, headers, *_: statuses.append(status)))
    seconds = time.perf_counter() - start
    if not statuses[0].startswith("200"):
        sys.exit(f"optuna-dashboard answers {statuses[0]}")
    return seconds, len(body)


def main(source, folder, rounds):
    path = os.path.join(folder, "optuna.sqlite")
    copied(source, path)
    url = f"sqlite:///{path}"
    # They take long: what is timed once is not much off.
    rounds = min(rounds, 3)
    say("best", [best(url) for _ in range(rounds)])
    pages = [page(url) for _ in range(rounds)]
    say("page", [seconds for seconds, _ in pages], pages[-1][1])


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
