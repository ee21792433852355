"""The same experiment with several seeds, as the tutorial asks its reader to do."""

import sys
from contextlib import redirect_stdout
from functools import partial
from io import StringIO
from statistics import mean, median, stdev
from time import perf_counter

from cli.terminal import count_epochs, progress_bar
from common.training import fit


def each_seed(seeds, run):
    """Call run(seed) for one seed after another. Yields seed, what run returned, and its seconds.

    If the training of one of several seeds fails, a line names the seed, and the others go on. If
    all have failed, it ends with status 1.
    """
    import keras  # it has been imported by now
    from tqdm import tqdm

    n_failed = 0
    for seed in seeds:
        keras.utils.clear_session()  # otherwise each run is slower than the one before
        start = perf_counter()
        try:
            result = run(seed)
        except FloatingPointError as error:
            if len(seeds) == 1:
                raise
            tqdm.write(f"seed {seed}: {error}", file=sys.stderr)  # beside the progress bar
            n_failed += 1
        else:
            yield seed, result, perf_counter() - start
    if n_failed == len(seeds):
        sys.exit(1)


def some_failed(n_seeds, *results):
    """Give the exit status after each_seed: 1 if a list has not a result for each of n_seeds seeds.

    >>> some_failed(2, ["of seed 1", "of seed 2"], ["of seed 2"])
    1
    """
    return int(any(len(each) < n_seeds for each in results))


def repeat(experiment, settings, n_repeats, score):
    """Run an experiment n_repeats times, with the seed in settings, the next seed, and so on.

    What the experiment prints is hidden. The score of each run is printed when it is done, and at
    the end a summary. score: its name, and a function of the expected and predicted answers.
    Returns a list of what the experiment returned, with None in place of each model, which would
    fill the memory. A run that has failed is not in the list; see each_seed.
    """
    name, function = score
    runs, scores = [], []
    with progress_bar(n_repeats * settings["n_epoch"]) as bar:
        train = partial(fit, verbose=0, callbacks=[count_epochs(bar)])

        def run(seed):
            bar.set_description(f"seed {seed}")
            with redirect_stdout(StringIO()):
                return experiment(**settings | {"seed": seed}, train=train)

        seeds = range(settings["seed"], settings["seed"] + n_repeats)
        for seed, (_, history, expected, predicted), seconds in each_seed(seeds, run):
            runs.append((None, history, expected, predicted))
            scores.append(function(expected, predicted))
            bar.clear()
            print(f"seed {seed}: {name} {scores[-1]:.6f} in {seconds:.1f} s")
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
    """Describe the scores of several runs in one line.

    >>> summary('rmse', [0.25, 0.5, 0.75])
    'rmse of 3 runs: median 0.500000, mean 0.500000, standard deviation 0.250000, lowest 0.250000, highest 0.750000'
    """  # noqa: E501
    figures = {
        "median": median(scores),
        "mean": mean(scores),
        "standard deviation": stdev(scores),
        "lowest": min(scores),
        "highest": max(scores),
    }
    return f"{name} of {len(scores)} runs: " + ", ".join(
        f"{figure} {value:.6f}" for figure, value in figures.items()
    )
