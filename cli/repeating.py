"""Many trainings that know nothing of each other: several seeds or cases, several at a time."""

import os
import sys
from contextlib import redirect_stdout
from functools import partial
from io import StringIO
from statistics import mean, median, stdev
from time import perf_counter

from cli.terminal import progress_bar, start_keras
from common.training import fit


def train_all(trainings, n_jobs=1):
    """Run trainings, n_jobs at a time. Yields what each returns and its seconds, in their order.

    trainings: for each a name, such as "seed 1"; its number of epochs, None if nobody knows; and a
    function of a list of Keras callbacks, which show its progress. What it prints is hidden.
    With several jobs each training runs in another process. The results are the same.
    If a training fails, a line names it, None is yielded, and the others go on.
    """
    from tqdm import tqdm  # imported here, so that --help starts at once

    with progress_bar(len(trainings)) as bar:
        outcomes = _outcomes(trainings, n_jobs, bar)
        for n_done, ((name, *_), (result, seconds)) in enumerate(zip(trainings, outcomes), start=1):
            if isinstance(result, FloatingPointError):
                tqdm.write(f"{name}: {result}", file=sys.stderr)  # beside the progress bar
                result = None
            bar.clear()
            yield result, seconds
            bar.update(n_done - bar.n)


def train_one(name, n_epoch, run):
    """Run one training, as train_all does. Returns its result, or ends with status 1."""
    ((result, _),) = train_all([(name, n_epoch, run)])
    if result is None:
        sys.exit(1)
    return result


def _outcomes(trainings, n_jobs, bar):
    if n_jobs > 1 and len(trainings) > 1:
        from joblib import Parallel, delayed

        # after Ctrl-C joblib's helper process may complain of a lock that is gone already
        os.environ.setdefault("PYTHONWARNINGS", "ignore:resource_tracker:UserWarning")
        bar.set_description(f"{n_jobs} at a time")
        parallel = Parallel(n_jobs, batch_size=1, return_as="generator")
        yield from parallel(delayed(_train)(run, []) for _, _, run in trainings)
        return
    start_keras()
    for name, n_epoch, run in trainings:
        bar.set_description(name)
        yield _train(run, [_count_epochs(bar, n_epoch)])


def _train(run, callbacks):
    """Run one training, in this process or in another. Returns its result and its seconds."""
    with redirect_stdout(StringIO()):
        keras = start_keras()
        keras.utils.clear_session()  # otherwise each training is slower than the one before
        start = perf_counter()
        try:
            result = run(callbacks)
        except FloatingPointError as error:
            result = error
    return result, perf_counter() - start


def _count_epochs(bar, n_epoch):
    """Make a Keras callback that moves the bar on by one epoch, and shows its number and loss."""
    from keras.callbacks import LambdaCallback

    def show(epoch, logs):
        bar.set_postfix_str(f"epoch {epoch + 1}, loss {logs['loss']:.2g}", refresh=False)
        bar.update(min(1 / n_epoch, bar.total - bar.n) if n_epoch else 0)

    return LambdaCallback(on_epoch_end=show, on_train_end=lambda _: bar.set_postfix_str("scoring"))


def repeat(experiment, settings, n_repeats, n_jobs, score):
    """Run an experiment n_repeats times, with the seed in settings, the next seed, and so on.

    What the experiment prints is hidden. The score of each run is printed when it is done, and at
    the end a summary. score: its name, and a function of the expected and predicted answers.
    Returns a list of what the experiment returned, with None in place of each model, which would
    fill the memory. A run that has failed is not in the list; see train_all.
    """
    name, function = score
    seeds = range(settings["seed"], settings["seed"] + n_repeats)

    def run(callbacks, seed):
        train = partial(fit, verbose=0, callbacks=callbacks)
        _, *rest = experiment(**settings | {"seed": seed}, train=train)
        return None, *rest

    trainings = [(f"seed {seed}", settings["n_epoch"], partial(run, seed=seed)) for seed in seeds]
    runs, scores = [], []
    for seed, (result, seconds) in zip(seeds, train_all(trainings, n_jobs)):
        if result is not None:
            runs.append(result)
            scores.append(function(*result[2:]))
            print(f"seed {seed}: {name} {scores[-1]:.6f} in {seconds:.1f} s")
    if not runs:
        sys.exit(1)
    if len(scores) > 1:
        print(summary(name, scores))
    return runs


def name_seeds(first, n_repeats):
    """Name the seeds of repeated runs in words.

    >>> name_seeds(1, 1), name_seeds(1, 5)
    ('seed 1', 'seeds 1 to 5')
    """
    return f"seed {first}" if n_repeats == 1 else f"seeds {first} to {first + n_repeats - 1}"


def summary(name, scores):
    """Describe the scores of several runs in one line."""
    statistics = ("median", median), ("mean", mean), ("standard deviation", stdev)
    statistics += ("lowest", min), ("highest", max)
    figures = (f"{each} {of(scores):.6f}" for each, of in statistics)
    return f"{name} of {len(scores)} runs: {', '.join(figures)}"
