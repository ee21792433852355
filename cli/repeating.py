"""The same experiment with several seeds, as the tutorial asks its reader to do."""

from contextlib import redirect_stdout
from functools import partial
from io import StringIO
from statistics import mean, median, stdev
from time import perf_counter

from cli.terminal import count_epochs, progress_bar
from common.training import fit


def repeat(experiment, settings, n_repeats, score):
    """Run an experiment n_repeats times, with the seed in settings, the next seed, and so on.

    What the experiment prints is hidden. The score of each run is printed when it is done, and at
    the end a summary. score: its name, and a function of the expected and predicted answers.
    Returns a list of what the experiment returned, with None in place of each model, which would
    fill the memory.
    """
    import keras  # it has been imported by now

    name, function = score
    runs, scores = [], []
    with progress_bar(n_repeats * settings["n_epoch"]) as bar:
        train = partial(fit, verbose=0, callbacks=[count_epochs(bar)])
        for seed in range(settings["seed"], settings["seed"] + n_repeats):
            bar.set_description(f"seed {seed}")
            start = perf_counter()
            with redirect_stdout(StringIO()):
                _, history, expected, predicted = experiment(
                    **settings | {"seed": seed}, train=train
                )
            seconds = perf_counter() - start
            keras.utils.clear_session()  # otherwise each run is slower than the one before
            runs.append((None, history, expected, predicted))
            scores.append(function(expected, predicted))
            bar.clear()
            print(f"seed {seed}: {name} {scores[-1]:.6f} in {seconds:.1f} s")
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
