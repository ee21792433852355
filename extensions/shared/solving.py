"""An encoder-decoder LSTM that computes arithmetic expressions, tested on those never seen.

variable_numbers, variable_operations and brackets share this experiment, its table and its command
line. The network is stage 3's, with more units.
"""

if __name__ == "__main__":
    raise SystemExit("It is no script. Run a question: python -m extensions.held_out_pairs")

import sys
from functools import partial
from itertools import combinations
from random import Random
from statistics import median

import addition_seq2seq
from cli.files import write_files
from cli.options import Parser, add_training_settings, shown, whole_number
from cli.questions import marked
from cli.stages import save_plot_and_ask, watching
from common.encoding import encode, invert, pad
from common.scaling import LARGEST_SUM
from common.training import fit
from extensions.shared import expressions, sweeps
from extensions.shared.expressions import (
    Grammar,
    make_is_held_out,
    parse_question,
    random_expression,
    text,
    value,
)
from extensions.shared.problems import predict, train_model
from extensions.shared.results import percent, print_table, spread

HELD_OUT = 0.1  # the share of all expressions that is kept out of the training
N_TEST = 2000
# for all three scripts; each has its own number of epochs
TRAINING = {"n_examples": 19200, "n_batch": 64, "units": (128, 128), "learning_rate": 0.004}
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


def train_solver(seed, callbacks, grammar, strict, units, train=fit, watch=None, **training):
    """Train on new expressions in every epoch, without those that are held out.

    grammar: the fields of an expressions.Grammar; strict: whether an expression is held out, too,
    if any two of its numbers are a held-out sum; train: fit, or what takes its place;
    watch(questions): makes a callback that asks questions that are never seen.
    Returns the model, and {column: (trees, questions, expected answers)}. The first column is drawn
    as the training is, which may have met its expressions. The second is held out with all that are
    equivalent. If there are few of them, they are drawn several times.
    """
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

    def create(learning_rate):
        lengths = expressions.lengths(grammar)
        return addition_seq2seq.create_model(*lengths, len(alphabet), units, learning_rate)

    if watch:
        callbacks = [*callbacks, watch(list(dict.fromkeys(tests[COLUMNS[1]][1])))]
    training |= {"decay": True, "fit": train}
    return train_model(create, new_examples, seed, callbacks, **training), tests


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
            of_row = [each for tree, each in zip(trees, answered) if belongs(tree)]
            scores[row][column] = count_right(of_row)
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


def shares_of(lines, row):
    """List the shares of a row's expressions that are right, of each seed: {column: shares}."""
    shares = {}
    for column in COLUMNS:
        counts = [line["scores"]["rows"][row][column] for line in lines]
        shares[column] = [n_right / n for n_right, n, *_ in counts if n]
    return shares


def report(lines, options):
    """Print what is right, by rows and by places. Of a single training, print some answers too."""
    if options.repeats == 1:
        print(*lines[0]["scores"]["shown"], "", sep="\n")
    rows, places = [], []
    for row in lines[0]["scores"]["rows"]:
        never_seen = [line["scores"]["rows"][row][COLUMNS[1]] for line in lines]
        n_different = round(median(counts[2] for counts in never_seen))
        name = sweeps.name_row(row, lines, options)
        rows.append([name, *map(spread, shares_of(lines, row).values()), n_different])
        by_place = ([each / n for each in right] for _, n, _, right in never_seen if n)
        places.append([name, *(percent(median(each)) for each in zip(*by_place))])
    print_table([f"right in %, {sweeps.seeds_of(options)}", *COLUMNS, "different"], rows)
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
    """Read the command line, with run_solver's parameters. Returns the options and the settings."""
    defaults = grammar._asdict() | TRAINING | {"n_epoch": n_epoch, "strict": False, "seed": 1}
    parser = Parser(description, f"python -m extensions.{script}")

    def add(option, name, help, **rest):
        parser.add_setting(option, name, defaults[name], help, **rest)

    if "operands" in own:
        some = {"type": whole_number(2, 9), "nargs": 2, "metavar": ("MIN", "MAX")}
        add(own["operands"], "operands", "the fewest and the most numbers in an expression", **some)
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
    add_training_settings(parser, defaults, n_units=2, rate=rate)
    question = "(3+10)-2" if grammar.brackets else "3+10"
    options, settings = sweeps.parse_training(parser, question)
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
    grammar = Grammar(*settings["grammar"])

    def answer(model, question):
        question, tree = parse_question(question, grammar)
        padded = pad([question], expressions.lengths(grammar)[0])
        return question, str(value(tree)), compute(model, padded, grammar)[0].strip()

    watch = options.watch and partial(watching, options.watch, answer, sys.stdout)

    def train_and_test(seed, callbacks, **settings):
        model, tests = train_solver(seed, callbacks, watch=watch, **settings)
        return model.count_params(), test_solver(model, tests, grammar, rows_of)

    if options.needs_model:
        run = partial(train_solver, watch=watch, **settings)
        model, tests = sweeps.train_or_load(options, script, settings["n_epoch"], run)
        lines = [{"scores": test_solver(model, tests, grammar, rows_of), "settings": settings}]
        if not options.only_asks:
            report(lines, options)
        draw = partial(draw_rows, script=script, lines=lines)
        return save_plot_and_ask(options, model, draw, answer)
    results, status = sweeps.sweep(options, script, {script: settings}, train_and_test)
    report(results[script], options)
    draw = partial(draw_rows, script=script, lines=results[script])
    return write_files((options.plot, draw)) or status


def draw_rows(path, script, lines):
    """Draw how many of each row's expressions are right, those of the training and the others."""
    rows = {row: shares_of(lines, row) for row in lines[0]["scores"]["rows"]}
    title = script.replace("_", " ")
    sweeps.draw_shares(path, title, {"expressions of the training, and others": rows})
