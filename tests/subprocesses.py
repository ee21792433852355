"""The scripts as a person starts them: in a process of their own."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
# a module that start_keras takes for Keras
FAKE_KERAS = """
from unittest.mock import MagicMock
ops = utils = config = MagicMock()
config.backend = lambda: "tensorflow"
"""


def environment(**variables):
    # what Keras in this process has set for TensorFlow would quieten the script's, too
    others = [name for name in os.environ if name.startswith("TF_")] + ["PYTHONUNBUFFERED"]
    kept = {name: value for name, value in os.environ.items() if name not in others}
    return kept | {"PYTHONUTF8": "1"} | {name: str(value) for name, value in variables.items()}


def python(*arguments, **variables):
    """Run Python in the project's folder until it ends; variables: of the environment."""
    process = start(*arguments, variables=variables, stdin=subprocess.DEVNULL)
    out, err = process.communicate(timeout=400)
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


def start(*arguments, variables=(), **rest):
    """Start Python in the project's folder, with pipes to read from; rest: as Popen's."""
    return subprocess.Popen(
        [sys.executable, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        env=environment(**dict(variables)),
        encoding="utf-8",
        **rest,
    )
