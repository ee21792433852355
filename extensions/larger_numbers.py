"""Can it add any two numbers, of up to D digits?

Evenly drawn numbers of up to five digits are hardly ever short: of a hundred pairs about two have a
number of three digits or fewer. A network that is trained on them cannot compute 7+5. So this
training has a curriculum. The numbers have one digit at first. When 97 % of an epoch's characters
are right (spaces, too), the limit rises by one digit. 70 % of the examples are drawn evenly up to
the limit. The other 30 % have evenly drawn lengths, so that short numbers stay in. Zaremba &
Sutskever (2014) call a rising limit the naive curriculum, all lengths at once the mixed one, and
both together the combined one: this is a combined one. When D digits are learned, the learning rate
decays to 0.

The network is stage 3's with more units. Each number is padded to D digits, so that each digit has
a fixed place. The question and the answer are written from right to left, so that the digit that
needs no carry comes first (Sutskever et al. 2014, Zaremba & Sutskever 2014).

Expect at least 99.9 % of the answers to be right, for short numbers as for long ones. All tests are
on pairs that were never trained on, in either order. The answers are the model's own: it never gets
a right character to continue from.

Try --digits 5 --no-curriculum, and --digits 5 --limit 3: the first cannot add short numbers, the
second cannot add long ones.
"""

if not __package__:
    raise SystemExit("Run it as a module: python -m extensions.larger_numbers")

from argparse import BooleanOptionalAction
from itertools import combinations_with_replacement, groupby, pairwise
from math import ceil, cos, pi
from random import Random

import numpy as np

import addition_seq2seq
from addition_seq2seq import alphabet
from cli.checkpoints import load_in_place_of_fit
from cli.options import (
    Parser,
    add_run_options,
    add_training_settings,
    parse_settings,
    whole_number,
)
from cli.plotting import curves, new_figure, save_figure
from cli.questions import marked, parse_sum
from cli.repeating import each_seed, some_failed
from cli.stages import save_plot_and_ask
from cli.terminal import progress_bar, run_script, start_keras
from common.encoding import encode, invert
from common.training import check_finite, steps_per_execution
from extensions.comparing import median_and_range

RISE = 0.97  # the share of an epoch's characters that must be right before the limit rises
SHORT = 0.3  # the share of the examples that have evenly drawn lengths
HELD_OUT = 0.2  # the share of the pairs of up to two digits that is kept for the tests
N_TEST, N_VALIDATION = 10_000, 500
DRAWS = ("uniform numbers", "uniform lengths")
OTHERS = ("edges", "validation")
SETTINGS = {
    "digits": 3,
    "limit": None,
    "seed": 1,
    "n_examples": None,
    "n_batch": None,
    "n_epoch": None,
    "units": (128, 128),
    "learning_rate": None,
    "curriculum": True,
    "decay": True,
    "reverse_question": True,
    "reverse_answer": True,
}


def of_lengths(sizes, random):
    """Draw a pair of numbers with so many digits.

    >>> of_lengths((1, 3), Random(1))
    (3, 682)
    """
    return tuple(random.randint(10 ** (n - 1), 10**n - 1) for n in sizes)


def uniform_numbers(limit, random):
    """Draw two numbers evenly, of up to limit digits. Only one in ten is shorter than that."""
    return random.randint(1, 10**limit - 1), random.randint(1, 10**limit - 1)


def uniform_lengths(limit, random):
    """Draw two lengths evenly, of up to limit digits."""
    return random.randint(1, limit), random.randint(1, limit)


def training_pair(limit, random, curriculum=True):
    """Draw a pair to train on. Without the curriculum, the numbers are drawn evenly."""
    if curriculum and random.random() < SHORT:
        return of_lengths(uniform_lengths(limit, random), random)
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


def split(digits, random):
    """Draw the pairs that are never trained on, in either order.

    They are a share of the pairs of up to two digits, the edges, and N_TEST pairs of each of DRAWS,
    fewer if the same pair is drawn twice. Their pairs of up to two digits are from that share.
    Returns {name: a list of pairs}, and a set of ascending pairs. The pairs called "validation" are
    for the curve of the exact match over the epochs, and decide nothing.
    """
    small = list(combinations_with_replacement(range(1, min(10**digits, 100)), 2))
    held_out = {*random.sample(small, round(HELD_OUT * len(small))), *map(ascending, edges(digits))}

    def is_allowed(pair):
        return max(pair) > 99 or ascending(pair) in held_out

    def draw_evenly(n):
        return [draw_until(is_allowed, lambda: uniform_numbers(digits, random)) for _ in range(n)]

    def draw_of_lengths(n):
        sizes = [uniform_lengths(digits, random) for _ in range(n)]
        return [draw_until(is_allowed, lambda: of_lengths(size, random)) for size in sizes]  # noqa: B023

    validation = draw_evenly(N_VALIDATION) + draw_of_lengths(N_VALIDATION)
    draws = (draw_evenly(N_TEST), draw_of_lengths(N_TEST), edges(digits), validation)
    tests = {name: list(dict.fromkeys(pairs)) for name, pairs in zip((*DRAWS, *OTHERS), draws)}
    return tests, held_out.union(*(map(ascending, pairs) for pairs in tests.values()))


def to_string(pairs, digits, reverse):
    """Write pairs and their sums as strings, each number padded to so many digits.

    reverse: whether to write the questions, and the answers, from right to left.

    >>> to_string([(7, 15)], 3, (False, False)), to_string([(7, 15)], 3, (True, True))
    ((['  7+ 15'], ['  22']), (['51 +7  '], ['22  ']))
    """
    X = ["+".join(str(number).rjust(digits) for number in pair) for pair in pairs]
    y = [str(sum(pair)).rjust(digits + 1) for pair in pairs]
    sides = zip((X, y), reverse)
    X, y = ([s[::-1] for s in strings] if backwards else strings for strings, backwards in sides)
    return X, y


def answers(model, pairs, digits, reverse):
    """Ask the model for the sums of pairs. Returns its answers as strings, without the padding."""
    X, _ = to_string(pairs, digits, reverse)
    result = model.predict(encode(X, alphabet), batch_size=1000, verbose=0)
    strings = [invert(seq, alphabet) for seq in result]
    return [(s[::-1] if reverse[1] else s).lstrip(" ") for s in strings]


def is_right(pairs, predicted):
    """Tell for each pair whether the model's answer is right. Returns a list."""
    return [str(sum(pair)) == answer for pair, answer in zip(pairs, predicted)]


def create_model(digits, units, learning_rate):
    """Build and compile stage 3's network for padded numbers of so many digits."""
    return addition_seq2seq.create_model(
        n_in_seq_length=2 * digits + 1,
        n_out_seq_length=digits + 1,
        n_chars=len(alphabet),
        units=units,
        learning_rate=learning_rate,
    )


def train_with_curriculum(
    model, new_examples, score, limits, n_examples, n_batch, n_epoch, rates, bar
):
    """Train, with a limit that rises when enough characters of an epoch are right.

    new_examples(n, limit): the next n examples, as arrays; score(): the exact match on validation
    pairs; limits: the numbers of digits, in order; n_epoch: the most epochs for all of them; rates:
    the learning rates of the epochs at the end; bar: a progress bar.
    Prints how many epochs each limit took. Returns a history: {"loss": one value for each epoch,
    "accuracy": ..., "exact match": ..., "limit": ...}.
    Raises FloatingPointError as common.training.check_finite does.
    """
    history = {"loss": [], "accuracy": [], "exact match": [], "limit": []}
    model.steps_per_execution = steps_per_execution(ceil(n_examples / n_batch))

    def train_one_epoch(limit):
        X, y = new_examples(n_examples, limit)
        logs = model.fit(X, y, batch_size=n_batch, shuffle=False, verbose=0).history
        loss, accuracy = logs["loss"][0], logs["accuracy"][0]
        check_finite(model, loss)
        for name, value in zip(history, (loss, accuracy, score(), limit)):
            history[name].append(value)
        shown = f"loss {loss:.4f}, exact match {history['exact match'][-1]:.2%}"
        bar.set_postfix_str(f"up to {limit} digits, {shown}", refresh=False)
        bar.update()
        return accuracy

    for limit in limits:
        n_before = len(history["loss"])
        while train_one_epoch(limit) < RISE and len(history["loss"]) < n_epoch:
            pass
        bar.clear()
        n = len(history["loss"]) - n_before
        print(f"{limit} digit{'s' * (limit > 1)}: {n} epoch{'s' * (n > 1)}")
        if len(history["loss"]) == n_epoch:
            break
    bar.total = len(history["loss"]) + len(rates)
    for rate in rates:
        model.optimizer.learning_rate = rate
        train_one_epoch(limit)
    bar.clear()
    print(f"and {len(rates)} epochs at the end")
    model.steps_per_execution = 1  # else predict would use it, too
    return history


def larger_numbers(
    digits,
    limit,
    seed,
    n_examples,
    n_batch,
    n_epoch,
    units,
    learning_rate,
    curriculum,
    decay,
    reverse_question,
    reverse_answer,
    load=None,
):
    """Train with a curriculum, then test on pairs that were never trained on.

    digits: the most digits of a number; limit: the same for the numbers in the training; load: a
    checkpoint to load instead of training. The others are as their options in --help.
    Returns the model, its history, and {draw: (pairs, the model's answers)}.
    """
    import keras  # imported here, because Keras takes seconds, and --help does not need it

    # define dataset
    random = Random(seed)
    reverse = reverse_question, reverse_answer
    tests, held_out = split(digits, random)
    validation = tests.pop("validation")

    def encoded(pairs):
        X, y = to_string(pairs, digits, reverse)
        return encode(X, alphabet), encode(y, alphabet)

    def new_examples(n, limit):
        def draw():
            return training_pair(limit, random, curriculum)

        return encoded(
            [draw_until(lambda pair: ascending(pair) not in held_out, draw) for _ in range(n)]
        )

    # create LSTM
    keras.utils.set_random_seed(seed)
    model = create_model(digits, units, learning_rate)
    # train LSTM
    if load is not None:
        history = load_in_place_of_fit(load)(model, new_examples)
    else:
        asked = keras.Sequential(model.layers)  # the same layers, one batch at a time
        X, y = encoded(validation)

        def score():
            right = asked.predict_on_batch(X).argmax(axis=-1) == y.argmax(axis=-1)
            return right.all(axis=1).mean()

        n_end = 9 * limit + 6
        with progress_bar(None) as bar:
            history = train_with_curriculum(
                model,
                new_examples,
                score,
                limits=range(1, limit + 1) if curriculum else [limit],
                n_examples=n_examples,
                n_batch=n_batch,
                n_epoch=n_epoch,
                rates=decaying(learning_rate, n_end) if decay else [learning_rate] * n_end,
                bar=bar,
            )
    # evaluate on pairs that were never trained on
    answered = {
        name: (pairs, answers(model, pairs, digits, reverse)) for name, pairs in tests.items()
    }
    return model, history, answered


def decaying(rate, n):
    """List n learning rates that decay from rate to nearly 0 along half a cosine."""
    return [rate * (1 + cos(pi * i / n)) / 2 for i in range(n)]


def longest_carry(a, b):
    """Count the columns of the longest chain of carries in a sum.

    >>> longest_carry(99999, 1), longest_carry(505, 505), longest_carry(12, 50)
    (5, 1, 0)
    """
    n_columns = len(str(a + b))
    carries = [a % 10**n + b % 10**n >= 10**n for n in range(1, n_columns + 1)]
    return max((len(list(run)) for carried, run in groupby(carries) if carried), default=0)


def count_by(key, pairs, predicted):
    """Group pairs by key(pair). Returns {key: (how many are right, of how many)}, sorted.

    >>> count_by(lambda pair: pair[0], [(2, 3), (1, 1), (2, 2)], ['5', '2', '3'])
    {1: (1, 1), 2: (1, 2)}
    """
    groups = {}
    for pair, right in zip(pairs, is_right(pairs, predicted)):
        groups.setdefault(key(pair), []).append(right)
    return {key: (sum(group), len(group)) for key, group in sorted(groups.items())}


def by_lengths(pairs, predicted):
    """Group pairs by the digits of both numbers, as count_by."""
    return count_by(lambda pair: tuple(len(str(number)) for number in pair), pairs, predicted)


def worst(counts):
    """The lowest share of the groups of count_by."""
    return min(n_right / n for n_right, n in counts.values())


def report(tests):
    """Print 20 questions, the edges, and the exact match: of each draw, and in two tables."""
    for name, n in ((DRAWS[1], 20), ("edges", None)):
        pairs, predicted = tests[name]
        for (a, b), answer in list(zip(pairs, predicted))[:n]:
            print(marked(f"{a}+{b}", str(a + b), answer))
    print("Exact match on pairs never trained on, each counted once:")
    for name in DRAWS:
        right = is_right(*tests[name])
        print(f"{name}: {sum(right)} of {len(right)} ({np.mean(right):.2%})")
    counts = by_lengths(*tests[DRAWS[1]])
    sizes = sorted({size for pair in counts for size in pair})
    print("By the digits of the first number (down) and of the second (across), and how many:")
    print("    " + "".join(f"{size:>14}" for size in sizes))
    for first in sizes:
        cells = [counts.get((first, second), (0, 0)) for second in sizes]
        shown = [f"{n_right / n:.1%} ({n})" if n else "-" for n_right, n in cells]
        print(f"{first:>4}" + "".join(f"{cell:>14}" for cell in shown))
    print("By the longest chain of carries:")
    pairs, predicted = (sum((list(tests[name][i]) for name in DRAWS), []) for i in (0, 1))
    counts = count_by(lambda pair: longest_carry(*pair), pairs, predicted)
    for length, (n_right, n) in counts.items():
        print(f"{length:>4}: {n_right} of {n} ({n_right / n:.2%})")


def plot(path, title, history, tests):
    """Draw the loss, the exact match and the steps of the limit, and the table of lengths."""
    figure, axes = new_figure(3 if history else 1, title)
    for ax, name in zip(axes, ("loss", "exact match") if history else ()):
        curves(ax, [history], name)
        for epoch, (before, after) in enumerate(pairwise(history["limit"]), start=1):
            if before < after:
                ax.axvline(epoch + 0.5, color="0.6", linewidth=0.8, linestyle=":")
        ax.set(xlabel="epoch (dotted: one digit more)", ylabel=name)
    if history:
        axes[0].set(yscale="log", ylabel="loss (log scale)")
        axes[1].set(ylabel="exact match on validation pairs", ylim=(-0.03, 1.03))
    counts = by_lengths(*tests[DRAWS[1]])
    most = max(counts)[0]
    shares = np.full((most, most), np.nan)
    for (first, second), (n_right, n) in counts.items():
        shares[first - 1, second - 1] = n_right / n
    ends = (0.5, most + 0.5, most + 0.5, 0.5)
    image = axes[-1].imshow(shares, vmin=0, vmax=1, extent=ends)
    places = range(1, most + 1)
    axes[-1].set(xticks=places, yticks=places)
    axes[-1].grid(False)
    axes[-1].set(xlabel="digits of the second number", ylabel="digits of the first number")
    figure.colorbar(image, ax=axes[-1], label="exact match", shrink=0.8)
    save_figure(figure, path)


def complete(settings):
    """Fill in the defaults that depend on the digits, where a setting is None."""
    settings = {name: value for name, value in settings.items() if value is not None}
    limit = settings.setdefault("limit", settings["digits"])
    # few digits are learned from fewer examples, with larger steps
    n_batch, n_batches, rate = (64, 75, 0.008) if limit < 4 else (128, 300, 0.003)
    n_batch = settings.setdefault("n_batch", n_batch)
    defaults = {"n_examples": n_batches * n_batch, "n_epoch": 30 * limit, "learning_rate": rate}
    return defaults | settings


def parse_options():
    """Read the command line. Returns what cli.options.parse_settings returns."""
    parser = Parser(__doc__, "python -m extensions.larger_numbers")

    def add(option, name, help, **rest):
        parser.add_setting(option, name, SETTINGS[name], help, **rest)

    count = whole_number(1, 15)
    add("--digits", "digits", "the most digits of a number", type=count, metavar="D")
    limit = "the most digits in the training (default: D)"
    add("--limit", "limit", limit, type=count, metavar="K")
    for option, name, help in (
        ("--curriculum", "curriculum", "start with one digit, and keep short numbers in"),
        ("--decay", "decay", "let the learning rate decay at the end"),
        ("--reverse-question", "reverse_question", "write the question from right to left"),
        ("--reverse-answer", "reverse_answer", "write the answer from right to left"),
    ):
        add(option, name, help, action=BooleanOptionalAction)
    add_training_settings(
        parser,
        SETTINGS,
        examples="new examples in each epoch (default: 75 batches, from four digits on 300)",
        epochs="at most so many before the learning rate decays (default: 30 for each digit)",
        batch="examples between two updates (default: 64, from four digits on 128)",
        rate="learning rate of Adam at the start (default: 0.008, from four digits on 0.003)",
    )
    add_run_options(parser)
    training_only = ("n_examples", "n_epoch", "n_batch", "learning_rate", "curriculum", "decay")
    options, settings, trained = parse_settings(
        parser, {"script": "larger_numbers"}, training_only, n_units=2
    )
    settings, trained = complete(settings), complete(trained)
    if settings["limit"] > settings["digits"]:
        parser.error(f"argument --limit: {settings['limit']} is more than --digits")
    return options, settings, trained


def main():
    """Train and test with the options of the command line."""
    options, settings, trained = parse_options()
    digits, first = settings["digits"], settings["seed"]
    reverse = settings["reverse_question"], settings["reverse_answer"]
    start_keras()
    summary = {name: [] for name in (*DRAWS, "worst cell")}

    def run(seed):
        return larger_numbers(**settings | {"seed": seed}, load=options.load)

    seeds = range(first, first + options.repeats)
    for seed, result, seconds in each_seed(seeds, run):
        model, history, tests = result
        for name in DRAWS:
            summary[name].append(np.mean(is_right(*tests[name])))
        summary["worst cell"].append(worst(by_lengths(*tests[DRAWS[1]])))
        if options.repeats > 1:
            shares = ", ".join(f"{name} {shares[-1]:.2%}" for name, shares in summary.items())
            print(f"seed {seed}: {shares} in {seconds:.0f} s")
        elif options.load is None or options.ask is None:  # else only the answers were asked for
            report(tests)
            print(f"Training and test took {seconds:.0f} s.")
    if options.repeats > 1:
        for name, shares in summary.items():
            print(f"{name}: {median_and_range(shares)}")

    def answer(model, question):
        pair = parse_sum(question, 2, 10**digits - 1)
        return "+".join(map(str, pair)), str(sum(pair)), answers(model, [pair], digits, reverse)[0]

    title = f"{digits} digits, trained on up to {settings['limit']}, seed {seed}"
    status = save_plot_and_ask(
        options,
        model=model,
        settings={"script": "larger_numbers"} | trained,
        draw=lambda path: plot(path, title, history, tests),
        answer=answer,
    )
    return status or some_failed(len(seeds), summary["worst cell"])


if __name__ == "__main__":
    run_script(main)
