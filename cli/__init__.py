"""What a program in a terminal needs: options, progress, errors, figures, checkpoints."""

from importlib.util import find_spec

if not find_spec("numpy"):  # every script imports this first
    raise ModuleNotFoundError(
        "NumPy is not installed here. README.md, Start: make or activate .venv"
    )
