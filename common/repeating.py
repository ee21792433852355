"""The same experiment with one seed after another: what the tutorial asks of its reader."""

from contextlib import redirect_stdout
from io import StringIO
from statistics import mean, median, stdev
from time import perf_counter

from common.terminal import make_progress


def repeat(experiment, settings, n_repeats, score):
    """Run an experiment n_repeats times, with the seed of settings, the next one, and so on.

    What the experiment prints is muted; each run's score is printed as it is done, and their
    spread at the end. score: its name, and a function of expected and predicted.
    Returns the runs without their models, which would fill the memory.
    """
    import keras

    n_epoch, first = settings["n_epoch"], settings["seed"]
    progress = make_progress(n_repeats * n_epoch)
    name, function = score
    runs, scores = [], []
    for i in range(n_repeats):

        def show(epoch, logs, i=i):
            done = f"run {i + 1} of {n_repeats}, epoch {epoch + 1} of {n_epoch}"
            progress(done, i * n_epoch + epoch + 1)

        start = perf_counter()
        with redirect_stdout(StringIO()):
            run = experiment(
                **settings | {"seed": first + i, "verbose": 0},
                callbacks=[keras.callbacks.LambdaCallback(on_epoch_end=show)],
            )
        seconds = perf_counter() - start
        keras.utils.clear_session()  # else the next run starts in the remains of this one
        runs.append(run._replace(model=None))
        scores.append(function(run.expected, run.predicted))
        progress()
        print(f"seed {first + i}: {name} {scores[-1]:.6f} in {seconds:.1f} s")
    print(spread(name, scores))
    return runs


def name_seeds(first, n_repeats):
    """The seeds of repeated runs in words.

    >>> name_seeds(1, 1), name_seeds(1, 5)
    ('seed 1', 'seeds 1 to 5')
    """
    return f"seed {first}" if n_repeats == 1 else f"seeds {first} to {first + n_repeats - 1}"


def spread(name, scores):
    """Describe several scores in one line.

    >>> spread('rmse', [0.25, 0.5, 0.75])
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
