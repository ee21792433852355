"""An encoder-decoder LSTM that works out arithmetic expressions, scored on those never seen.

What variable_numbers, variable_operations and brackets share: one experiment on random
expressions, its table, and its command line. The network is stage 3's, made larger.
"""

from argparse import ArgumentTypeError
from collections import namedtuple
from math import ceil
from random import Random
from statistics import median

import addition_seq2seq
from common import expressions
from common.asking import marked, parse_expression
from common.encoding import encode_strings, invert, pad
from common.expressions import make_is_held_out, random_expression, text, value
from common.options import (
    LARGEST,
    Parser,
    add_comforts,
    add_training,
    check_comforts,
    check_units,
    make_add,
    settle,
    shown,
    whole_number,
)
from common.reporting import exact_match, median_and_range
from common.stages import run_with_comforts
from common.terminal import make_progress
from common.training import fit

HELD_OUT = 0.1  # of all expressions, kept out of the training together with their twins
N_TEST = 2000
TRAINING = {  # what suits all three scripts; how many epochs it takes is their own
    "n_examples": 19200,
    "n_batch": 64,
    "units": (128, 128),
    "learning_rate": 0.004,
    "seed": 1,
}
COLUMNS = ("fresh", "never seen")

Run = namedtuple("Run", "model history expected predicted scores")
Run.__doc__ = """What an experiment gives back.

model, history, expected, predicted: as in common.stages, of the expressions never seen; scores:
{row: {column: (how many are right, of how many, how many different ones)}}.
"""


def draw(n, kind, wanted, random):
    """Draw n expressions; wanted(tree): whether to take one or draw again."""
    trees = []
    while missing := n - len(trees):
        drawn = (random_expression(kind, random) for _ in range(missing))
        trees += [tree for tree in drawn if wanted(tree)]
    return trees


def to_string(trees, kind, random):
    """Write expressions and their values as padded strings; a coin decides on spare brackets."""
    n_in_seq_length, n_out_seq_length = expressions.lengths(kind)
    X = [text(tree, lambda: kind.brackets and random.random() < 0.5) for tree in trees]
    y = [str(value(tree)) for tree in trees]
    return pad(X, n_in_seq_length), pad(y, n_out_seq_length)


def solve(
    kind,
    rows,
    n_examples,
    n_batch,
    n_epoch,
    units,
    learning_rate,
    seed,
    verbose=0,
    callbacks=None,
    kept=None,
):
    """Train on new expressions every epoch, and test on fresh and on never seen ones.

    kind: a common.expressions.Kind; rows: {row of the table: whether a tree belongs to it}.
    Fresh expressions are drawn as those of the training are, and it may have met them; never seen
    ones are held out with all their twins, and drawn likewise: where there are few, again and
    again. learning_rate: at the start; it decays to 0 along a cosine. callbacks: in place of a
    line of progress; kept: as in fit. Returns a Run.
    """
    import keras

    # define dataset
    random = Random(seed)
    alphabet = expressions.alphabet(kind)
    is_held_out = make_is_held_out(HELD_OUT, seed)

    def is_seen(tree):
        return not is_held_out(tree)

    def new_examples(n):
        trees = draw(n, kind, is_seen, random)
        return encode_strings(*to_string(trees, kind, random), alphabet)

    tests = {}
    for column, wanted in zip(COLUMNS, (is_seen, is_held_out)):
        trees = draw(N_TEST, kind, wanted, random)
        tests[column] = trees, *to_string(trees, kind, random)

    # create LSTM
    keras.utils.set_random_seed(seed)
    n_steps = n_epoch * ceil(n_examples / n_batch)
    decaying = keras.optimizers.schedules.CosineDecay(learning_rate, n_steps)
    lengths = expressions.lengths(kind)
    model = addition_seq2seq.create_model(*lengths, len(alphabet), units, decaying)
    # train LSTM; the tests are drawn already, so for a kept model there is nothing to pass over
    progress = make_progress(n_epoch)
    show = keras.callbacks.LambdaCallback(
        on_epoch_end=lambda epoch, logs: progress(
            f"epoch {epoch + 1} of {n_epoch}: loss {logs['loss']:.4f}", epoch + 1
        )
    )
    sizes = n_examples, n_batch, 0 if kept else n_epoch
    history = fit(model, new_examples, *sizes, verbose, callbacks or [show], kept)
    progress()
    # evaluate, show some examples
    scores = {row: {} for row in rows}
    for column, (trees, questions, expected) in tests.items():
        X, _ = encode_strings(questions, expected, alphabet)
        result = model.predict(X, batch_size=1000, verbose=0)
        predicted = [invert(seq, alphabet) for seq in result]
        answered = list(zip(questions, expected, predicted))
        for row, belongs in rows.items():
            here = [each for tree, each in zip(trees, answered) if belongs(tree)]
            n_right = sum(e == p for _, e, p in here)
            scores[row][column] = n_right, len(here), len(set(here))
    # what the loop ends with: the never seen ones
    for each in list(dict.fromkeys(answered))[:20]:
        print(marked(*(string.strip() for string in each)))
    run = Run(model, history, expected, predicted, scores)
    print_table([run])
    return run


def print_table(runs):
    """Print how many of each row's expressions are right, or the spread over several runs.

    >>> rows = {"2 terms": {"fresh": (9, 10, 8), "never seen": (0, 0, 0)}}
    >>> print_table([Run(None, None, None, None, rows)])
    Exact match                                fresh                  never seen   different
    2 terms                         9 of 10 (90.00%)                        none           0
    """
    header = "".join(f"{column:>28}" for column in COLUMNS)
    print(f"{'Exact match':20}{header}   different")
    for row in runs[0].scores:
        line = f"{row:20}"
        for column in COLUMNS:
            counts = [run.scores[row][column] for run in runs if run.scores[row][column][1]]
            shares = [n_right / n for n_right, n, _ in counts]
            if len(runs) == len(shares) == 1:
                line += "{:>28}".format("{} of {} ({:.2%})".format(*counts[0][:2], *shares))
            else:
                line += f"{median_and_range(shares) if shares else 'none':>28}"
        n_different = median(run.scores[row][COLUMNS[-1]][2] for run in runs)
        print(f"{line}{n_different:>12.0f}")


def by_operands(kind, noun):
    """The rows of a table by the number of operands; noun: what these are called."""
    fewest, most = kind.operands
    return {
        f"{n} {noun}": lambda tree, n=n: len(expressions.operands(tree)) == n
        for n in range(fewest, most + 1)
    }


def by_product(kind):
    """The rows of a table without and with a product, where there are both."""
    if "*" not in kind.operations or len(kind.operations) == 1:
        return {}
    return {
        "without a product": lambda tree: "*" not in expressions.operations(tree),
        "with a product": lambda tree: "*" in expressions.operations(tree),
    }


def operation(string):
    """An argparse type: one of the operations."""
    if string in expressions.OPERATIONS:
        return string
    raise ArgumentTypeError(
        f"{string!r} is not one of + - * (the * in quotes, or the shell makes file names of it)"
    )


def run(kind, own, rows_of, n_epoch, description, script):
    """Run a script from the command line.

    kind: the Kind of its expressions unless options say otherwise; own: the fields of it that
    have an option here, {field: option}; rows_of(kind): the table's, as for solve; n_epoch:
    unless an option says otherwise; description, script: the script's own, and its name.
    Returns the exit status.
    """
    defaults = kind._asdict() | TRAINING | {"n_epoch": n_epoch}
    built_for = own | {"largest": "--largest", "units": "--units", "seed": "--seed"}
    parser = Parser(description, f"python -m extensions.{script}")
    add = make_add(parser, defaults, built_for)
    number = "the fewest and the most of the numbers in an expression"
    for field, option in own.items():
        if field == "operands":
            some = {"nargs": 2, "metavar": ("MIN", "MAX")}
            add(option, field, whole_number(2, 9), number, **some)
        else:
            add(option, field, operation, "some of + - '*'", nargs="+", metavar="OPERATION")
    add("--largest", "largest", whole_number(1, LARGEST), "the largest of the numbers", metavar="N")
    add_training(add, "n_examples", learning_rate="of Adam, at the start; it decays to 0")
    add_comforts(parser, "(3+10)-2" if kind.brackets else "3+10")
    options = parser.parse_args()
    check_units(parser, options, 2)
    if given := getattr(options, "operations", None):
        # in one order, whatever the one they were given in
        options.operations = [each for each in expressions.OPERATIONS if each in given]
    fixed = {"stage": script}
    known = settle(parser, options, fixed, built_for, defaults)
    if options.load:
        options.n_epoch, options.n_examples = known["n_epoch"], known["n_examples"]
    check_comforts(parser, options)

    kind = kind._replace(**{name: getattr(options, name) for name in [*own, "largest"]})
    if kind.operands[0] > kind.operands[1]:
        parser.error(f"argument {own['operands']}: {shown(kind.operands)!r} has the most first")
    for seed in range(options.seed, options.seed + options.repeats):
        random, is_held_out = Random(seed), make_is_held_out(HELD_OUT, seed)
        if len({is_held_out(random_expression(kind, random)) for _ in range(2000)}) < 2:
            too_few = "there are too few expressions to keep any out of the training"
            parser.error(f"argument --largest: up to {kind.largest}, {too_few} (seed {seed})")

    def experiment(**settings):
        settings = {name: settings[name] for name in settings if name not in kind._fields}
        return solve(kind, rows_of(kind) | {"all": lambda tree: True}, **settings)

    def answered(model, question):
        question, tree = parse_expression(question, kind)
        n_in_seq_length, n_out_seq_length = expressions.lengths(kind)
        padded = pad([question], n_in_seq_length), pad([""], n_out_seq_length)
        X, _ = encode_strings(*padded, expressions.alphabet(kind))
        result = model.predict(X, verbose=0)
        return question, str(value(tree)), invert(result[0], expressions.alphabet(kind)).strip()

    numbers = " to ".join(map(str, sorted(set(kind.operands))))
    title = f"{script}: {numbers} numbers up to {kind.largest}, {shown(kind.operations)}"
    score = "exact match on never seen expressions", exact_match
    return run_with_comforts(experiment, options, score, fixed, title, answered, print_table)
