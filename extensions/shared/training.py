"""Train a task on new examples in every epoch, and score it on pairs that are held out."""

from collections import namedtuple
from functools import partial
from inspect import signature
from random import Random
from statistics import median

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
TrainedPairs = namedtuple("TrainedPairs", "task model questions measured result")


def settings_for(function, settings):
    """Choose the settings that a function, or a class, names as its parameters."""
    return {name: settings[name] for name in signature(function).parameters if name in settings}


def before_training(task, seed):
    """Build a task's network as it is before a training with this seed: a control."""
    from keras.utils import set_random_seed

    set_random_seed(seed)
    return task.create_model(0.001)


def train(task, seed, callbacks, n_examples, n_batch, n_epoch, learning_rate, decay=False):
    """Train a task's model on new examples in every epoch, as the stages do. Returns the model.

    callbacks: Keras's; decay: whether the learning rate decays to 0 along a cosine.
    """
    import keras

    keras.utils.set_random_seed(seed)
    n_steps = n_examples // n_batch
    if decay:
        learning_rate = keras.optimizers.schedules.CosineDecay(learning_rate, n_epoch * n_steps)
    model = task.create_model(learning_rate)
    model.steps_per_execution = steps_at_once(n_steps)
    n_at_once = max(1, task.n_at_once // n_examples)  # whole epochs
    for first in range(0, n_epoch, n_at_once):
        after = min(first + n_at_once, n_epoch)
        X, y = task.new_examples((after - first) * n_examples)
        epochs = {"initial_epoch": first, "epochs": after, "steps_per_epoch": n_steps}
        model.fit(X, y, batch_size=n_batch, shuffle=False, verbose=0, callbacks=callbacks, **epochs)
    return model


def usual_training(largest):
    """Choose the settings of train: the tutorial's up to 10, the longer ones for larger numbers."""
    return TUTORIAL_TRAINING if largest <= 10 else LONG_TRAINING


def pair_settings(network, largest, training=None, held_out=HELD_OUT):
    """Make the settings of train_pairs. Raises ValueError if no pair is left on one of the sides.

    training: settings of train, if they are not the usual ones.
    """
    splitting.split_sizes(largest, held_out)
    training = training or usual_training(largest)
    return {"network": network, "largest": largest, "held_out": held_out, **training}


def train_pairs(
    network, largest, seed, callbacks, held_out, measure=None, epochs=(), init_seed=None, **training
):
    """Train a network, a class of tasks, on the seen pairs of a split, and score both sides.

    init_seed: of the first weights, if it is not seed; measure(task, questions, model): returns
    values by name, after each of epochs; 0 is before them all. Returns TrainedPairs; questions:
    {side: pairs}; measured: {name: values}, with "epochs".
    """
    task, measured = network(largest), {}
    task.rng = Random(seed)
    seen, task.held_out_pairs = splitting.split_pairs(largest, held_out, task.rng)
    questions = dict(zip(SIDES, map(splitting.both_orders, (seen, task.held_out_pairs))))
    if measure:
        callbacks = [*callbacks, measuring(measured, epochs, partial(measure, task, questions))]
    model = train(task, init_seed or seed, callbacks, **training)
    result = {"weights": model.count_params(), "scores": score_sides(task, questions, model)}
    return TrainedPairs(task, model, questions, measured, result)


def run_pairs(**settings):
    """Train as train_pairs does. Returns the result alone."""
    return train_pairs(**settings).result


def run_with_curves(n_scores, n_epoch, **settings):
    """Train and score both sides, also after the first and about n_scores epochs: "curve seen"."""
    epochs = {1, *spaced_epochs(n_epoch, n_scores)}
    trained = train_pairs(measure=score_sides, epochs=epochs, n_epoch=n_epoch, **settings)
    curves = {f"curve {name}": values for name, values in trained.measured.items()}
    return trained.result | {"scores": trained.result["scores"] | curves}


def run_new_pairs(network, largest, seed, callbacks, units, n_test, **training):
    """Train a network on all pairs but n_test of them, and test these. Returns a result.

    If there are too few pairs, as up to 10, the test is n_test new questions, as in the tutorial.
    """
    task, rng = network(largest, units), Random(seed)
    has_many = splitting.count_pairs(largest) > 2 * n_test
    tested = splitting.draw_pairs(n_test, largest, rng) if has_many else set()
    task.rng, task.held_out_pairs = rng, tested
    model = train(task, seed, callbacks, **training)
    tests = splitting.both_orders(tested) or random_sum_pairs(n_test, 2, largest, rng)[0]
    expected, predicted = task.ask(model, tests)
    errors = [abs(int(e) - int(p)) for e, p in zip(expected, predicted) if is_number(str(p))]
    scores = {"right": exact_match(expected, predicted)}
    scores["median error"] = float(median(errors)) if errors else []
    return {"weights": model.count_params(), "scores": scores}


def score_sides(task, questions, model):
    """Compute the exact match on both sides. questions: {side: pairs}."""
    return {side: exact_match(*task.ask(model, pairs)) for side, pairs in questions.items()}


def spaced_epochs(n_epoch, n):
    """List about n epochs evenly, counted from 1, and always the last one: a set."""
    step = max(1, n_epoch // n)
    return {*range(step, n_epoch, step), n_epoch}


def measuring(measured, epochs, measure):
    """Make a Keras callback that measures the model after some epochs. 0 is before the training.

    measure(model): returns values by name. They are added to a list for each name in measured.
    """
    from keras.callbacks import LambdaCallback

    def keep(epoch):
        if epoch in epochs:
            for name, value in {"epochs": epoch, **measure(callback.model)}.items():
                measured.setdefault(name, []).append(value)

    callback = LambdaCallback(
        on_epoch_begin=lambda i, logs: i == 0 and keep(0),
        on_epoch_end=lambda i, logs: keep(i + 1),
    )
    return callback
