"""How a script starts Keras, shows progress and ends."""

import io
import logging
import os
import re
import shutil
import signal
import subprocess
import sys
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec

INSTALL = """Activate it: source .venv/bin/activate. \
Or make it: python3 -m venv .venv && .venv/bin/pip install -r requirements.txt"""
# as Python and NumPy, TensorFlow, JAX and PyTorch say it
MEMORY_IS_FULL = "MemoryError|ResourceExhausted|RESOURCE_EXHAUSTED|allocate memory"


@cache
def start_keras():
    """Import Keras, to train on one thread and say little. Returns the module."""
    # even at the level of errors it complains about missing hardware; real errors are exceptions
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    # these matrices are so small that more threads cost more time than they save
    os.environ.setdefault("TF_NUM_INTRAOP_THREADS", "1")
    if shutil.get_terminal_size().columns < 40:
        os.environ["COLUMNS"] = "40"  # for the summary of a model: Keras refuses less
    for name in ("keras", "tqdm", "sklearn", "matplotlib", "joblib"):  # also for after the training
        if not find_spec(name):
            raise ModuleNotFoundError(name=name)
    if sys.stdout.isatty():
        print("Importing Keras ...", end="", flush=True)
    try:
        with stderr_held_back():
            import keras

            if keras.config.backend() not in ("tensorflow", "jax", "torch"):
                raise ValueError(f"{keras.config.backend()} cannot train")
            keras.utils.set_random_seed(0)  # which imports the rest of Keras and TensorFlow
            keras.ops.zeros(1)  # TensorFlow looks for devices when it makes its first tensor
    except (ValueError, AssertionError, AttributeError, ModuleNotFoundError) as error:
        sys.exit(f"Keras cannot start with KERAS_BACKEND or its keras.json as they are: {error}")
    finally:
        clear_line()
    # with --repeats each new model is traced again, and TensorFlow warns that this takes time
    logging.getLogger("tensorflow").setLevel(logging.ERROR)
    return keras


@contextmanager
def stderr_held_back():
    """Hold back what is written to file descriptor 2, and show it only if the block fails.

    TensorFlow's messages go past sys.stderr. Another process holds them, because TensorFlow may end
    this one at once (a wrong flag, an old processor). It has its own session: Ctrl-C is not for it.
    """
    show = [sys.executable, "-ISc", "import sys; sys.stderr.buffer.write(sys.stdin.buffer.read())"]
    holder = subprocess.Popen(show, stdin=subprocess.PIPE, start_new_session=True)
    stderr = os.dup(2)
    os.dup2(holder.stdin.fileno(), 2)
    holder.stdin.close()
    try:
        yield
        holder.kill()
    except KeyboardInterrupt:
        holder.kill()
        raise
    finally:
        os.dup2(stderr, 2)  # nobody writes to the holder any more, so it shows what it has
        os.close(stderr)
        holder.wait()


def progress_bar(total, text=None):
    """Make tqdm's progress bar, to be used in a with statement. Only a terminal shows it."""
    from tqdm import tqdm  # imported here, so that --help starts at once

    shown = "{desc} {percentage:3.0f}%|{bar}| {elapsed}<{remaining}{postfix}"
    rest = {"file": sys.stdout, "disable": None, "leave": False, "dynamic_ncols": True}
    return tqdm(desc=text, total=total, bar_format=shown, **rest)


def clear_line():
    """Remove what stands on the terminal's last line, such as half a progress bar."""
    if sys.stdout is not None and sys.stdout.isatty():
        print("\r\033[K", end="", flush=True)


def verbose_for_terminal(verbose):
    """Choose what Keras prints in an epoch: a bar, 1, becomes a line, 2, where it has no room."""
    has_room = sys.stdout.isatty() and shutil.get_terminal_size().columns >= 80
    return 2 if verbose == 1 and not has_room else verbose


class Output(io.FileIO):
    """Standard output. If it cannot be written, it says so once, and ends the process.

    Where files are to come, the run goes on for them. If a pipe's reader has gone, it says nothing.
    """

    failed = False
    files_to_come = False  # a command line with --save or --plot changes it

    def write(self, data):
        try:
            return super().write(data)
        except OSError as error:
            self.failed = True
            os.dup2(os.open(os.devnull, os.O_WRONLY), self.fileno())  # for all that follows
            if not isinstance(error, BrokenPipeError):
                print(f"The output cannot be written: {error.strerror}", file=sys.stderr)
            return len(data) if self.files_to_come else sys.exit(1)


def end_with_a_line(error):
    """Print one line and exit, if that says enough of the error. Otherwise return."""
    if isinstance(error, KeyboardInterrupt):
        clear_line()
        print("Interrupted.", file=sys.stderr)
        sys.exit(130)
    if isinstance(error, FloatingPointError):  # the numbers have overflowed in training
        sys.exit(str(error))
    if isinstance(error, ModuleNotFoundError) and not find_spec(error.name.split(".")[0]):
        sys.exit(f"{error.name} is not installed in this environment. {INSTALL}")
    if re.search(MEMORY_IS_FULL, f"{type(error).__name__} {error}"):
        sys.exit("The memory is full. Try fewer --examples, --numbers or --units.")


def run_script(main):
    """Call main and end the process with the status that it returns, 1 if the output was lost.

    SIGTERM, and SIGHUP from a terminal that is closed, end it as Ctrl-C does.
    """
    for number in (signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)):
        if signal.getsignal(number) == signal.SIG_DFL:  # nohup has SIGHUP ignored
            signal.signal(number, signal.default_int_handler)
    while (free := os.open(os.devnull, os.O_RDWR)) < 3:
        pass  # no file gets the number of a stream that is closed (2>&-), for libraries write to it
    os.close(free)
    sys.stderr = sys.stderr or open(2, "w", closefd=False)
    if sys.stdout is None:
        print("The standard output is closed.", file=sys.stderr)
        sys.exit(2)
    output = io.BufferedWriter(Output(1, "w", closefd=False))
    # each line appears when it is printed, in a pipe too; a terminal without ☑ shows a ?
    rest = {"errors": "replace", "line_buffering": True}
    sys.stdout = io.TextIOWrapper(output, sys.stdout.encoding, **rest)
    try:
        status = main()
        sys.stdout.flush()
    except (Exception, KeyboardInterrupt) as error:
        end_with_a_line(error)
        raise
    sys.exit(1 if output.raw.failed else status)
