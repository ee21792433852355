"""What a script owes the person at the terminal: no noise, and a clean end."""

import logging
import os
import shutil
import sys
import tempfile
from time import perf_counter

CLEAR_LINE = "\r\033[K"


def import_keras():
    """Import Keras and start its backend, holding back what TensorFlow writes on the way.

    TensorFlow's first lines go past every log level, straight to file descriptor 2. Where the
    import fails they are shown after all. Returns the module.
    """
    # even at the level of errors it speaks of what this processor lacks; a real one is raised
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    # these matrices are so small that to share one out over threads costs more than it gives
    os.environ.setdefault("TF_NUM_INTRAOP_THREADS", "1")
    on_terminal = sys.stdout.isatty()
    if on_terminal:
        print("Importing Keras ...", end="", flush=True)
    stderr = os.dup(2)
    with tempfile.TemporaryFile() as held_back:
        os.dup2(held_back.fileno(), 2)
        try:
            import keras

            # devices are looked for, and spoken of, at the first tensor; and seeding imports
            # TensorFlow, whatever the backend
            keras.utils.set_random_seed(0)
            keras.ops.zeros(1)
        except Exception:
            held_back.seek(0)
            with os.fdopen(os.dup(stderr), "wb") as shown:
                shutil.copyfileobj(held_back, shown)
            raise
        finally:
            os.dup2(stderr, 2)
            os.close(stderr)
            if on_terminal:
                print(CLEAR_LINE, end="", flush=True)
    # a model of its own for each repeat is traced anew, and TensorFlow warns that this takes time
    logging.getLogger("tensorflow").setLevel(logging.ERROR)
    return keras


def make_progress(n_all):
    """Make a function that shows how much is done of n_all, and the time left, in one line.

    progress(text, n_done) shows it, progress() clears it away. On a terminal each line takes the
    place of the one before; elsewhere, as in a file, a line is printed at most every ten seconds.
    """
    terminal, began = sys.stdout, perf_counter()
    printed = began

    def progress(text=None, n_done=0):
        nonlocal printed
        now = perf_counter()
        if text:
            text += f", {(now - began) * (n_all - n_done) / n_done:.0f} s left"
        if terminal.isatty():
            print(f"{CLEAR_LINE}{text or ''}", end="", file=terminal, flush=True)
        elif text and now - printed >= 10:
            print(text, file=terminal)
            printed = now

    return progress


def run_script(main):
    """Call main and end the process as a terminal program should.

    Exit status: main's own (None for success); 1 and one line where the numbers have overflowed;
    130 and one line for Ctrl-C; nothing said where the reader of a pipe has gone, as in
    `| head -3`.
    """
    # a line appears when it is printed, in a pipe too, and no terminal is too plain for a mark
    sys.stdout.reconfigure(line_buffering=True, errors="replace")
    try:
        sys.exit(main())
    except FloatingPointError as error:
        print(error, file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        print("\nInterrupted.", file=sys.stderr)
        sys.exit(130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # for the last flush
        sys.exit(1)
