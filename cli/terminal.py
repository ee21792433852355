"""How a script starts Keras, shows progress and ends. Nothing here has an effect on import."""

import codecs
import logging
import os
import signal
import sys
import warnings
from contextlib import contextmanager, suppress
from functools import cache


@cache
def start_keras():
    """Import Keras, to train on one thread and say little. Returns the module."""
    # these matrices are so small that more threads cost more time than they save
    for name in ("OMP_NUM_THREADS", "TF_NUM_INTRAOP_THREADS"):
        os.environ.setdefault(name, "1")
    # even at the level of errors it complains about missing hardware; real errors are exceptions
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    if "IPython" not in sys.modules:  # Jupyter names its own backend to all that it starts
        os.environ.pop("MPLBACKEND", None)
    if sys.stdout.isatty():
        print("Importing Keras ...", end="", flush=True)
    stderr = os.dup(2)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # TensorFlow's messages go past sys.stderr
    try:
        import keras

        keras.utils.set_random_seed(0)  # which imports the rest of Keras and TensorFlow
        keras.ops.zeros(1)  # TensorFlow looks for devices when it makes its first tensor
    finally:
        os.dup2(stderr, 2)
    clear_line()
    # with --repeats each new model is traced again, and TensorFlow warns that this takes time
    logging.getLogger("tensorflow").setLevel(logging.ERROR)
    return keras


@contextmanager
def interrupts_held_back():
    """Let Ctrl-C and SIGTERM have their effect only after the block."""
    noted, numbers = [], (signal.SIGINT, signal.SIGTERM)
    handlers = [signal.signal(number, lambda number, _: noted.append(number)) for number in numbers]
    yield
    for number, handler in zip(numbers, handlers):
        signal.signal(number, handler)
    for number in noted:
        signal.raise_signal(number)


def clear_line():
    """Remove what stands on the terminal's last line, such as half a progress bar."""
    if sys.stdout.isatty():
        print("\r\033[K", end="", flush=True)


def run_script(main):
    """Call main and end the process with the status that it returns. Ctrl-C and SIGTERM end it."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    warnings.simplefilter("ignore")  # of joblib and Keras, where an error would say more
    os.environ["PYTHONWARNINGS"] = "ignore"  # of the processes that joblib starts
    # what a terminal cannot show: the marks of answers become words, any other sign a ?
    words = {"☑": "right", "☒": "wrong"}
    codecs.register_error("words", lambda e: (words.get(e.object[e.start], "?"), e.start + 1))
    with suppress(AttributeError):  # IDLE and Jupyter have streams of their own
        # each line appears when it is printed, in a pipe too
        sys.stdout.reconfigure(errors="words", line_buffering=True)
        sys.stdin.reconfigure(errors="backslashreplace")  # bytes that are not UTF-8 end nothing
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        clear_line()
        print("Interrupted.", file=sys.stderr)
        sys.exit(130)
    except BrokenPipeError:  # the reader of a pipe has gone
        os._exit(1)
    except (OSError, FloatingPointError) as error:  # of a file, or of a training that has failed
        sys.exit(str(error))
