"""What a script owes the person at the terminal: no noise, and a clean end."""

import os
import shutil
import sys
import tempfile
from time import perf_counter


def import_keras():
    """Import Keras and start its backend, holding back what TensorFlow writes on the way.

    TensorFlow's first lines go past every log level, straight to file descriptor 2. Where the
    import fails they are shown after all. Returns the module.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    # these matrices are so small that to share one out over threads costs more than it gives
    os.environ.setdefault("TF_NUM_INTRAOP_THREADS", "1")
    stderr = os.dup(2)
    with tempfile.TemporaryFile() as held_back:
        os.dup2(held_back.fileno(), 2)
        try:
            import keras

            keras.ops.zeros(1)  # the devices are looked for, and spoken of, at the first tensor
        except BaseException:
            held_back.seek(0)
            with os.fdopen(os.dup(stderr), "wb") as shown:
                shutil.copyfileobj(held_back, shown)
            raise
        finally:
            os.dup2(stderr, 2)
            os.close(stderr)
    return keras


def make_progress():
    """Make a function that shows how far the work is, in one line.

    On a terminal each line takes the place of the one before, and an empty one clears it away;
    elsewhere, as in a file, a line is printed at most every ten seconds.
    """
    terminal, last = sys.stdout, perf_counter()

    def progress(line):
        nonlocal last
        if terminal.isatty():
            print(f"\r\033[K{line}", end="", file=terminal, flush=True)
        elif line and perf_counter() - last >= 10:
            print(line, file=terminal)
            last = perf_counter()

    return progress


def run_script(main):
    """Call main and end the process as a terminal program should.

    Exit status: main's own (None for success); 130 and one line for Ctrl-C; nothing said where
    the reader of a pipe has gone, as in `| head -3`.
    """
    # a line appears when it is printed, in a pipe too, and no terminal is too plain for a mark
    sys.stdout.reconfigure(line_buffering=True, errors="replace")
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        print("\nInterrupted.", file=sys.stderr)
        sys.exit(130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # for the last flush
        sys.exit(1)
