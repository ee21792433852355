"""An encoder-decoder LSTM that computes arithmetic expressions, tested on those never seen.

variable_numbers, variable_operations and brackets share it: the training, the tests, the table, and
the options. The network is stage 3's, with more units.
"""

from argparse import Namespace
from functools import partial
from statistics import median

import addition_seq2seq
from cli.files import load_weights, read_settings, save_checkpoint, write_files
from cli.options import Parser, number
from cli.questions import ask, marked
from cli.terminal import start_keras
from common.encoding import encode, invert
from extensions.shared.expressions import OPERATIONS, TESTS, Expressions, operands, text, value
from extensions.shared.results import percent, print_results, print_table
from extensions.shared.sweeps import add_results, sweep
from extensions.shared.tasks import predict
from extensions.shared.training import train

N_TEST = 2000
MOST_CHARACTERS = 5_000_000  # in the questions of an epoch: some 400 MB as one-hot vectors
# each script has its own number of epochs
TRAINING = {"n_examples": 19200, "n_batch": 64, "units": [128, 128], "learning_rate": 0.004}
TRAINING["seed"] = 1


def solve(
    rows, seed, units, n_examples, n_batch, n_epoch, learning_rate, callbacks=(), load="", **grammar
):
    """Train stage 3's network on expressions, or load it, and test it.

    rows: of the table, {name: whether a tree belongs to it}; load: the path of a checkpoint;
    grammar: for Expressions. Returns the Expressions, the model, and what a sweep wants.
    """
    expressions = Expressions(seed=seed, **grammar)
    lengths, alphabet = (expressions.n_in, expressions.n_out), expressions.alphabet
    # the training goes on with the generator of the tests
    tests = expressions.sample_tests(N_TEST)

    def create_model(learning_rate):
        return addition_seq2seq.create_model(*lengths, len(alphabet), units, learning_rate)

    def new_examples(n):
        X, y = expressions.write(expressions.sample(n, expressions.is_trained_on))
        return encode(X, alphabet), encode(y, alphabet)

    if load:
        model = load_weights(create_model(learning_rate), load)
    else:
        training = n_examples, n_batch, n_epoch, learning_rate
        model = train(create_model, new_examples, seed, callbacks, *training, decay=True)
    return expressions, model, score(expressions, model, tests, rows)


def compute(expressions, model, questions):
    """Ask a model padded questions. Returns its answers as strings, with their padding."""
    result = predict(model, encode(questions, expressions.alphabet))
    return [invert(seq, expressions.alphabet) for seq in result]


def answer(expressions, model, question):
    """Ask a model a question of --ask. Returns what cli.questions.marked needs."""
    question, tree = expressions.read(question)
    (predicted,) = compute(expressions, model, [question])
    return question.strip(), str(value(tree)), predicted.strip()


def score(expressions, model, tests, rows):
    """Count the right answers to both tests, for each row of the table. Returns for a sweep."""
    scores = {}
    for test, (trees, questions, expected) in tests.items():
        answered = list(zip(questions, expected, compute(expressions, model, questions)))
        for row, belongs in rows.items():
            of_row = [each for tree, each in zip(trees, answered) if belongs(tree)]
            scores[f"{row}, {test}"] = count_right(of_row)
    asked = list(dict.fromkeys(answered))[:20]
    shown = [marked(*(string.strip() for string in each)) for each in asked]
    return {"weights": model.count_params(), "scores": scores, "kept": {"shown": shown}}


def count_right(answered):
    """Count how many answers are right, of how many, of how many different ones, and by place.

    >>> count_right([('1+2', '13', '13'), ('1+2', '13', '13'), ('2+2', '14', '15')])
    [2, 3, 2, [3, 2]]
    """
    n_right = sum(expected == predicted for _, expected, predicted in answered)
    right = ([a == b for a, b in zip(expected, predicted)] for _, expected, predicted in answered)
    return [n_right, len(answered), len(set(answered)), [sum(place) for place in zip(*right)]]


def by_operands(fewest, most, noun):
    """Make the rows of a table by the number of operands. noun: what the operands are called."""
    numbers = range(fewest, most + 1)
    return {f"{n} {noun}": lambda tree, n=n: len(operands(tree)) == n for n in numbers}


def by_product(operations):
    """Make the rows of a table without and with a product, if there are both."""
    rows = {
        "without a product": lambda tree: "*" not in text(tree),
        "with a product": lambda tree: "*" in text(tree),
    }
    return rows if "*" in operations and len(operations) > 1 else {}


def solver_parser(description, question, settings, minutes):
    """Make the parser of a script, with the options that all three have.

    description, question: the script's docstring and name; settings: {name: default}; minutes: that
    five trainings take.
    """
    parser = Parser(description, f"python -m extensions.{question}", figures=None)
    helps = {"n_examples": "new examples in each epoch"}
    helps["learning_rate"] = "learning rate at the start; it decays to 0"
    for name in ("largest", "n_epoch", *TRAINING):
        rest = {"help": helps[name]} if name in helps else {}
        parser.setting(name, settings[name], nargs=2 if name == "units" else None, **rest)
    add_results(parser, minutes)
    parser.model_options("(3+10)-2" if settings["brackets"] else "3+10")
    return parser


def add_operands(parser, option, default):
    """Add the option for the number of operands."""
    rest = {"metavar": ("MIN", "MAX"), "nargs": 2, "type": number(int, 2, 9), "dest": "operands"}
    parser.option(option, "the fewest and the most numbers in an expression", default, **rest)


def add_operations(parser, default):
    """Add the option for the operations."""
    help = "some of + - '*', the last in quotes: the shell replaces a plain one"
    rest = {"metavar": "OPERATION", "nargs": "+", "choices": list(OPERATIONS)}
    parser.option("--operations", help, default, **rest)


def read_command_line(parser, settings):
    """Read the options that are given, and the settings to run with."""
    given = {name: value for name, value in vars(parser.parse_args()).items() if value is not None}
    for option in ("save", "load", "ask"):  # these are about one model, which no results hold
        parser.refuse(given, option, "results", "repeats", "jobs")
    parser.refuse(given, "load", *settings, "save")
    if "load" in given:
        return given, read_settings(parser, given["load"], settings)
    settings = settings | {name: given[name] for name in settings if name in given}
    settings["operations"] = [each for each in OPERATIONS if each in settings["operations"]]
    if settings["operands"][0] > settings["operands"][1]:
        parser.error("the fewest numbers in an expression are more than the most")
    if settings["n_batch"] > settings["n_examples"]:
        parser.error("argument --batch-size: is more than the --examples of an epoch")
    for seed in range(settings["seed"], settings["seed"] + given.get("repeats", 1)):
        expressions = Expressions(**settings | {"seed": seed})
        expressions.sample_tests(1)  # ends if there are too few
    if settings["n_examples"] * expressions.n_in > MOST_CHARACTERS:
        parser.error(f"argument --examples: more than {MOST_CHARACTERS:,} characters in an epoch")
    return given, settings


def run_solver(parser, question, settings, make_rows):
    """Run a script from the command line: train networks, or load one, and say what is right.

    question: the script's name; settings: {name: default}; make_rows(**settings): the rows of the
    table, {name: whether a tree belongs to it}. Returns the exit status.
    """
    given, settings = read_command_line(parser, settings)
    rows, trained = make_rows(**settings) | {"all": lambda tree: True}, []

    def train_and_score(**settings):
        *trained[:], result = solve(rows, **settings)
        return result

    if "load" in given:
        start_keras()
        loaded = train_and_score(load=given["load"], **settings)
        lines, status = [loaded | {"settings": settings, "seed": settings["seed"]}], 0
    else:
        case = {name: value for name, value in settings.items() if name != "seed"}
        options = Namespace(**{"repeats": 1, "jobs": 1, "results": None, **settings} | given)
        lines, status = sweep(options, question, {question: case}, train_and_score)

    def save(path):
        save_checkpoint(trained[1], path, parser.prog, settings)

    shares = shares_of(lines, rows)
    if not {"load", "ask"} <= given.keys():
        report(lines, shares)
    status = write_files((given.get("save"), save)) or status
    if "ask" in given:
        status = ask(given["ask"], partial(answer, *trained), settings["largest"]) or status
    return status


def shares_of(lines, rows):
    """Make a line for each row and seed, with the shares of right answers as its scores.

    "different" is the median of how many different never seen ones there are.
    """
    shares = []
    for row in rows:
        counts = {test: [line["scores"][f"{row}, {test}"] for line in lines] for test in TESTS}
        different = {"different": median(n for _, _, n, _ in counts[TESTS[1]])}
        for i, line in enumerate(lines):
            of_line = {test: counts[test][i] for test in TESTS}
            right = {test: of[0] / of[1] if of[1] else [] for test, of in of_line.items()}
            shares.append(line | {"case": row, "scores": right | different})
    return shares


def report(lines, shares):
    """Print what is right, by rows and by places. Of a single training, print some answers too."""
    if len(lines) == 1:
        print(*lines[0]["kept"]["shown"], sep="\n")
    columns = [*((test, test, percent) for test in TESTS), ("different", "different", round)]
    print_results(shares, columns, "right in %, {}")
    if "*" not in lines[0]["settings"]["operations"]:
        return  # without products all places are learned
    places = []
    for row in dict.fromkeys(line["case"] for line in shares):
        counts = [line["scores"][f"{row}, {TESTS[1]}"] for line in lines]
        by_place = ([each / n for each in right] for _, n, _, right in counts if n)
        places.append([row, *(percent(median(each)) for each in zip(*by_place))])
    n_places = max(map(len, places)) - 1
    places = [[row, *["-"] * (n_places - len(each)), *each] for row, *each in places]
    print("\nRight characters of the never seen ones in %, by their place from the right:\n")
    print_table(["", *range(n_places, 0, -1)], places)
