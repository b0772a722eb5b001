"""What MLflow's own client finds in a database, as JSON.

    python3 mlflow_check.py FILE [EXPERIMENT]

{"experiments": [NAME], "runs": [{"name", "parent", "status", "start", "end", "params", "tags", "metrics": {NAME: [[STEP, TIME,
VALUE]]}, "latest": {NAME: VALUE}, "artifacts": [PATH]}]}, by the runs' names. Afterwards a run is logged to the experiment, as
people go on.
"""

import json
import logging
import os
import sys

os.environ["MLFLOW_DISABLE_TELEMETRY"] = "true"
import mlflow

logging.disable(logging.INFO)


def plain(number):
    return number if number - number == 0 else str(number)


def main(path, experiment):
    mlflow.set_tracking_uri("sqlite:///" + path)
    client = mlflow.MlflowClient()
    number = client.get_experiment_by_name(experiment).experiment_id
    found = []
    for run in client.search_runs([number], max_results=10_000):
        latest = {name: plain(value) for name, value in run.data.metrics.items()}
        metrics = {
            name: [[m.step, m.timestamp, plain(m.value)] for m in client.get_metric_history(run.info.run_id, name)]
            for name in latest}
        parent = client.get_parent_run(run.info.run_id)
        found.append({
            "name": run.info.run_name, "parent": parent and parent.info.run_name, "status": run.info.status,
            "start": run.info.start_time, "end": run.info.end_time, "params": run.data.params, "tags": run.data.tags,
            "metrics": metrics, "latest": latest,
            "artifacts": sorted(a.path for a in client.list_artifacts(run.info.run_id))
            if os.path.isdir(run.info.artifact_uri) else []})
    print(json.dumps({
        "experiments": sorted(e.name for e in client.search_experiments()),
        "runs": sorted(found, key=lambda run: run["name"])}))
    with mlflow.start_run(experiment_id=number):
        mlflow.log_metric("more", 1)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
