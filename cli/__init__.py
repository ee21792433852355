"""What a program in a terminal needs: options, progress, errors, figures, checkpoints."""

import os
import sys

from cli.terminal import end_with_a_line

# for NumPy's and scikit-learn's libraries and PyTorch, which read it when they are imported: these
# matrices are so small that more threads cost more time than they save
os.environ.setdefault("OMP_NUM_THREADS", "1")


def _excepthook(kind, error, traceback):
    """Print one line in place of a traceback if the imports of a script fail."""
    end_with_a_line(error)
    sys.__excepthook__(kind, error, traceback)


sys.excepthook = _excepthook
os.environ["MPLBACKEND"] = "agg"  # figures go into files; a notebook's backend may not be here
