"""Train a task, on new pairs in every epoch, of which some are kept out."""

from random import Random
from statistics import median

from common.pairs import random_sum_pairs
from common.reporting import exact_match, is_number
from common.training import steps_at_once
from extensions.shared.splitting import (
    both_orders,
    draw_pairs,
    random_sum_pairs_without,
    split_pairs,
)

SIDES = ("seen", "never seen")
HELD_OUT = 0.2  # the share of the pairs that is kept out of a training
CURVES = ("curve epochs", "curve seen", "curve never seen")  # the exact match over the epochs
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
):
    """Train a model on new examples in every epoch, as the stages do. Returns the model.

    create_model(learning_rate): builds and compiles it; new_examples(n): draws the next n examples
    as arrays X, y; callbacks: Keras's; decay: whether the learning rate decays to 0 along a cosine;
    at_once: the most examples to draw at a time, as far as they make whole epochs.
    """
    import keras

    keras.utils.set_random_seed(seed)
    n_steps = n_examples // n_batch
    if decay:
        rate = keras.optimizers.schedules.CosineDecay(learning_rate, n_epoch * n_steps)
    model = create_model(rate if decay else learning_rate)
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


def train_without(never_seen, task, rng, seed, callbacks, **training):
    """Train a task on pairs that are not in never_seen. Returns the model."""

    def new_examples(n):
        return task.encode(*random_sum_pairs_without(never_seen, n, task.largest, rng))

    return train(task.create_model, new_examples, seed, callbacks, **training)


def train_on_seen(task, seed, callbacks, held_out, **training):
    """Train a task on the seen pairs of a split. Returns the model."""
    rng = Random(seed)
    _, never_seen = split_pairs(task.largest, held_out, rng)
    return train_without(never_seen, task, rng, seed, callbacks, **training)


def questions_of(largest, held_out, seed):
    """List the questions of both sides of a training's split: {side: (pairs, sums)}."""
    return dict(zip(SIDES, map(both_orders, split_pairs(largest, held_out, Random(seed)))))


def train_and_score(task, seed, callbacks, held_out, **training):
    """Train a task on the seen pairs, and score both sides. Returns what a sweep wants."""
    model = train_on_seen(task, seed, callbacks, held_out, **training)
    scores = score_sides(task, model, questions_of(task.largest, held_out, seed))
    return {"weights": model.count_params(), "scores": scores}


def train_and_test(task, seed, callbacks, n_test, **training):
    """Train a task on all pairs but n_test of them, and test these. Returns what a sweep wants.

    Up to 10 there are too few pairs: the test is n_test new questions, as in the tutorial. The
    scores are the exact match, and the median error of the answers that are numbers.
    """
    rng = Random(seed)
    never_seen = draw_pairs(n_test, task.largest, rng) if task.largest > 10 else set()
    model = train_without(never_seen, task, rng, seed, callbacks, **training)
    tests = (
        both_orders(never_seen) if never_seen else random_sum_pairs(n_test, 2, task.largest, rng)
    )
    expected, predicted = task.ask(model, *tests)
    errors = [abs(int(e) - int(p)) for e, p in zip(expected, predicted) if is_number(str(p))]
    scores = {"right": exact_match(expected, predicted)}
    scores["median error"] = float(median(errors)) if errors else []
    return {"weights": model.count_params(), "scores": scores}


def train_with_curves(task, seed, callbacks, n_epochs, held_out, **training):
    """Do the same, and score also after every n_epochs-th epoch, for CURVES."""
    questions, curves = questions_of(task.largest, held_out, seed), {name: [] for name in CURVES}

    def score(model, epoch):
        scores = score_sides(task, model, questions)
        for name, value in zip(CURVES, (epoch, *(scores[side] for side in SIDES))):
            curves[name].append(value)

    callbacks = [*callbacks, every(n_epochs, training["n_epoch"], score)]
    result = train_and_score(task, seed, callbacks, held_out, **training)
    return result | {"scores": result["scores"] | curves}


def score_sides(task, model, questions):
    """Compute the exact match on both sides. questions: of questions_of.

    Where the answers are strings, it also computes, of the seen questions, the share of right
    characters, and of right answers among those that are padded; [] if none is.
    """
    answers = {side: task.ask(model, *questions[side]) for side in SIDES}
    scores = {side: exact_match(*both) for side, both in answers.items()}
    expected, predicted = answers[SIDES[0]]
    if isinstance(expected[0], str):
        padded = [both for both in zip(expected, predicted) if " " in both[0]]
        scores["padded answers"] = exact_match(*zip(*padded)) if padded else []
        scores["characters"] = exact_match("".join(expected), "".join(predicted))
    return scores


def every(n_epochs, n_epoch, act):
    """Make a Keras callback that calls act(model, epoch) after every n_epochs-th epoch.

    It also does so after the first and the last of the n_epoch epochs.
    """
    from keras.callbacks import LambdaCallback

    def after(i, logs):
        if (i + 1) % n_epochs == 0 or i + 1 in (1, n_epoch):
            act(callback.model, i + 1)

    callback = LambdaCallback(on_epoch_end=after)
    return callback
