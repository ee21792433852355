"""How fast the project is beside the tutorial's way: run `python -m tests.benchmarks.benchmark`.

Both ways take turns, so that other work on the machine slows both alike. The median of several
turns counts. Training is timed from building the model to its last epoch. Keras has been imported
by then, which costs both the same. It takes some minutes.
"""

from functools import partial
from random import Random
from statistics import median
from time import perf_counter

import addition_lstm_mapping
import addition_seq2seq
from cli.terminal import start_keras
from common.encoding import generate_data
from common.pairs import random_sum_pairs
from common.scaling import normalize
from common.training import fit
from tests.common import nested_loops

TURNS = 3
ALPHABET = addition_seq2seq.alphabet


def seconds(work):
    start = perf_counter()
    work()
    return perf_counter() - start


def compare(slow, fast, turns=TURNS):
    """The median seconds of each, taking turns."""
    times = [(seconds(slow), seconds(fast)) for _ in range(turns)]
    return [median(column) for column in zip(*times)]


def show(what, slow, fast):
    print(f"{what:<38} {slow:8.2f} s {fast:8.2f} s {fast / slow:7.2f} {slow / fast:8.1f} x")


def stage_1(random):
    def new_examples(n):
        X, y = normalize(*random_sum_pairs(n, 2, 100, random), 2, 100)
        return X.reshape(n, 2, 1), y

    model = addition_lstm_mapping.create_model(2, [10], 0.001)
    return model, new_examples, 100, 1, 100  # examples, batch, epochs


def stage_3(random):
    def new_examples(n):
        return generate_data(n, 2, 10, ALPHABET, random)

    model = addition_seq2seq.create_model(5, 2, 12, units=[100, 50], learning_rate=0.001)
    return model, new_examples, 1000, 10, 30


def stage_3_by_nested_loops(random):
    def new_examples(n):
        return nested_loops.generate_data(n, 2, 10, ALPHABET, random)

    model, _, *sizes = stage_3(random)
    return model, new_examples, *sizes


def the_tutorials_way(keras, stage, seed=1):
    """One fit an epoch, one batch an execution, layers that are not unrolled, and shuffling.

    Returns the model, and the function that draws the next examples.
    """
    keras.utils.set_random_seed(seed)
    model, new_examples, n_examples, n_batch, n_epoch = stage(Random(seed))
    config = model.get_config()
    for layer in config["layers"]:
        if layer["class_name"] == "LSTM":
            layer["config"]["unroll"] = False
    plain = keras.Sequential.from_config(config)
    plain.compile_from_config(model.get_compile_config())
    for _ in range(n_epoch):
        X, y = new_examples(n_examples)
        plain.fit(X, y, epochs=1, batch_size=n_batch, verbose=0)
    return plain, new_examples


def the_projects_way(keras, stage, seed=1):
    """The same by common.training.fit. Returns the same."""
    keras.utils.set_random_seed(seed)
    model, new_examples, n_examples, n_batch, n_epoch = stage(Random(seed))
    fit(
        model,
        new_examples,
        n_examples=n_examples,
        n_batch=n_batch,
        n_epoch=n_epoch,
        verbose=0,
    )
    return model, new_examples


def main():
    print(f"{'':<38} {'tutorial':>10} {'project':>10} {'share':>7} {'faster':>9}")
    for n_samples in (30_000, 60_000):
        arguments = n_samples, 2, 10, ALPHABET, Random(1)
        slow, fast = compare(
            partial(nested_loops.generate_data, *arguments), partial(generate_data, *arguments)
        )
        show(f"encoding {n_samples:,} samples", slow, fast)

    keras = start_keras()
    trainings = [
        ("training stage 1, 100 epochs", stage_1, stage_1),
        ("training stage 3, 30 epochs", stage_3_by_nested_loops, stage_3),
    ]
    for what, tutorials, projects in trainings:
        slow, fast = compare(
            partial(the_tutorials_way, keras, tutorials), partial(the_projects_way, keras, projects)
        )
        show(what, slow, fast)


if __name__ == "__main__":
    main()
