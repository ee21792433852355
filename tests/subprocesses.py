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
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TF_")}
    return kept | {"PYTHONUTF8": "1"} | variables


def python(*arguments, stdin="", **variables):
    """Run Python in the project's folder until it ends; variables: of the environment."""
    return subprocess.run(
        [sys.executable, *map(str, arguments)],
        input=stdin,
        cwd=ROOT,
        env=environment(**variables),
        capture_output=True,
        encoding="utf-8",
        timeout=400,
    )


def start(*arguments, **rest):
    """Start Python in the project's folder, with pipes to read from; rest: as Popen's."""
    return subprocess.Popen(
        [sys.executable, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        env=environment(),
        encoding="utf-8",
        **rest,
    )
