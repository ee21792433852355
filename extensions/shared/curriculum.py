"""A curriculum for stage 3's network: pairs of numbers with a limit of digits that rises.

Which pairs the training draws, which are kept for the tests, and the training itself. From Zaremba
& Sutskever (2014): a rising limit is their naive curriculum, all lengths at once the mixed one, and
both together the combined one.
"""

if __name__ == "__main__":
    raise SystemExit("It is no script. Run a question: python -m extensions.held_out_pairs")

from functools import partial
from itertools import combinations_with_replacement
from math import ceil, cos, pi
from random import Random

import numpy as np

import addition_seq2seq
from addition_seq2seq import alphabet
from common.encoding import encode, invert
from common.training import check_finite, steps_per_execution
from extensions.shared.problems import predict

VERSION = 3  # of the training: raise it with every change, since results are kept by it
RISE = 0.97  # the share of an epoch's characters that must be right before the limit rises
N_END = 20  # epochs for each digit in which the learning rate decays
HELD_OUT = 0.2  # the share of the pairs of up to two digits that is kept for the tests
N_TEST, N_HARD, N_VALIDATION = 10_000, 1000, 200
UNITS = (128, 128)


def of_lengths(sizes, random):
    """Draw a pair of numbers with so many digits.

    >>> of_lengths((1, 3), Random(1))
    (3, 682)
    """
    return tuple(random.randint(10 ** (n - 1), 10**n - 1) for n in sizes)


def two_lengths(limit, random):
    """Draw two lengths evenly, of up to limit digits."""
    return random.randint(1, limit), random.randint(1, limit)


def uniform_numbers(limit, random):
    """Draw two numbers evenly, of up to limit digits. Only one in ten is shorter than that."""
    return random.randint(1, 10**limit - 1), random.randint(1, 10**limit - 1)


def uniform_lengths(limit, random):
    """Draw two numbers of evenly drawn lengths, of up to limit digits."""
    return of_lengths(two_lengths(limit, random), random)


def long_carries(limit, random, share=None, more=0.5):
    """Draw two numbers whose units make ten or more, and a share of whose other columns carries on.

    share: None draws it evenly, and the number of columns evenly from two to limit. With a share
    there are limit columns; with 1, the carry goes through all of them. more: of the columns that
    carry on, the share that makes ten or more. The others make nine.
    """
    n_columns = limit if share is not None else random.randint(min(2, limit), limit)
    share = random.random() if share is None else share

    def ten_or_more():
        a = random.randint(1, 9)
        return a, random.randint(10 - a, 9)

    columns = [ten_or_more()]
    while len(columns) < n_columns:
        if random.random() >= share:
            columns.append((random.randrange(10), random.randrange(10)))
        elif random.random() < more:
            columns.append(ten_or_more())
        else:
            a = random.randrange(10)
            columns.append((a, 9 - a))
    return tuple(int("".join(map(str, number[::-1]))) for number in zip(*columns))


def repeated_digits(limit, random, same=0.5):
    """Draw two numbers, each of one to three different digits, such as 99999 and 70007.

    same: the share of the pairs in which both numbers are made of the same drawn digits.
    """
    is_same, digits, pair = random.random() < same, None, []
    for n_digits in two_lengths(limit, random):
        if digits is None or not is_same:
            digits = random.sample("0123456789", random.randint(1, 3))
        first = random.choice([digit for digit in digits if digit != "0"] or ["1"])
        pair.append(int(first + "".join(random.choices(digits, k=n_digits - 1))))
    return tuple(pair)


# what the training shows beside uniform numbers: the share of the examples, and their draw
DRAWS = {
    "lengths": (0.1, uniform_lengths),
    "carries": (0.1, long_carries),
    "repeats": (0.3, repeated_digits),
}


def training_pair(limit, random, draws=tuple(DRAWS)):
    """Draw a pair to train on. draws: names of DRAWS; all else are uniform numbers."""
    chosen = random.random()
    for name in draws:
        share, draw = DRAWS[name]
        if chosen < share:
            return draw(limit, random)
        chosen -= share
    return uniform_numbers(limit, random)


def draw_until(is_allowed, draw):
    """Draw pairs until one is allowed."""
    while not is_allowed(pair := draw()):
        pass
    return pair


def ascending(pair):
    """Write a pair in ascending order, so that a+b and b+a are the same."""
    return min(pair), max(pair)


def edges(digits):
    """List the pairs with the longest carries, and with the most different lengths.

    >>> edges(3)
    [(999, 1), (1, 999), (100, 1), (999, 999), (1, 1)]
    """
    nines = 10**digits - 1
    pairs = [(nines, 1), (1, nines), (10 ** (digits - 1), 1), (nines, nines), (1, 1)]
    return list(dict.fromkeys(pairs))


def nines_and_round(digits):
    """List all pairs of nines, such as 99, with a one and zeros, or with nines again.

    >>> nines_and_round(2)
    [(9, 1), (9, 9), (9, 10), (9, 99), (99, 1), (99, 9), (99, 10), (99, 99)]
    """
    nines = [10**i - 1 for i in range(1, digits + 1)]
    return [(a, b) for a in nines for j in range(digits) for b in (10**j, nines[j])]


def split(digits, random):
    """Draw the pairs that are never trained on, in either order.

    They are a share of the pairs of up to two digits, the edges, and the pairs of four tests: up to
    N_TEST with uniform numbers and with uniform lengths, up to N_HARD whose carry goes through
    every column, and with repeated digits. Their pairs of up to two digits are from that share. The
    pairs of the validation are kept, too. They are for the curves over the epochs, and decide
    nothing. Returns the tests, {name: a list of pairs}; the validation, {limit: up to N_VALIDATION
    pairs}; and the set of all these pairs, ascending.
    """
    small = list(combinations_with_replacement(range(1, min(10**digits, 100)), 2))
    held_out = {*random.sample(small, round(HELD_OUT * len(small)))}
    held_out.update(map(ascending, edges(digits) + nines_and_round(digits)))

    def is_allowed(pair):
        return max(pair) > 99 or ascending(pair) in held_out

    def several(n, draw, limit=digits):
        drawn = [draw_until(is_allowed, lambda: draw(limit, random)) for _ in range(n)]
        return list(dict.fromkeys(drawn))

    def of_each_length(n):
        # a pair of lengths is kept until a pair of numbers of these lengths is allowed
        sizes = [two_lengths(digits, random) for _ in range(n)]
        drawn = [draw_until(is_allowed, lambda: of_lengths(size, random)) for size in sizes]  # noqa: B023
        return list(dict.fromkeys(drawn))

    tests = {
        "uniform numbers": several(N_TEST, uniform_numbers),
        "uniform lengths": of_each_length(N_TEST),
        "long carries": several(N_HARD, partial(long_carries, share=1, more=0)),
        "repeated digits": nines_and_round(digits),
        "edges": edges(digits),
    }
    more = several(N_HARD - len(tests["repeated digits"]), partial(repeated_digits, same=0))
    tests["repeated digits"] = list(dict.fromkeys(tests["repeated digits"] + more))
    limits = range(1, digits + 1)
    validation = {limit: several(N_VALIDATION, uniform_numbers, limit) for limit in limits}
    kept = [*tests.values(), *validation.values()]
    return tests, validation, held_out.union(*(map(ascending, pairs) for pairs in kept))


def write_pairs(pairs, digits, reverse):
    """Write pairs and their sums as strings, each number padded to so many digits.

    reverse: whether to write the questions, and the answers, from right to left.

    >>> write_pairs([(7, 15)], 3, (False, False)), write_pairs([(7, 15)], 3, (True, True))
    ((['  7+ 15'], ['  22']), (['51 +7  '], ['22  ']))
    """
    X = ["+".join(str(number).rjust(digits) for number in pair) for pair in pairs]
    y = [str(sum(pair)).rjust(digits + 1) for pair in pairs]
    sides = zip((X, y), reverse)
    return tuple([s[::-1] for s in side] if backwards else side for side, backwards in sides)


def encode_pairs(pairs, digits, reverse):
    """Encode pairs and their sums as one-hot vectors, written as by write_pairs."""
    X, y = write_pairs(pairs, digits, reverse)
    return encode(X, alphabet), encode(y, alphabet)


def add_pairs(model, pairs, digits, reverse):
    """Ask the model for the sums of pairs. Returns its answers as strings, without the padding."""
    result = predict(model, encode_pairs(pairs, digits, reverse)[0])
    strings = [invert(seq, alphabet) for seq in result]
    return [(s[::-1] if reverse[1] else s).lstrip(" ") for s in strings]


def create_model(digits, units, learning_rate):
    """Build and compile stage 3's network for padded numbers of so many digits."""
    lengths = 2 * digits + 1, digits + 1
    return addition_seq2seq.create_model(*lengths, len(alphabet), units, learning_rate)


def complete(settings):
    """Fill in the settings that depend on the digits, where one is missing or None."""
    settings = {name: value for name, value in settings.items() if value is not None}
    limit = settings.setdefault("limit", settings["digits"])
    # more digits need more examples, and smaller steps
    n_examples = 50 * limit * settings.setdefault("n_batch", 32)
    defaults = {"n_examples": n_examples, "n_epoch": 40 * limit, "learning_rate": 0.015 / limit}
    return defaults | {"units": UNITS, "without": "nothing"} | settings


def train_adder(
    seed, callbacks, digits, limit, units, learning_rate, without, train=None, watch=None, **sizes
):
    """Train with a curriculum on pairs that are not in the tests.

    digits: the most digits of a number; limit: the same for the numbers in the training; without: a
    part of the recipe to leave out, see PARTS; train(model, new_examples): in place of the
    training, for a checkpoint; watch(questions): makes a callback that asks those of a test;
    sizes: n_examples, n_batch and n_epoch, the most epochs before the learning rate decays.
    Returns the model, its tests, and its history, a dictionary of lists with one value for each
    epoch. "limit", "loss" and "accuracy" are of the training. "exact match" and "places" are of
    validation pairs up to the limit. A value of "places" lists the share of right characters at
    each place, the last digit's first.
    Raises FloatingPointError as common.training.check_finite does.
    """
    import keras  # imported here, because Keras takes seconds, and --help does not need it

    # define dataset
    random, reverse = Random(seed), reversed_sides(without)
    tests, validation, held_out = split(digits, random)
    validation = {n: encode_pairs(pairs, digits, reverse) for n, pairs in validation.items()}
    draws = [name for name in DRAWS if without not in (name, "draws")]

    def new_examples(n, limit):
        draw = partial(training_pair, limit, random, draws)
        pairs = [draw_until(lambda pair: ascending(pair) not in held_out, draw) for _ in range(n)]
        return encode_pairs(pairs, digits, reverse)

    # create LSTM
    keras.utils.set_random_seed(seed)
    model = create_model(digits, units, learning_rate)
    # train LSTM
    if train is not None:
        return model, tests, train(model, new_examples)
    if watch:
        callbacks = [*callbacks, watch([f"{a}+{b}" for a, b in tests["uniform lengths"]])]
    asked = keras.Sequential(model.layers)  # the same layers, one batch at a time
    history = {name: [] for name in ("limit", "loss", "accuracy", "exact match", "places")}
    model.steps_per_execution = steps_per_execution(ceil(sizes["n_examples"] / sizes["n_batch"]))
    some = {"batch_size": sizes["n_batch"], "shuffle": False, "verbose": 0}

    def train_one_epoch(limit):
        X, y = new_examples(sizes["n_examples"], limit)
        first = len(history["loss"])  # so that the callbacks count all epochs
        rest = {"initial_epoch": first, "epochs": first + 1, "callbacks": [*callbacks]}
        logs = model.fit(X, y, **some, **rest).history
        check_finite(model, logs["loss"][0])
        X_validation, y_validation = validation[limit]
        right = asked.predict_on_batch(X_validation).argmax(axis=-1) == y_validation.argmax(axis=-1)
        places = right.mean(axis=0)[:: 1 if reverse[1] else -1]
        scores = limit, logs["loss"][0], logs["accuracy"][0], right.all(axis=1).mean(), places
        for name, value in zip(history, scores):
            history[name].append(np.round(value, 4).tolist())
        return logs["accuracy"][0]

    for n_digits in [limit] if without == "curriculum" else range(1, limit + 1):
        while train_one_epoch(n_digits) < RISE and len(history["loss"]) < sizes["n_epoch"]:
            pass
        if len(history["loss"]) == sizes["n_epoch"]:
            break
    n_end = N_END * limit
    for rate in [learning_rate] * n_end if without == "decay" else decaying(learning_rate, n_end):
        model.optimizer.learning_rate = rate
        train_one_epoch(limit)
    model.steps_per_execution = 1  # else predict would use it, too
    return model, tests, history


# what can be left out of the recipe, to see what it is worth
PARTS = ("nothing", "curriculum", "decay", "plain_question", "reverse_answer", "draws", *DRAWS)


def reversed_sides(without):
    """Tell whether the questions, and the answers, are written from right to left."""
    return without == "plain_question", without != "reverse_answer"


def decaying(rate, n):
    """List n learning rates that decay from rate to nearly 0 along half a cosine."""
    return [rate * (1 + cos(pi * i / n)) / 2 for i in range(n)]
