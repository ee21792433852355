"""What a program in a terminal needs: options, progress, errors, figures, checkpoints."""

from importlib.util import find_spec

if not find_spec("numpy"):  # every script imports this first
    raise ModuleNotFoundError(
        "NumPy is not installed here. Activate the environment: source .venv/bin/activate. Or make "
        "it: python3 -m venv .venv && .venv/bin/pip install -r requirements.txt"
    )
