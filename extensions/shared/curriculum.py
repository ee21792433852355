"""A curriculum for stage 3's network: numbers of one digit at first, then of more and more.

Zaremba & Sutskever (2014) call a rising number of digits the naive curriculum, all lengths at once
the mixed one, and both together the combined one.
"""

import sys
from itertools import combinations_with_replacement
from math import ceil, cos, pi
from random import Random

from cli.files import load_weights
from common.encoding import pad
from common.reporting import exact_match
from common.training import steps_at_once
from extensions.shared.by_column import sample_ten_or_more, to_numbers
from extensions.shared.tasks import Task
from extensions.shared.training import HELD_OUT

VERSION = 4  # of the training: raise it with every change, since results are kept by it
LEARNED = 0.97  # the share of an epoch's characters that must be right before a digit is added
N_TEST, N_HARD, N_VALIDATION = 10_000, 1000, 200


def sample_of_lengths(lengths, rng):
    """Sample a pair of numbers with so many digits.

    >>> sample_of_lengths((1, 3), Random(1))
    (3, 682)
    """
    return tuple(rng.randint(10 ** (n - 1), 10**n - 1) for n in lengths)


def sample_two_lengths(n_digits, rng):
    """Sample two lengths evenly, of up to n_digits digits."""
    return rng.randint(1, n_digits), rng.randint(1, n_digits)


def sample_numbers(n_digits, rng):
    """Sample two numbers evenly, of up to n_digits digits. One in ten is shorter than that."""
    return rng.randint(1, 10**n_digits - 1), rng.randint(1, 10**n_digits - 1)


def sample_lengths(n_digits, rng):
    """Sample two numbers of evenly drawn lengths, of up to n_digits digits."""
    return sample_of_lengths(sample_two_lengths(n_digits, rng), rng)


def sample_carries(n_digits, rng, share=None, more=0.5):
    """Sample two numbers whose last digits make ten or more, and of whose columns some carry on.

    share: of the other columns that carry on. None draws it evenly, and the number of columns
    evenly from two to n_digits. With a share there are n_digits columns; with 1, the carry goes
    through all of them. more: of the columns that carry on, the share that makes ten or more. The
    others make nine.
    """
    n_columns = n_digits if share is not None else rng.randint(min(2, n_digits), n_digits)
    share = rng.random() if share is None else share
    columns = [sample_ten_or_more(rng)]
    while len(columns) < n_columns:
        if rng.random() >= share:
            columns.append((rng.randrange(10), rng.randrange(10)))
        elif rng.random() < more:
            columns.append(sample_ten_or_more(rng))
        else:
            a = rng.randrange(10)
            columns.append((a, 9 - a))
    return to_numbers(columns)


def sample_repeats(n_digits, rng, same=0.5):
    """Sample two numbers, each of one to three different digits, such as 99999 and 70007.

    same: the share of the pairs in which both numbers are made of the same digits.
    """
    is_same, digits, pair = rng.random() < same, None, []
    for length in sample_two_lengths(n_digits, rng):
        if digits is None or not is_same:
            digits = rng.sample("0123456789", rng.randint(1, 3))
        first = rng.choice([digit for digit in digits if digit != "0"] or ["1"])
        pair.append(int(first + "".join(rng.choices(digits, k=length - 1))))
    return tuple(pair)


# the hard sums of the training, and their shares of it; all else are evenly drawn numbers
DRAWS = {"lengths": sample_lengths, "carries": sample_carries, "repeats": sample_repeats}
SHARES = {"lengths": 0.1, "carries": 0.1, "repeats": 0.3}


def sample_pair(n_digits, draws, rng):
    """Sample a pair to train on. draws: names of DRAWS."""
    chosen = rng.random()
    for name in draws:
        if chosen < SHARES[name]:
            return DRAWS[name](n_digits, rng)
        chosen -= SHARES[name]
    return sample_numbers(n_digits, rng)


def sample_until(is_allowed, sample, *arguments, **rest):
    """Sample pairs with some arguments until one is allowed."""
    while not is_allowed(pair := sample(*arguments, **rest)):
        pass
    return pair


def edges(digits):
    """List the pairs with the longest carries, and with the most different lengths.

    >>> edges(3)
    [(999, 1), (1, 999), (100, 1), (999, 999), (1, 1)]
    """
    nines = 10**digits - 1
    pairs = [(nines, 1), (1, nines), (10 ** (digits - 1), 1), (nines, nines), (1, 1)]
    return list(dict.fromkeys(pairs))


def pairs_of_nines(digits):
    """List all pairs of nines, such as 99, with a one and zeros, or with nines again.

    >>> pairs_of_nines(2)
    [(9, 1), (9, 9), (9, 10), (9, 99), (99, 1), (99, 9), (99, 10), (99, 99)]
    """
    nines = [10**i - 1 for i in range(1, digits + 1)]
    return [(a, b) for a in nines for j in range(digits) for b in (10**j, nines[j])]


def hold_out(digits, rng):
    """Sample the pairs that are never trained on, in either order.

    They are a share of the pairs of up to two digits, the edges, and the pairs of four tests: with
    uniform numbers, with uniform lengths, whose carry goes through every column, and with repeated
    digits. Their pairs of up to two digits are from that share. Returns the tests, {name: pairs};
    pairs for the curves over the epochs, {digits: pairs}; and the set of all.
    """
    small = list(combinations_with_replacement(range(1, min(10**digits, 100)), 2))
    nines = pairs_of_nines(digits)
    held_out = {*rng.sample(small, round(HELD_OUT * len(small))), *edges(digits), *nines}
    held_out |= {(b, a) for a, b in held_out}

    def sample(sampler, *arguments, **rest):
        is_allowed = lambda pair: max(pair) > 99 or pair in held_out  # noqa: E731
        return sample_until(is_allowed, sampler, *arguments, rng, **rest)

    tests = {"uniform numbers": [sample(sample_numbers, digits) for _ in range(N_TEST)]}
    # two lengths are kept until a pair of numbers of these lengths is allowed
    lengths = [sample_two_lengths(digits, rng) for _ in range(N_TEST)]
    tests["uniform lengths"] = [sample(sample_of_lengths, both) for both in lengths]
    hard = (sample(sample_carries, digits, share=1, more=0) for _ in range(N_HARD))
    tests["long carries"] = list(hard)
    hard = (sample(sample_repeats, digits, same=0) for _ in range(N_HARD - len(nines)))
    tests |= {"repeated digits": [*nines, *hard], "edges": edges(digits)}
    tests = {name: list(dict.fromkeys(pairs)) for name, pairs in tests.items()}
    validation = {}
    for n in range(1, digits + 1):
        pairs = (sample(sample_numbers, n) for _ in range(N_VALIDATION))
        validation[n] = list(dict.fromkeys(pairs))
    for pairs in (*tests.values(), *validation.values()):
        held_out.update(pairs, ((b, a) for a, b in pairs))
    return tests, validation, held_out


class Adder(Task):
    """Add numbers of up to so many digits. Each is padded, so each digit has a fixed place.

    reverse_question, reverse_answer: whether they are written from right to left.
    """

    metrics = ("accuracy",)  # of characters: the curriculum goes by it

    def __init__(self, digits, units, reverse_question, reverse_answer, **_):
        super().__init__(10**digits - 1, units)
        self.digits, self.history = digits, {}
        self.question_step, self.answer_step = (
            -1 if reverse else 1 for reverse in (reverse_question, reverse_answer)
        )

    def strings(self, X, y):
        """Pad each number.

        >>> Adder(3, (128, 128), False, True).strings([(7, 15)], [22])
        (['  7+ 15'], ['22  '])
        """
        X = pad(["+".join(str(n).rjust(self.digits) for n in pair) for pair in X], self.n_in)
        y = pad(list(map(str, y)), self.n_out)
        return [s[:: self.question_step] for s in X], [s[:: self.answer_step] for s in y]

    def decode(self, y):
        # from left to right, whichever way they are written
        return [answer[:: self.answer_step] for answer in super().decode(y)]


def settings_of(digits, trained_digits=None, n_batch=32, **others):
    """List the settings of a training. Those that are not given depend on its number of digits."""
    n = trained_digits or digits
    if not n <= digits <= 15:
        sys.exit(f"argument --digits: {digits} is not from --trained-digits to 15")
    settings = {"version": VERSION, "digits": digits, "trained_digits": n, "n_batch": n_batch}
    # more digits need more examples, and smaller steps
    settings |= {"n_examples": 50 * n * n_batch, "n_epoch": 60 * n, "learning_rate": 0.015 / n}
    settings |= {"units": (128, 128), "reverse_question": False, "reverse_answer": True}
    return settings | {"curriculum": True, "decay": True, "draws": list(DRAWS)} | others


def train_adder(
    seed, callbacks, trained_digits, draws, curriculum, decay, n_batch, load=None, **settings
):
    """Train with a curriculum on pairs that are not in the tests, or load the weights of a file.

    trained_digits: the most digits of a number in the training; n_epoch: the most epochs; in the
    last third the learning rate decays to 0, or stays, without decay.
    Returns the task, with its tests, and the model. task.history has scores of the training:
    "curve digits", the most in each epoch; "curve exact match", after each epoch, of held-out pairs
    of up to so many digits; and "learned", a pair for each number of digits that was learned before
    the decay: this number, and the epochs that it took.
    Raises FloatingPointError if the training fails.
    """
    import keras

    # define dataset
    rng, task, learning_rate = Random(seed), Adder(**settings), settings["learning_rate"]
    n_examples, n_epoch = settings["n_examples"], settings["n_epoch"]
    task.tests, validation, held_out = hold_out(task.digits, rng)
    is_new = lambda pair: pair not in held_out  # noqa: E731

    # create LSTM
    keras.utils.set_random_seed(seed)
    model = task.create_model(learning_rate)
    if load:
        return task, load_weights(model, load)
    model.steps_per_execution = steps_at_once(ceil(n_examples / n_batch))
    epochs, match, learned = [], [], []  # epochs: the most digits in each
    task.history = {"curve digits": epochs, "curve exact match": match, "learned": learned}

    def train_one_epoch(n_digits):
        several = range(n_examples)
        pairs = [sample_until(is_new, sample_pair, n_digits, draws, rng) for _ in several]
        logs = model.fit(
            *task.encode(pairs, map(sum, pairs)),
            initial_epoch=len(epochs),  # so that the callbacks count all epochs
            epochs=len(epochs) + 1,
            batch_size=n_batch,
            shuffle=False,
            verbose=0,
            callbacks=callbacks,
        ).history
        epochs.append(n_digits)
        match.append(round(exact_match(*task.ask(model, validation[n_digits])), 4))
        return logs["accuracy"][0]

    # train LSTM
    n_end = n_epoch // 3
    for n_digits in range(1 if curriculum else trained_digits, trained_digits + 1):
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
    return task, model
