"""A curriculum for stage 3's network: numbers of one digit at first, then of more and more.

With a share of all lengths at once, it is the combined one of Zaremba & Sutskever (2014).
"""

from functools import partial
from math import ceil, cos, pi
from random import Random

from common.encoding import pad
from common.reporting import exact_match
from common.training import steps_at_once
from extensions.shared.hard_sums import HARD_SUMS, hold_out, sample_allowed, sample_pair
from extensions.shared.tasks import Task

VERSION = 4  # of the training: raise it with every change, since results are kept by it
LEARNED = 0.97  # the share of an epoch's characters that must be right before a digit is added
DEFAULTS = {"units": (128, 128), "reverse_question": False, "reverse_answer": True}
DEFAULTS |= {"curriculum": True, "decay": True}


class Adder(Task):
    """Add numbers of up to so many digits. Each is padded, so each digit has a fixed place.

    reverse_question, reverse_answer: whether they are written from right to left.
    """

    metrics = ("accuracy",)  # of characters: the curriculum goes by it

    def __init__(self, digits, units, reverse_question, reverse_answer):
        super().__init__(10**digits - 1, units)
        self.digits, self.history = digits, {}
        self.question_step = -1 if reverse_question else 1
        self.answer_step = -1 if reverse_answer else 1

    def strings(self, X, y):
        X = pad(["+".join(str(n).rjust(self.digits) for n in pair) for pair in X], self.n_in)
        y = pad(list(map(str, y)), self.n_out)
        return [s[:: self.question_step] for s in X], [s[:: self.answer_step] for s in y]

    def decode(self, y):
        # from left to right, whichever way they are written
        return [answer[:: self.answer_step] for answer in super().decode(y)]


def settings_of(digits, trained_digits=None, n_batch=32, **others):
    """List the settings of a training. Those that are not given depend on its number of digits.

    Raises ValueError if there are more digits in the training than in the tests, or more than 15.
    """
    n = trained_digits or digits
    if not n <= digits <= 15:
        raise ValueError(f"argument --digits: {digits} is not from --trained-digits to 15")
    settings = {"version": VERSION, "digits": digits, "trained_digits": n, "n_batch": n_batch}
    # more digits need more examples, and smaller steps
    settings |= {"n_examples": 50 * n * n_batch, "n_epoch": 60 * n, "learning_rate": 0.015 / n}
    return settings | DEFAULTS | {"draws": list(HARD_SUMS)} | others


def create_adder(seed, digits, trained_digits, units, reverse_question, reverse_answer):
    """Build the task, with task.tests and task.validation as hold_out returns them."""
    task = Adder(digits, units, reverse_question, reverse_answer)
    task.rng, task.trained_digits = Random(seed), trained_digits
    task.tests, task.validation, task.held_out_pairs = hold_out(digits, task.rng)
    return task


def train_adder(
    task, seed, callbacks, draws, curriculum, decay, n_examples, n_batch, n_epoch, learning_rate
):
    """Train a task with a curriculum on pairs that are not held out. Returns its model.

    n_epoch: the most epochs. With decay the learning rate falls to 0 in the last third.
    task.history gets "curve digits", the most in each epoch; "curve exact match", after each epoch,
    of held-out pairs of up to so many digits; and "learned", a pair for each number of digits that
    was learned before the last third: this number, and its epochs.
    Raises FloatingPointError if the training fails.
    """
    import keras

    keras.utils.set_random_seed(seed)
    model = task.create_model(learning_rate)
    model.steps_per_execution = steps_at_once(ceil(n_examples / n_batch))
    fit = partial(model.fit, batch_size=n_batch, shuffle=False, verbose=0, callbacks=callbacks)
    epochs, match, learned = [], [], []  # epochs: the most digits in each
    task.history = {"curve digits": epochs, "curve exact match": match, "learned": learned}

    def train_one_epoch(n_digits):
        is_new = lambda pair: pair not in task.held_out_pairs  # noqa: E731
        pairs = sample_allowed(n_examples, is_new, sample_pair, n_digits, draws, task.rng)
        X, y = task.encode(pairs, map(sum, pairs))
        # the callbacks count all epochs
        logs = fit(X, y, initial_epoch=len(epochs), epochs=len(epochs) + 1).history
        epochs.append(n_digits)
        match.append(round(exact_match(*task.ask(model, task.validation[n_digits])), 4))
        return logs["accuracy"][0]

    n_end = n_epoch // 3
    for n_digits in range(1 if curriculum else task.trained_digits, task.trained_digits + 1):
        first, accuracy = len(epochs), -1
        while accuracy < LEARNED and len(epochs) < n_epoch - n_end:
            accuracy = train_one_epoch(n_digits)
        if accuracy >= LEARNED:
            learned.append([n_digits, len(epochs) - first])
        if len(epochs) == n_epoch - n_end:
            break
    for i in range(n_end):  # along half a cosine
        rate = learning_rate * (1 + cos(pi * i / n_end)) / 2
        model.optimizer.learning_rate = rate if decay else learning_rate
        train_one_epoch(n_digits)
    return model
