"""Files that are written as a whole or not at all."""

import os
import shutil
import sys
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from time import time


@contextmanager
def new_file(path):
    """Make a file to write to, which takes the place and the permissions of path when complete.

    If writing fails, an older file at path stays as it was. Where path is a symbolic link, the file
    that it leads to is replaced.
    """
    real = Path(os.path.realpath(path))
    for left in real.parent.glob(".saving-*"):
        with suppress(OSError):
            if left.stat().st_mtime < time() - 3600:  # of a killed run; a later one is saving
                shutil.rmtree(left)
    with tempfile.TemporaryDirectory(dir=real.parent, prefix=".saving-") as folder:
        new = Path(folder, "new." + Path(path).name.rpartition(".")[-1])
        yield new
        if real.exists():
            shutil.copymode(real, new)
        os.replace(new, real)


def write_files(*wanted):
    """Write the files that were asked for. If one cannot be written, say so and write the others.

    wanted: pairs of a path, or None, and a function that writes to it. Returns the exit status.
    """
    status = 0
    for path, write in wanted:
        try:
            if path is not None:
                write(path)
        except Exception as error:  # of the disk, but also of Keras and Matplotlib
            reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
            print(f"{path} cannot be written: {' '.join(reason.split())}", file=sys.stderr)
            status = 1
    return status
