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

INSTALL = (
    "Activate it: source .venv/bin/activate. "
    "Or make it: python3 -m venv .venv && .venv/bin/pip install -r requirements.txt"
)
# as Python and NumPy, TensorFlow, JAX and PyTorch say it
MEMORY_IS_FULL = "MemoryError|ResourceExhausted|RESOURCE_EXHAUSTED|allocate memory"


@cache
def start_keras():
    """Import Keras and set it up for these scripts. Returns the module.

    - It sets environment variables of TensorFlow and PyTorch, unless they are set: few messages,
      and training on one thread.
    - It starts the backend, and hides what TensorFlow writes meanwhile, unless that fails.
    - It seeds the random generators, because that imports the rest of Keras and TensorFlow.
    - It sets TensorFlow's logger to errors only.
    """
    # even at the level of errors it complains about missing hardware; real errors are exceptions
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    # these matrices are so small that more threads cost more time than they save
    os.environ.setdefault("TF_NUM_INTRAOP_THREADS", "1")
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # PyTorch's
    on_terminal = sys.stdout.isatty()
    if on_terminal:
        print("Importing Keras ...", end="", flush=True)
    try:
        with stderr_held_back():
            import keras

            keras.utils.set_random_seed(0)
            keras.ops.zeros(1)  # TensorFlow looks for devices when it makes its first tensor
    finally:
        if on_terminal:
            print("\r\033[K", end="", flush=True)  # clear the line
    # with --repeats each new model is traced again, and TensorFlow warns that this takes time
    logging.getLogger("tensorflow").setLevel(logging.ERROR)
    return keras


@contextmanager
def stderr_held_back():
    """Hold back what is written to file descriptor 2, and show it only if the block fails.

    TensorFlow's messages ignore all log levels and go past sys.stderr. Another process holds them,
    because TensorFlow may end this one at once: a wrong flag, a processor that is too old.
    """
    show = "import sys; sys.stderr.buffer.write(sys.stdin.buffer.read())"
    holder = subprocess.Popen(
        [sys.executable, "-ISc", show],
        stdin=subprocess.PIPE,
        start_new_session=True,  # Ctrl-C is not for it
    )
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
    """Make tqdm's progress bar, to be used in a with statement.

    It is shown on a terminal, and removed at the end. In a pipe or a file there is none.
    """
    from tqdm import tqdm  # imported here, so that --help starts at once

    return tqdm(
        desc=text,
        total=total,
        bar_format="{desc} {percentage:3.0f}%|{bar}| {elapsed}<{remaining}{postfix}",
        file=sys.stdout,
        disable=None,
        leave=False,
        dynamic_ncols=True,
    )


def verbose_for_terminal(verbose):
    """Choose what Keras prints in each epoch. Its bar needs a terminal with room for it.

    verbose: as in Keras's fit. In a file, or on a narrow terminal, 1 becomes 2: one line an epoch.
    """
    has_room = sys.stdout.isatty() and shutil.get_terminal_size().columns >= 80
    return 2 if verbose == 1 and not has_room else verbose


class Output(io.FileIO):
    """Standard output. The first time that it cannot be written, it says so.

    Then the process ends, unless there are files to be written: the run goes on for them. Where the
    reader of a pipe has gone, as in `| head -3`, nothing is said.
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
            if not self.files_to_come:
                sys.exit(1)
            return len(data)


def end_with_a_line(error):
    """Print one line and exit, if that says enough of the error. Otherwise return."""
    if isinstance(error, KeyboardInterrupt):
        line, status = "\nInterrupted.", 130
    elif isinstance(error, FloatingPointError):  # the numbers have overflowed in training
        line, status = error, 1
    elif isinstance(error, ModuleNotFoundError) and not find_spec(error.name.split(".")[0]):
        line, status = f"{error.name} is not installed in this environment. {INSTALL}", 1
    elif re.search(MEMORY_IS_FULL, f"{type(error).__name__} {error}"):
        line, status = "The memory is full. Try fewer --examples, --numbers or --units.", 1
    else:
        return
    print(line, file=sys.stderr)
    sys.exit(status)


def run_script(main):
    """Call main and end the process as a terminal program should.

    The exit status is what main returns (None for success). It is 1 if the output could not be
    written. SIGTERM, and SIGHUP from a terminal that is closed, end it as Ctrl-C does: with one
    line and status 130.
    """
    for number in (signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)):
        if signal.getsignal(number) == signal.SIG_DFL:  # nohup has SIGHUP ignored
            signal.signal(number, signal.default_int_handler)
    for number in range(3):  # the next file must not get the number of one that is closed (2>&-)
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    sys.stderr = sys.stderr or open(2, "w", closefd=False)
    if sys.stdout is None:
        print("The standard output is closed.", file=sys.stderr)
        sys.exit(2)
    output = Output(1, "w", closefd=False)
    # each line appears when it is printed, in a pipe too; a terminal without ☑ shows a ?
    sys.stdout = io.TextIOWrapper(
        io.BufferedWriter(output), sys.stdout.encoding, errors="replace", line_buffering=True
    )
    try:
        status = main()
        sys.stdout.flush()
    except (Exception, KeyboardInterrupt) as error:
        end_with_a_line(error)
        raise
    sys.exit(1 if output.failed else status)
