"""The same experiment with one seed after another: what the tutorial asks of its reader."""

import sys
from contextlib import redirect_stdout
from io import StringIO
from statistics import mean, median, stdev
from time import perf_counter


def repeat(experiment, settings, n_repeats, score):
    """Run an experiment n_repeats times, with the seed of settings, the next one, and so on.

    What the experiment prints is muted; each run's score is printed as it is done, and their
    spread at the end. score: a function of expected and predicted.
    Returns the runs without their models, which would fill the memory.
    """
    import keras

    n_epoch, first = settings["n_epoch"], settings["seed"]
    terminal = sys.stdout
    bar = keras.utils.Progbar(n_repeats * n_epoch, unit_name="epoch")
    settings = settings | {"verbose": 0}
    name = score.__name__.replace("_", " ")
    runs, scores = [], []
    for i in range(n_repeats):

        def progress(epoch, logs, done=i * n_epoch):
            if terminal.isatty():
                with redirect_stdout(terminal):
                    bar.update(done + epoch + 1, finalize=False)

        start = perf_counter()
        with redirect_stdout(StringIO()):
            callback = keras.callbacks.LambdaCallback(on_epoch_end=progress)
            run = experiment(**settings | {"seed": first + i}, callbacks=[callback])
        seconds = perf_counter() - start
        runs.append(run._replace(model=None))
        scores.append(score(run.expected, run.predicted))
        keras.utils.clear_session()
        clear_line = "\r\033[K" if terminal.isatty() else ""
        print(f"{clear_line}seed {first + i}: {name} {scores[-1]:.6f} in {seconds:.1f} s")
    print(spread(name, scores))
    return runs


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
