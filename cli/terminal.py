"""How a script starts Keras, shows progress and ends. Nothing here has an effect on import."""

import codecs
import logging
import os
import signal
import sys
import warnings
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec
from tempfile import TemporaryFile


@cache
def start_keras():
    """Import Keras, to train on one thread and say little. Returns the module.

    Every module of this project imports it in its functions, so that --help appears at once.
    """
    # these matrices are so small that more threads cost more time than they save
    for name in ("OMP_NUM_THREADS", "TF_NUM_INTRAOP_THREADS"):
        os.environ.setdefault(name, "1")
    # even at the level of errors it complains about missing hardware; real errors are exceptions
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    _, _, module = os.environ.get("MPLBACKEND", "").partition("module://")
    if module and not find_spec(module.split(".")[0]):  # Jupyter's own, which may be missing here
        del os.environ["MPLBACKEND"]
    if sys.stdout.isatty():
        print("Importing Keras ...", end="", flush=True)
    with stderr_held_back():
        import keras

        keras.utils.set_random_seed(0)  # which imports the rest of Keras and TensorFlow
        keras.ops.zeros(1)  # TensorFlow looks for devices when it makes its first tensor
    clear_line()
    # with --repeats each new model is traced again, and TensorFlow warns that this takes time
    logging.getLogger("tensorflow").setLevel(logging.ERROR)
    return keras


@contextmanager
def stderr_held_back():
    """Hold back what is written to file descriptor 2, and show it only if the block fails.

    TensorFlow's messages go past sys.stderr.
    """
    stderr = os.dup(2)
    with TemporaryFile() as held:
        os.dup2(held.fileno(), 2)
        try:
            yield
        except Exception:
            held.seek(0)
            os.write(stderr, held.read())
            raise
        finally:
            os.dup2(stderr, 2)
            os.close(stderr)


@contextmanager
def interrupts_held_back():
    """Let Ctrl-C and SIGTERM, where they end the script, do so only after the block."""
    noted, ends = [], signal.default_int_handler
    numbers = [n for n in (signal.SIGINT, signal.SIGTERM) if signal.getsignal(n) is ends]
    for number in numbers:
        signal.signal(number, lambda *_: noted.append(True))
    yield
    for number in numbers:
        signal.signal(number, ends)
    if noted:
        raise KeyboardInterrupt


def clear_line():
    """Remove what stands on the terminal's last line, such as half a progress bar."""
    if sys.stdout.isatty():
        print("\r\033[K", end="", flush=True)


def run_script(main):
    """Call main and end the process with the status that it returns. Ctrl-C and SIGTERM end it."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    warnings.simplefilter("ignore")  # of joblib and Keras, where an error would say more
    # what a terminal cannot show: the marks of answers become words, any other sign a ?
    words = {"☑": "right", "☒": "wrong"}
    codecs.register_error("words", lambda e: (words.get(e.object[e.start], "?"), e.start + 1))
    if hasattr(sys.stdout, "reconfigure"):  # IDLE and Jupyter have streams of their own
        # each line appears when it is printed, in a pipe too
        sys.stdout.reconfigure(errors="words", line_buffering=True)
    if hasattr(sys.stdin, "reconfigure"):
        sys.stdin.reconfigure(errors="backslashreplace")  # bytes that are not UTF-8 end nothing
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        clear_line()
        print("Interrupted.", file=sys.stderr)
        sys.exit(130)
    except OSError as error:  # the output cannot be written, or the reader of a pipe has gone
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        sys.exit(1 if isinstance(error, BrokenPipeError) else str(error))
    except FloatingPointError as error:  # the numbers have overflowed in training
        sys.exit(str(error))
