"""A stage without Keras, to try the command line with. Its RMSE is its seed."""

import os
import signal
import time
import zipfile
from functools import partial
from pathlib import Path

from cli.questions import read_numbers
from cli.running import run_stage
from cli.terminal import run_script
from common.reporting import rmse

FAILS, IS_KILLED, WAITS = 13, 66, 77  # what the trainings with these seeds do
SECONDS = 0  # that an epoch takes


class Model:
    __reduce__ = None  # it cannot be sent to another process

    def save(self, path):
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("model.weights.h5", "weights")


def marks(seed):
    """The file in which a training leaves the number of its process."""
    return Path(os.environ["MARKS"]) / str(seed)


def experiment(
    n_examples=4,
    n_numbers=2,
    largest=10,
    n_batch=2,
    n_epoch=2,
    seed=1,
    verbose=2,
    flip=False,
    callbacks=(),
):
    print("what a training has to say", "-flipped" * flip, sep="")
    for epoch in range(n_epoch):
        for callback in callbacks:
            time.sleep(SECONDS)
            callback.on_epoch_end(epoch, {})
    if seed == FAILS:
        raise FloatingPointError("It has failed.")
    if seed == IS_KILLED:
        while not marks(seed - 1).exists():
            time.sleep(0.01)
        time.sleep(0.5)
        os.kill(os.getpid(), signal.SIGKILL)
    if seed in (IS_KILLED - 1, WAITS):
        marks("new").write_text(str(os.getpid()))
        marks("new").replace(marks(seed))
    if seed == WAITS:
        time.sleep(600)
    return Model(), {"loss": [0.5] * n_epoch}, [10] * n_examples, [10 + seed] * n_examples


def answer(model, numbers):
    return sum(numbers) if isinstance(model, Model) else None


def main(experiment=experiment):
    read, write = partial(read_numbers, sign="+"), lambda numbers: "+".join(map(str, numbers))
    score = "RMSE", rmse, "{:.3f}"
    return run_stage(experiment, None, None, read, write, sum, answer, score, __doc__)


if __name__ == "__main__":
    run_script(main)
