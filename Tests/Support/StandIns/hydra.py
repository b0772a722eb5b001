"""As much of Hydra as the pages' script uses, for machines that have none: a flat configuration, and overrides of it.

The script runs with it as it stands. Nothing but tests uses it.
"""

import functools
import os
import sys
from types import SimpleNamespace


def _value(text):
    for read in (int, float):
        try:
            return read(text)
        except ValueError:
            pass
    return text


def main(version_base, config_path, config_name):
    def decorate(function):
        @functools.wraps(function)
        def run():
            with open(os.path.join(config_path, config_name + ".yaml")) as file:
                lines = [line.split(": ", 1) for line in file.read().splitlines() if line]
            config = {key: _value(value) for key, value in lines}
            for word in sys.argv[1:]:
                key, value = word.split("=", 1)
                if key == "hydra.run.dir":
                    os.makedirs(os.path.join(value, ".hydra"), exist_ok=True)
                elif key in config:
                    config[key] = _value(value)
                else:
                    sys.exit(f"Could not override '{key}'.")
            return function(SimpleNamespace(**config))

        return run

    return decorate
