"""What a program in a terminal needs: options, progress, errors, figures, checkpoints.

To import it sets sys.excepthook, for errors in the imports of a script.
"""

import sys

from cli.terminal import end_with_a_line


def _excepthook(kind, error, traceback):
    """Print one line in place of a traceback if the imports of a script fail."""
    end_with_a_line(error)
    sys.__excepthook__(kind, error, traceback)


sys.excepthook = _excepthook
