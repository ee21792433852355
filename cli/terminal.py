"""How a script starts Keras, shows progress and ends."""

import logging
import os
import re
import shutil
import sys
import tempfile


def start_keras():
    """Import Keras and set it up for these scripts. Returns the module.

    - It sets environment variables of TensorFlow and PyTorch, unless they are set: few messages,
      and training on one thread.
    - It starts the backend, and hides what TensorFlow writes meanwhile. These lines ignore all log
      levels and go to file descriptor 2, so the descriptor is redirected. If the import fails, the
      lines are shown.
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
    stderr = os.dup(2)
    with tempfile.TemporaryFile() as hidden:
        os.dup2(hidden.fileno(), 2)
        try:
            import keras

            keras.utils.set_random_seed(0)
            keras.ops.zeros(1)  # TensorFlow looks for devices when it makes its first tensor
        except Exception:
            hidden.seek(0)
            with os.fdopen(os.dup(stderr), "wb") as shown:
                shutil.copyfileobj(hidden, shown)
            raise
        finally:
            os.dup2(stderr, 2)
            os.close(stderr)
            if on_terminal:
                print("\r\033[K", end="", flush=True)  # clear the line
    # with --repeats each new model is traced again, and TensorFlow warns that this takes time
    logging.getLogger("tensorflow").setLevel(logging.ERROR)
    return keras


def progress_bar(n_epoch, text=None):
    """Make tqdm's progress bar over a number of epochs, to be used in a with statement.

    It is shown on a terminal, and removed at the end. In a pipe or a file there is none.
    """
    from tqdm import tqdm  # imported here, so that --help starts at once

    return tqdm(
        desc=text,
        total=n_epoch,
        unit=" epochs",
        file=sys.stdout,
        disable=None,
        leave=False,
        dynamic_ncols=True,
    )


def count_epochs(bar):
    """Make a Keras callback that moves a progress bar on after each epoch, and shows the loss."""
    from keras.callbacks import LambdaCallback

    def show(epoch, logs):
        bar.set_postfix(loss=f"{logs['loss']:.4f}", refresh=False)
        bar.update()

    return LambdaCallback(on_epoch_end=show)


def run_script(main):
    """Call main and end the process as a terminal program should.

    The exit status is what main returns (None for success). It is 1, with one line, if the numbers
    have overflowed in training, or if the memory is full; 130, with one line, after Ctrl-C; and 1,
    without a line, if the reader of a pipe has gone, as in `| head -3`.
    """
    # each line appears when it is printed, in a pipe too; a terminal without ☑ shows a ?
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
    except Exception as error:
        # as Python and NumPy, TensorFlow, JAX and PyTorch say it
        full = "MemoryError|ResourceExhausted|RESOURCE_EXHAUSTED|allocate memory"
        if not re.search(full, f"{type(error).__name__} {error}"):
            raise
        print("The memory is full. Try fewer --examples, --numbers or --units.", file=sys.stderr)
        sys.exit(1)
