"""Stage 3's network, with more units, for expressions: its training, its tests, and its options.

variable_numbers, variable_operations and brackets share it.
"""

from statistics import median

import addition_seq2seq
from cli.files import load_weights
from cli.questions import marked
from common.encoding import encode, invert
from extensions.shared.asking import run_models
from extensions.shared.expressions import OPERATIONS, TESTS, Expressions, operands, text, value
from extensions.shared.results import percent, print_results, print_table
from extensions.shared.tasks import predict
from extensions.shared.training import train

N_TEST = 2000
TRAINING = {"n_examples": 19200, "n_batch": 64, "units": (128, 128), "learning_rate": 0.004}


class Solver(Expressions):
    """Expressions as a task, with their tests. It takes any number of numbers."""

    n_numbers = None

    def __init__(self, units, **grammar):
        super().__init__(**grammar)
        # the training goes on with the generator of the tests
        self.units, self.tests = units, self.sample_tests(N_TEST)

    def create_model(self, learning_rate):
        """Build and compile the model."""
        sizes = self.n_in, self.n_out, len(self.alphabet), self.units
        return addition_seq2seq.create_model(*sizes, learning_rate)

    def new_examples(self, n):
        """Sample n examples for the training, as one-hot vectors X, y."""
        X, y = self.write(self.sample(n, self.is_trained_on))
        return encode(X, self.alphabet), encode(y, self.alphabet)

    def ask(self, model, questions):
        """Ask a model padded questions. Returns its answers as strings, with their padding."""
        result = predict(model, encode(questions, self.alphabet))
        return [invert(seq, self.alphabet) for seq in result]

    def answer(self, model, question):
        """Ask the model a question of --ask. Returns what cli.questions.marked needs."""
        question, tree = self.read(question)
        (predicted,) = self.ask(model, [question])
        return question.strip(), str(value(tree)), predicted.strip()


def train_solver(
    seed, callbacks, n_examples, n_batch, n_epoch, learning_rate, load=None, **grammar
):
    """Train on new expressions in every epoch, or load the weights of a checkpoint.

    grammar: for Expressions, and the units. Returns the task and the model.
    """
    task = Solver(seed=seed, **grammar)
    if load:
        return task, load_weights(task.create_model(learning_rate), load)
    sizes = n_examples, n_batch, n_epoch, learning_rate
    return task, train(task.create_model, task.new_examples, seed, callbacks, *sizes, decay=True)


def score(rows, task, model):
    """Count the right answers to both tests, for each row of the table. Returns for a sweep.

    rows: {name: whether a tree belongs to it}.
    """
    scores = {}
    for test, (trees, questions, expected) in task.tests.items():
        answered = list(zip(questions, expected, task.ask(model, questions)))
        for row, belongs in (rows | {"all": lambda tree: True}).items():
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


def run_solver(parser, question, make_rows, **fixed):
    """Run a script from the command line: train networks, or load one, and say what is right.

    question: the script's name; make_rows(operands, operations): the rows of the table, as for
    score; fixed: settings that are no options. Returns the exit status.
    """
    others = "seed repeats jobs results plot save load ask".split()

    def cases_of(options):
        settings = vars(options) | fixed
        settings = {name: settings[name] for name in settings if name not in others}
        if "terms" in settings:
            settings["operands"] = settings.pop("terms")
        settings["operations"] = [each for each in OPERATIONS if each in settings["operations"]]
        fewest, most = settings["operands"]
        if fewest > most:
            parser.error("the fewest numbers in an expression are more than the most")
        if settings["n_batch"] > settings["n_examples"]:
            parser.error("argument --batch-size: is more than the --examples of an epoch")
        for seed in range(options.seed, options.seed + options.repeats):
            Expressions(**settings | {"seed": seed}).sample_tests(1)  # ends if there are too few
        return {question: settings}

    def score_rows(task, model):
        return score(make_rows(task.operands, task.operations), task, model)

    return run_models(parser, question, cases_of, train_solver, score_rows, report)


def report(lines):
    """Print what is right, by rows and by places. Of a single training, print some answers too.

    "different" is the median of how many different never seen questions there are. A seed that has
    none of a row is left out.
    """
    if len(lines) == 1:
        print(*lines[0]["kept"]["shown"], sep="\n")
    shares, places = [], []
    for row in dict.fromkeys(name.rpartition(",")[0] for name in lines[0]["scores"]):
        new = [line["scores"][f"{row}, {TESTS[1]}"] for line in lines]
        for line in lines:
            counts = {test: line["scores"][f"{row}, {test}"] for test in TESTS}
            right = {test: n[0] / n[1] if n[1] else [] for test, n in counts.items()}
            right["different"] = median(n for _, _, n, _ in new)
            shares.append(line | {"case": row, "scores": right})
        by_place = ([each / n for each in right] for _, n, _, right in new if n)
        places.append([row, *(percent(median(each)) for each in zip(*by_place))])
    columns = [*((test, test, percent) for test in TESTS), ("different", "different", round)]
    print_results(shares, columns, "right in %, {}")
    if "*" in lines[0]["settings"]["operations"]:  # without products all places are learned
        n_places = max(map(len, places)) - 1
        places = [[row, *["-"] * (n_places - len(each)), *each] for row, *each in places]
        print("\nRight characters of the never seen ones in %, by their place from the right:")
        print_table(["", *range(n_places, 0, -1)], places)
