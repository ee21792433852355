"""What a program in a terminal needs: options, progress, errors, figures, checkpoints."""

import sys

from cli.terminal import end_with_a_line


def _excepthook(kind, error, traceback):
    """Where the imports at the top of a script fail, or are interrupted, this is the end."""
    end_with_a_line(error)
    sys.__excepthook__(kind, error, traceback)


sys.excepthook = _excepthook
