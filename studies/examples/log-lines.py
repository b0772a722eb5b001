"""A program whose log is for people, and that nobody may change.

    hpo check studies/examples/log-lines.json5
    hpo study create studies/examples/log-lines.json5 && hpo study run --trials 20
"""

import logging
import math
import sys

logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
width, depth = int(sys.argv[1]), int(sys.argv[2])
logging.info("a model of %d layers of %d", depth, width)
for epoch in range(1, 11):
    bend = 1 - math.exp(-epoch / depth)
    logging.info("Epoch %d/10: loss=%.4f, val_acc=%.1f%%", epoch, 1 / (1 + bend * depth), 100 * bend * width / (width + 8))
logging.info("finished")
