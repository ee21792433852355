"""An encoder-decoder LSTM that computes arithmetic expressions, tested on those never seen.

variable_numbers, variable_operations and brackets share this experiment, its table and its command
line. The network is stage 3's, with more units.
"""

from functools import partial
from itertools import combinations
from math import ceil
from random import Random
from statistics import median

import addition_seq2seq
from cli.checkpoints import load_in_place_of_fit
from cli.files import write_files
from cli.options import (
    Parser,
    add_run_options,
    add_training_settings,
    parse_settings,
    shown,
    whole_number,
)
from cli.questions import marked
from cli.repeating import train_one
from cli.stages import save_plot_and_ask
from common.encoding import encode, invert, pad
from common.scaling import LARGEST_SUM
from common.training import fit
from extensions.shared import expressions
from extensions.shared.expressions import (
    Grammar,
    make_is_held_out,
    parse_question,
    random_expression,
    text,
    value,
)
from extensions.shared.problems import predict
from extensions.shared.results import percent, print_table, spread
from extensions.shared.sweeps import add_results, draw_shares, name_row, seeds_of, sweep

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


def draw_trees(n, grammar, wanted, random):
    """Draw n expressions. wanted(tree): whether to keep a tree, or to draw another."""
    trees = []
    while missing := n - len(trees):
        drawn = (random_expression(grammar, random) for _ in range(missing))
        trees += [tree for tree in drawn if wanted(tree)]
    return trees


def write_trees(trees, grammar, random):
    """Write expressions and their values as padded strings, with some spare brackets by chance."""
    n_in_seq_length, n_out_seq_length = expressions.lengths(grammar)
    X = [text(tree, lambda: grammar.brackets and random.random() < 0.5) for tree in trees]
    y = [str(value(tree)) for tree in trees]
    return pad(X, n_in_seq_length), pad(y, n_out_seq_length)


def compute(model, questions, grammar):
    """Ask the model padded questions. Returns its answers as strings, with their padding."""
    alphabet = expressions.alphabet(grammar)
    result = predict(model, encode(questions, alphabet))
    return [invert(seq, alphabet) for seq in result]


def has_held_out_sum(tree, is_held_out):
    """Tell whether any two numbers of a sum are a held-out sum: 2+9 stands in 2+9+4 and in 9+4+2.

    >>> has_held_out_sum(("+", ("+", 9, 4), 2), lambda tree: tree == ("+", 9, 2))
    True
    """
    return any(is_held_out(("+", *pair)) for pair in combinations(expressions.operands(tree), 2))


def train_solver(
    seed, callbacks, grammar, strict, n_examples, n_batch, n_epoch, units, learning_rate, train=None
):
    """Train on new expressions in every epoch, without those that are held out.

    grammar: the fields of an expressions.Grammar; strict: whether an expression is held out, too,
    if any two of its numbers are a held-out sum; learning_rate: at the start; it decays to 0 along
    a cosine; train: what takes the place of fit, for a checkpoint.
    Returns the model, and {column: (trees, questions, expected answers)}. The first column is drawn
    as the training is, which may have met its expressions. The second is held out with all that are
    equivalent. If there are few of them, they are drawn several times.
    """
    import keras  # imported here, because Keras takes seconds, and --help does not need it

    # define dataset
    random, grammar = Random(seed), Grammar(*grammar)
    alphabet = expressions.alphabet(grammar)
    is_held_out = make_is_held_out(HELD_OUT, seed)

    def is_trained_on(tree):
        return not is_held_out(tree) and not (strict and has_held_out_sum(tree, is_held_out))

    tests = {}
    for column, wanted in zip(COLUMNS, (is_trained_on, is_held_out)):
        trees = draw_trees(N_TEST, grammar, wanted, random)
        tests[column] = trees, *write_trees(trees, grammar, random)

    def new_examples(n):
        trees = draw_trees(n, grammar, is_trained_on, random)
        X, y = write_trees(trees, grammar, random)
        return encode(X, alphabet), encode(y, alphabet)

    # create LSTM
    keras.utils.set_random_seed(seed)
    n_steps = n_epoch * ceil(n_examples / n_batch)
    decaying = keras.optimizers.schedules.CosineDecay(learning_rate, n_steps)
    lengths = expressions.lengths(grammar)
    model = addition_seq2seq.create_model(*lengths, len(alphabet), units, decaying)
    # train LSTM
    sizes = {"n_examples": n_examples, "n_batch": n_batch, "n_epoch": n_epoch}
    train = train or partial(fit, verbose=0, callbacks=callbacks)
    train(model, new_examples, **sizes)
    return model, tests


def test_solver(model, tests, grammar, rows_of):
    """Ask for the values of both tests. Returns the scores, a dictionary that JSON can hold.

    rows_of(grammar): {row of a table: whether a tree belongs to it}. Each row has, for each column,
    how many are right, of how many, how many different ones there are, and how many of the
    characters at each place of the answer are right.
    """
    grammar = Grammar(*grammar)
    rows = rows_of(grammar) | {"all": lambda tree: True}
    scores = {row: {} for row in rows}
    for column, (trees, questions, expected) in tests.items():
        answered = list(zip(questions, expected, compute(model, questions, grammar)))
        for row, belongs in rows.items():
            scores[row][column] = count_right(
                [each for tree, each in zip(trees, answered) if belongs(tree)]
            )
    asked = list(dict.fromkeys(answered))[:20]
    shown = [marked(*(string.strip() for string in each)) for each in asked]
    return {"rows": scores, "shown": shown}


def count_right(answered):
    """Count how many answers are right, of how many, of how many different ones, and by place.

    >>> count_right([('1+2', '13', '13'), ('1+2', '13', '13'), ('2+2', '14', '15')])
    [2, 3, 2, [3, 2]]
    """
    n_right = sum(expected == predicted for _, expected, predicted in answered)
    right = ([a == b for a, b in zip(expected, predicted)] for _, expected, predicted in answered)
    return [n_right, len(answered), len(set(answered)), [sum(place) for place in zip(*right)]]


def train_and_test(rows_of, seed, callbacks, **settings):
    """Train and test. Returns what a sweep wants."""
    model, tests = train_solver(seed, callbacks, **settings)
    return model.count_params(), test_solver(model, tests, settings["grammar"], rows_of)


def report(lines, options):
    """Print how many of each row's expressions are right, and of which places in the answers."""
    runs = [line["scores"]["rows"] for line in lines]
    rows, places = [], []
    for row in runs[0]:
        counts = {column: [run[row][column] for run in runs] for column in COLUMNS}
        shares = {column: [n[0] / n[1] for n in counts[column] if n[1]] for column in COLUMNS}
        n_different = median(n[2] for n in counts[COLUMNS[1]])
        name = name_row(row, lines, options)
        rows.append([name, *(spread(shares[column]) for column in COLUMNS), round(n_different)])
        by_place = [[right / n[1] for right in n[3]] for n in counts[COLUMNS[1]] if n[1]]
        places.append([name, *(percent(median(each)) for each in zip(*by_place))])
    print_table([f"right in %, {seeds_of(options)}", *COLUMNS, "different"], rows)
    if "*" in lines[0]["settings"]["grammar"][1]:  # without products all places are learned
        n_places = max(map(len, places)) - 1
        places = [[name, *["-"] * (n_places - len(each)), *each] for name, *each in places]
        print("\nRight characters of the never seen ones in %, by their place from the right:\n")
        print_table(["", *range(n_places, 0, -1)], places)


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


def read_command_line(grammar, own, n_epoch, description, script):
    """Read the command line of a script; the parameters are those of run_solver.

    Returns the options, and the settings of its training.
    """
    defaults = grammar._asdict() | TRAINING | {"n_epoch": n_epoch, "strict": False}
    parser = Parser(description, f"python -m extensions.{script}")

    def add(option, name, help, **rest):
        parser.add_setting(option, name, defaults[name], help, **rest)

    if "operands" in own:
        help = "the fewest and the most numbers in an expression"
        some = {"type": whole_number(2, 9), "nargs": 2, "metavar": ("MIN", "MAX")}
        add(own["operands"], "operands", help, **some)
    if "operations" in own:
        some = {"choices": list(expressions.OPERATIONS), "nargs": "+", "metavar": "OPERATION"}
        help = "some of + - '*', the last in quotes: the shell replaces a plain one"
        add(own["operations"], "operations", help, **some)
    if "strict" in own:
        help = "hold out an expression, too, if any two of its numbers are a held-out sum"
        add("--strict", "strict", help, action="store_true")
    numbers = whole_number(1, LARGEST_SUM)
    add("--largest", "largest", "the largest of the numbers", type=numbers, metavar="N")
    rate = "learning rate of Adam at the start; it decays to 0"
    units = "units of the encoder and of the decoder, two numbers"
    add_training_settings(parser, defaults, rate=rate, units=units)
    add_results(parser)
    add_run_options(parser, "(3+10)-2" if grammar.brackets else "3+10")
    training_only = ("n_examples", "n_epoch", "n_batch", "learning_rate")
    options, settings, _ = parse_settings(parser, training_only, n_units=2)
    options.seed = settings.pop("seed")
    fields = {name: settings.pop(name) for name in grammar._fields if name in settings}
    grammar = grammar._replace(**fields)
    ordered = [each for each in expressions.OPERATIONS if each in grammar.operations]
    grammar = grammar._replace(operations=ordered)
    if grammar.operands[0] > grammar.operands[1]:
        numbers = shown(grammar.operands)
        parser.error(f"argument {own['operands']}: {numbers!r} has the larger number first")
    check_there_are_enough(parser, grammar, options.seed, options.repeats)
    return options, {"strict": False} | settings | {"grammar": list(grammar)}


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


def run_solver(grammar, own, rows_of, n_epoch, description, script):
    """Run a script from the command line.

    grammar: its Grammar if no option changes it; own: {field of the grammar: its option here};
    rows_of(grammar): the rows of the table, as for test_solver; n_epoch: if no option changes it;
    description, script: for --help, and the name of the script. Returns the exit status.
    """
    options, settings = read_command_line(grammar, own, n_epoch, description, script)
    if options.save or options.load or options.ask is not None:
        return _solve_once(options, settings, rows_of, script)
    train = partial(train_and_test, rows_of)
    results, status = sweep(options, script, {script: settings}, train)
    lines = results[script]
    if options.repeats == 1:
        print(*lines[0]["scores"]["shown"], "", sep="\n")
    report(lines, options)
    return write_files((options.plot, lambda path: draw_rows(path, script, lines))) or status


def _solve_once(options, settings, rows_of, script):
    """Train, or load, one model; test, save and ask it. Returns the exit status."""
    load = None if options.load is None else load_in_place_of_fit(options.load)
    run = partial(train_solver, options.seed, **settings, train=load)
    model, tests = train_one(script, settings["n_epoch"], run)
    grammar = Grammar(*settings["grammar"])

    def answer(model, question):
        question, tree = parse_question(question, grammar)
        padded = pad([question], expressions.lengths(grammar)[0])
        return question, str(value(tree)), compute(model, padded, grammar)[0].strip()

    scores = test_solver(model, tests, grammar, rows_of)
    lines = [{"scores": scores, "settings": settings}]
    if options.load is None or options.ask is None:  # else only the answers were asked for
        print(*scores["shown"], "", sep="\n")
        report(lines, options)
    return save_plot_and_ask(options, model, lambda path: draw_rows(path, script, lines), answer)


def draw_rows(path, script, lines):
    """Draw how many of each row's expressions are right, those of the training and the others."""
    rows = []
    for row in lines[0]["scores"]["rows"]:
        counts = [line["scores"]["rows"][row] for line in lines]
        shares = {
            column: [each[column][0] / each[column][1] for each in counts if each[column][1]]
            for column in COLUMNS
        }
        rows.append((row, shares))
    title = script.replace("_", " ")
    draw_shares(path, title, {"expressions of the training, and others": rows})
