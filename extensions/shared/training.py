"""Train a task, on new pairs in every epoch, of which some are kept out."""

import sys
from functools import partial
from random import Random
from statistics import median

from cli.files import load_weights
from common.pairs import random_sum_pairs
from common.reporting import exact_match, is_number
from common.training import steps_at_once
from extensions.shared import splitting

TUTORIAL_TRAINING = {"n_examples": 1000, "n_batch": 10, "n_epoch": 30, "learning_rate": 0.001}
TUTORIAL_TRAINING["decay"] = False
LONG_TRAINING = {"n_examples": 9600, "n_batch": 32, "n_epoch": 60, "learning_rate": 0.003}
LONG_TRAINING["decay"] = True  # of the learning rate, to 0
MAPPING_TRAINING = {"n_examples": 100, "learning_rate": 0.001, "decay": False}  # stages 1 and 2
SIDES = ("seen", "held-out")
HELD_OUT = 0.2  # the share of the pairs that is kept out of a training
EXAMPLES_AT_ONCE = 50_000  # drawn at a time: little memory


def train(
    create_model,
    new_examples,
    seed,
    callbacks,
    n_examples,
    n_batch,
    n_epoch,
    learning_rate,
    decay=False,
    at_once=EXAMPLES_AT_ONCE,
    load=None,
):
    """Train a model on new examples in every epoch, as the stages do. Returns the model.

    create_model(learning_rate): builds and compiles it; new_examples(n): draws the next n examples
    as arrays X, y; callbacks: Keras's; decay: whether the learning rate decays to 0 along a cosine;
    at_once: the most examples to draw at a time, as far as they make whole epochs; load: the path
    of a checkpoint, whose weights are taken without any training.
    """
    import keras

    if load:
        return load_weights(create_model(learning_rate), load)
    keras.utils.set_random_seed(seed)
    n_steps = n_examples // n_batch
    if decay:
        learning_rate = keras.optimizers.schedules.CosineDecay(learning_rate, n_epoch * n_steps)
    model = create_model(learning_rate)
    model.steps_per_execution = steps_at_once(n_steps)
    n_at_once = max(1, at_once // n_examples)
    for first in range(0, n_epoch, n_at_once):
        after = min(first + n_at_once, n_epoch)
        X, y = new_examples((after - first) * n_examples)
        model.fit(
            X,
            y,
            initial_epoch=first,
            epochs=after,
            batch_size=n_batch,
            steps_per_epoch=n_steps,
            shuffle=False,
            verbose=0,
            callbacks=callbacks,
        )
    return model


def train_without(held_out_pairs, task, rng, seed, callbacks, **training):
    """Train a task on pairs that are not in held_out_pairs, a set. Returns the model."""

    def new_examples(n):
        return task.encode(
            *splitting.random_sum_pairs_without(held_out_pairs, n, task.largest, rng)
        )

    return train(task.create_model, new_examples, seed, callbacks, **training)


def usual_training(largest):
    """Choose the settings of train: the tutorial's up to 10, the longer ones for larger numbers."""
    return TUTORIAL_TRAINING if largest <= 10 else LONG_TRAINING


def pair_case(network, largest, training=None, held_out=HELD_OUT):
    """Make the settings of train_pairs. Ends with one line if no pair is left on one of the sides.

    training: settings of train, if they are not the usual ones.
    """
    try:
        splitting.split_sizes(largest, held_out)
    except ValueError as error:
        sys.exit(f"a share of {held_out} held out of the pairs up to {largest}: {error}")
    training = training or usual_training(largest)
    return {"network": network, "largest": largest, "held_out": held_out, **training}


def train_pairs(network, largest, seed, callbacks, held_out, look=None, epochs=(), **training):
    """Train a network, a class of tasks, on the seen pairs of a split, and score both sides.

    look(task, questions, model): returns values by name, after some epochs; 0 is before them all;
    questions: {side: pairs}. Returns the task, the model, the questions, a list for each name of
    look, with "epochs", and what a sweep wants.
    """
    task, rng, looks = network(largest), Random(seed), {}
    seen, held_out_pairs = splitting.split_pairs(largest, held_out, rng)
    questions = dict(zip(SIDES, map(splitting.both_orders, (seen, held_out_pairs))))
    if look:
        callbacks = [*callbacks, record(looks, epochs, partial(look, task, questions))]
    model = train_without(held_out_pairs, task, rng, seed, callbacks, **training)
    result = {"weights": model.count_params(), "scores": score_sides(task, questions, model)}
    return task, model, questions, looks, result


def train_and_score(**settings):
    """Do what train_pairs does, and return only what a sweep wants."""
    *_, result = train_pairs(**settings)
    return result


def train_with_curves(n_looks, n_epoch, **settings):
    """Do that, and score also after the first and about n_looks epochs: "curve seen", ..."""
    epochs = {1, *some_epochs(n_epoch, n_looks)}
    *_, curves, result = train_pairs(look=score_sides, epochs=epochs, n_epoch=n_epoch, **settings)
    result["scores"] |= {f"curve {name}": values for name, values in curves.items()}
    return result


def train_and_test(network, largest, seed, callbacks, units, n_test, **training):
    """Train a network on all pairs but n_test of them, and test these. Returns what a sweep wants.

    If there are too few pairs, as up to 10, the test is n_test new questions, as in the tutorial.
    The scores are the exact match, and the median error of the answers that are numbers.
    """
    task, rng = network(largest, units), Random(seed)
    has_many = splitting.count_pairs(largest) > 2 * n_test
    held_out_pairs = splitting.draw_pairs(n_test, largest, rng) if has_many else set()
    model = train_without(held_out_pairs, task, rng, seed, callbacks, **training)
    tests = splitting.both_orders(held_out_pairs) or random_sum_pairs(n_test, 2, largest, rng)[0]
    expected, predicted = task.ask(model, tests)
    errors = [abs(int(e) - int(p)) for e, p in zip(expected, predicted) if is_number(str(p))]
    scores = {"right": exact_match(expected, predicted)}
    scores["median error"] = float(median(errors)) if errors else []
    return {"weights": model.count_params(), "scores": scores}


def score_sides(task, questions, model):
    """Compute the exact match on both sides. questions: {side: pairs}."""
    return {side: exact_match(*task.ask(model, pairs)) for side, pairs in questions.items()}


def some_epochs(n_epoch, n):
    """List about n epochs evenly, counted from 1, and always the last one: a set."""
    step = max(1, n_epoch // n)
    return {*range(step, n_epoch, step), n_epoch}


def record(looks, epochs, look):
    """Make a Keras callback that looks at the model after some epochs. 0 is before the training.

    look(model): returns values by name. Each name, and "epochs", gets a list of them in looks.
    """
    from keras.callbacks import LambdaCallback

    def keep(epoch):
        if epoch in epochs:
            for name, value in {"epochs": epoch, **look(callback.model)}.items():
                looks.setdefault(name, []).append(value)

    callback = LambdaCallback(
        on_epoch_begin=lambda i, logs: i == 0 and keep(0),
        on_epoch_end=lambda i, logs: keep(i + 1),
    )
    return callback
