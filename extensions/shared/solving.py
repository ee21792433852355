"""An encoder-decoder LSTM that computes arithmetic expressions, tested on those never seen.

variable_numbers, variable_operations and brackets share this experiment, its table and its command
line. The network is stage 3's, with more units.
"""

from argparse import Action, ArgumentTypeError
from functools import partial
from math import ceil
from random import Random
from statistics import median

import addition_seq2seq
from cli.options import (
    Parser,
    add_run_options,
    add_training_settings,
    parse_settings,
    shown,
    whole_number,
)
from cli.plotting import plot_runs
from cli.questions import marked
from cli.repeating import repeat, some_failed
from cli.stages import describe, evaluate_checkpoint, save_plot_and_ask
from cli.terminal import count_epochs, progress_bar, start_keras
from common.encoding import encode, invert, pad
from common.reporting import exact_match
from common.scaling import LARGEST_SUM
from common.training import fit
from extensions import expressions
from extensions.comparing import median_and_range
from extensions.expressions import (
    make_is_held_out,
    parse_question,
    random_expression,
    text,
    value,
)

HELD_OUT = 0.1  # the share of all expressions that is kept out of the training
N_TEST = 2000
TRAINING = {  # for all three scripts; each has its own number of epochs
    "n_examples": 19200,
    "n_batch": 64,
    "units": (128, 128),
    "learning_rate": 0.004,
    "seed": 1,
}
COLUMNS = ("as in training", "never seen")


def draw(n, grammar, wanted, random):
    """Draw n expressions. wanted(tree): whether to keep a tree, or to draw another."""
    trees = []
    while missing := n - len(trees):
        drawn = (random_expression(grammar, random) for _ in range(missing))
        trees += [tree for tree in drawn if wanted(tree)]
    return trees


def to_string(trees, grammar, random):
    """Write expressions and their values as padded strings, with some spare brackets by chance."""
    n_in_seq_length, n_out_seq_length = expressions.lengths(grammar)
    X = [text(tree, lambda: grammar.brackets and random.random() < 0.5) for tree in trees]
    y = [str(value(tree)) for tree in trees]
    return pad(X, n_in_seq_length), pad(y, n_out_seq_length)


def answers(model, questions, grammar):
    """Ask the model padded questions. Returns its answers as strings, with their padding."""
    alphabet = expressions.alphabet(grammar)
    result = model.predict(encode(questions, alphabet), batch_size=1000, verbose=0)
    return [invert(seq, alphabet) for seq in result]


def count_right(answered):
    """Count how many answers are right, of how many, and how many different ones there are.

    >>> count_right([('1+2', '3', '3'), ('1+2', '3', '3'), ('2+2', '4', '5')])
    (2, 3, 2)
    """
    n_right = sum(expected == predicted for _, expected, predicted in answered)
    return n_right, len(answered), len(set(answered))


def draw_tests(grammar, is_held_out, random):
    """Draw the expressions of both tests. Returns {column: (trees, questions, right answers)}."""
    tests = {}
    for column, held_out in zip(COLUMNS, (False, True)):
        trees = draw(N_TEST, grammar, lambda tree: is_held_out(tree) == held_out, random)  # noqa: B023
        tests[column] = trees, *to_string(trees, grammar, random)
    return tests


def solve(
    grammar,
    rows,
    n_examples,
    n_batch,
    n_epoch,
    units,
    learning_rate,
    seed,
    train=fit,
):
    """Train on new expressions in every epoch. Test on others like them, and on some never seen.

    grammar: an expressions.Grammar; rows: {row of the table: whether a tree belongs to it}.
    The first test draws expressions as the training does, which may have met them. The second
    draws those that are held out, with all that are equivalent. If there are few of them, they are
    drawn several times. learning_rate: at the start; it decays to 0 along a cosine.
    Returns the model, its history, the expected and the predicted answers to the second test, and
    scores: {row: {column: (how many are right, of how many, how many different)}}.
    """
    import keras  # imported here, because Keras takes seconds, and --help does not need it

    # define dataset
    random = Random(seed)
    alphabet = expressions.alphabet(grammar)
    is_held_out = make_is_held_out(HELD_OUT, seed)

    tests = draw_tests(grammar, is_held_out, random)

    def new_examples(n):
        trees = draw(n, grammar, lambda tree: not is_held_out(tree), random)
        X, y = to_string(trees, grammar, random)
        return encode(X, alphabet), encode(y, alphabet)

    # create LSTM
    keras.utils.set_random_seed(seed)
    n_steps = n_epoch * ceil(n_examples / n_batch)
    decaying = keras.optimizers.schedules.CosineDecay(learning_rate, n_steps)
    n_in, n_out = expressions.lengths(grammar)
    model = addition_seq2seq.create_model(
        n_in, n_out, len(alphabet), units=units, learning_rate=decaying
    )
    # train LSTM
    history = train(model, new_examples, n_examples=n_examples, n_batch=n_batch, n_epoch=n_epoch)
    # evaluate, show some examples that were never seen
    scores = {row: {} for row in rows}
    for column, (trees, questions, expected) in tests.items():
        predicted = answers(model, questions, grammar)
        answered = list(zip(questions, expected, predicted))
        for row, belongs in rows.items():
            scores[row][column] = count_right(
                [each for tree, each in zip(trees, answered) if belongs(tree)]
            )
    for each in list(dict.fromkeys(answered))[:20]:
        print(marked(*(string.strip() for string in each)))
    print_table([scores])
    return model, history, expected, predicted, scores


def print_table(runs):
    """Print how many of each row's expressions are right, or the median and range of several runs.

    runs: the scores of each, as solve returns them.

    >>> print_table([{"2 terms": {"as in training": (9, 10, 8), "never seen": (0, 0, 0)}}])
    Exact match                       as in training                  never seen   different
    2 terms                         9 of 10 (90.00%)                        none           0
    """
    header = "".join(f"{column:>28}" for column in COLUMNS)
    print(f"{'Exact match':20}{header}   different")
    for row in runs[0]:
        line = f"{row:20}"
        for column in COLUMNS:
            counts = [run[row][column] for run in runs if run[row][column][1]]
            shares = [n_right / n for n_right, n, _ in counts]
            if len(runs) == len(shares) == 1:
                line += "{:>28}".format("{} of {} ({:.2%})".format(*counts[0][:2], *shares))
            else:
                line += f"{median_and_range(shares) if shares else 'none':>28}"
        n_different = median(run[row][COLUMNS[-1]][2] for run in runs)
        print(f"{line}{n_different:>12.0f}")


def by_operands(grammar, noun):
    """Make the rows of a table by the number of operands. noun: what the operands are called."""
    fewest, most = grammar.operands
    return {
        f"{n} {noun}": lambda tree, n=n: len(expressions.operands(tree)) == n
        for n in range(fewest, most + 1)
    }


def by_product(grammar):
    """Make the rows of a table without and with a product, if there are both."""
    if "*" not in grammar.operations or len(grammar.operations) == 1:
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
        f"{string!r} is not one of + - * (put the * in quotes: the shell replaces a plain one)"
    )


class InOneOrder(Action):
    """An argparse action that stores operations once each, in the same order however given."""

    def __call__(self, parser, namespace, values, option_string=None):
        ordered = [each for each in expressions.OPERATIONS if each in values]
        setattr(namespace, self.dest, ordered)


def parse_options(grammar, own, n_epoch, description, script):
    """Read the command line of a script; the parameters are those of run.

    Returns what cli.options.parse_settings returns, and the grammar that the options lead to.
    """
    defaults = grammar._asdict() | TRAINING | {"n_epoch": n_epoch}
    parser = Parser(description, f"python -m extensions.{script}")

    def add(option, name, help, **rest):
        parser.add_setting(option, name, defaults[name], help, **rest)

    if "operands" in own:
        help = "the fewest and the most numbers in an expression"
        some = {"type": whole_number(2, 9), "nargs": 2, "metavar": ("MIN", "MAX")}
        add(own["operands"], "operands", help, **some)
    if "operations" in own:
        some = {"type": operation, "nargs": "+", "metavar": "OPERATION", "action": InOneOrder}
        add(own["operations"], "operations", "some of + - '*'", **some)
    numbers = whole_number(1, LARGEST_SUM)
    add("--largest", "largest", "the largest of the numbers", type=numbers, metavar="N")
    rate = "learning rate of Adam at the start; it decays to 0"
    add_training_settings(parser, defaults, rate=rate)
    add_run_options(parser, "(3+10)-2" if grammar.brackets else "3+10")
    training_only = ("n_examples", "n_epoch", "n_batch", "learning_rate")
    options, settings, trained = parse_settings(
        parser, {"script": script}, training_only, n_units=2
    )

    grammar = grammar._replace(**{name: settings.pop(name) for name in [*own, "largest"]})
    if grammar.operands[0] > grammar.operands[1]:
        parser.error(
            f"argument {own['operands']}: {shown(grammar.operands)!r} has the larger number first"
        )
    check_there_are_enough(parser, grammar, settings["seed"], options.repeats)
    return options, settings, trained, grammar


def check_there_are_enough(parser, grammar, first_seed, n_repeats):
    """End with one line if a seed holds out fewer than two expressions, or all of them."""
    for seed in range(first_seed, first_seed + n_repeats):
        if not splits(grammar, seed):
            too_few = "there are too few expressions to hold some out"
            parser.error(f"argument --largest: up to {grammar.largest}, {too_few} (seed {seed})")


def splits(grammar, seed):
    """Tell whether a seed holds out two expressions, and leaves one for the training."""
    random, is_held_out = Random(seed), make_is_held_out(HELD_OUT, seed)
    seen, never_seen = set(), set()
    for _ in range(2000):
        tree = random_expression(grammar, random)
        (never_seen if is_held_out(tree) else seen).add(tree)
        if seen and len(never_seen) > 1:
            return True  # mostly after some twenty trees, so that many seeds take no time
    return False


def run(grammar, own, rows_of, n_epoch, description, script):
    """Run a script from the command line.

    grammar: its Grammar if no option changes it; own: {field of the grammar: its option here};
    rows_of(grammar): the rows of the table, as for solve; n_epoch: if no option changes it;
    description, script: for --help, and the name of the script. Returns the exit status.
    """
    options, settings, trained, grammar = parse_options(
        grammar, own, n_epoch=n_epoch, description=description, script=script
    )
    rows = rows_of(grammar) | {"all": lambda tree: True}
    score = "exact match (never seen)", exact_match
    scores_of_runs = []

    def experiment(**settings):
        *run, scores = solve(grammar, rows, **settings)
        scores_of_runs.append(scores)
        return run

    def answer(model, question):
        question, tree = parse_question(question, grammar)
        padded = pad([question], expressions.lengths(grammar)[0])
        return question, str(value(tree)), answers(model, padded, grammar)[0].strip()

    start_keras()
    if options.repeats > 1:
        runs = repeat(experiment, settings, options.repeats, score)
        print_table(scores_of_runs)
    elif options.load is not None:
        runs = [evaluate_checkpoint(experiment, options, settings)]
    else:
        with progress_bar(settings["n_epoch"]) as bar:
            train = partial(fit, verbose=0, callbacks=[count_epochs(bar)])
            runs = [experiment(**settings, train=train)]
    numbers = " to ".join(map(str, sorted(set(grammar.operands))))
    title = f"{script.replace('_', ' ')}: {numbers} numbers up to {grammar.largest}, "
    title += shown(grammar.operations)
    status = save_plot_and_ask(
        options,
        model=runs[0][0],
        settings={"script": script} | trained,
        draw=lambda path: plot_runs(path, describe(title, trained, options.repeats), runs, score),
        answer=answer,
    )
    return status or some_failed(options.repeats, runs)
