"""A program that prints nothing of use and writes a table, as many training frameworks do.

    hpo check studies/examples/results-table.json5
    hpo study create studies/examples/results-table.json5 && hpo study run --trials 20

    python3 studies/examples/results-table.py 0.1 0.5 /tmp      (by hand; the table is /tmp/results.csv)
"""

import csv
import os
import sys

lr, momentum, folder = float(sys.argv[1]), float(sys.argv[2]), sys.argv[3]
x, velocity = 5.0, 0.0
with open(os.path.join(folder, "results.csv"), "w", newline="") as file:
    table = csv.writer(file)
    table.writerow(["epoch", "train/loss", "val/loss"])
    for epoch in range(20):
        velocity = momentum * velocity - lr * 2 * x
        x += velocity
        table.writerow([epoch, x * x, x * x + 0.1])
        file.flush()
print("done")
