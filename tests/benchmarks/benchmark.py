"""How fast the project is beside the tutorial's way: run `python -m tests.benchmarks.benchmark`.

Both ways take turns, so that other work on the machine slows both alike. The median of several
turns counts. A training is timed from its first example to its evaluation. Keras has been imported
by then, which costs both the same. It takes some minutes.
"""

from functools import partial
from random import Random
from statistics import median
from time import perf_counter

import addition_lstm_mapping as stage1
import addition_seq2seq as stage3
from cli.terminal import run_script, start_keras
from common import encoding
from tests.common import nested_loops


def compare(what, *ways):
    """Print the median seconds of the tutorial's way and of the project's, taking turns."""
    seconds = [[], []]
    for _ in range(3):
        for way, times in zip(ways, seconds):
            start = perf_counter()
            way()
            times.append(perf_counter() - start)
    slow, fast = map(median, seconds)
    print(f"{what:<30} {slow:8.2f} s {fast:8.2f} s {fast / slow:7.2f} {slow / fast:8.1f} x")


def as_the_tutorial_does(create_model, generate_data, n_examples, n_batch, n_epoch, seed):
    """One fit an epoch, shuffled, one batch an execution, with layers that are not unrolled.

    Returns the expected and the predicted outputs of an evaluation.
    """
    import keras

    rng = Random(seed)
    keras.utils.set_random_seed(seed)
    unrolled = create_model()
    config = unrolled.get_config()
    for layer in config["layers"]:
        layer["config"].pop("unroll", None)
    model = keras.Sequential.from_config(config)
    model.compile_from_config(unrolled.get_compile_config())
    for _ in range(n_epoch):
        X, y = generate_data(n_examples, rng=rng)
        model.fit(X, y, epochs=1, batch_size=n_batch, verbose=0)
    X, y = generate_data(n_examples, rng=rng)
    return y, model.predict(X, batch_size=n_batch, verbose=0)


def stage_1(seed=1):
    generate_data = partial(stage1.generate_data, n_numbers=2, largest=100)
    return as_the_tutorial_does(stage1.create_model, generate_data, 100, 1, 100, seed)


def stage_3(seed=1):
    sizes = {"n_numbers": 2, "largest": 10, "alphabet": stage3.alphabet}
    generate_data = partial(nested_loops.generate_data, **sizes)
    return as_the_tutorial_does(stage3.create_model, generate_data, 1000, 10, 30, seed)


def main():
    print(f"{'':<30} {'tutorial':>10} {'project':>10} {'share':>7} {'faster':>9}")
    arguments = 30_000, 2, 10, stage3.alphabet, Random(1)
    ways = [partial(each.generate_data, *arguments) for each in (nested_loops, encoding)]
    compare("encoding 30,000 samples", *ways)
    start_keras()
    compare("stage 1", stage_1, partial(stage1.addition_lstm_mapping, verbose=0))
    compare("stage 3", stage_3, partial(stage3.addition_seq2seq, verbose=0))


if __name__ == "__main__":
    run_script(main)
