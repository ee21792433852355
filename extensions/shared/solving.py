"""Stage 3's network, with more units, for expressions: its training, its tests, and its options."""

from functools import partial
from statistics import median

from cli.questions import marked
from common.encoding import encode
from extensions.shared.asking import run_models
from extensions.shared.expressions import OPERATIONS, TESTS, Expressions, numbers_of, text, value
from extensions.shared.results import percent, print_results
from extensions.shared.sweeps import question_parser
from extensions.shared.tasks import Task
from extensions.shared.training import settings_for, train

N_TEST = 2000
TRAINING = dict(units=(128, 128), n_examples=19200, n_batch=64, learning_rate=0.004)
HELPS = {"n_examples": "new examples in each epoch"}
HELPS["operations"] = "some of + - '*', the last in quotes: the shell replaces a plain one"


class Solver(Expressions, Task):
    """Expressions as a task, with their tests. It takes any number of numbers."""

    n_numbers = None

    def __init__(self, operands, operations, largest, brackets, units, seed=1, strict=False):
        super().__init__(operands, operations, largest, brackets, seed, strict)
        # the training goes on with the generator of the tests
        self.units, self.tests = units, self.sample_tests(N_TEST)

    def strings(self, X, y):
        return X, y  # they are strings

    def new_examples(self, n):
        return self.encode(*self.write(self.sample(n, self.is_trained_on)))

    def compute(self, model, X):
        """Ask a model padded questions. Returns its answers as strings, with their padding."""
        return self.decode(self.predict(model, encode(X, self.alphabet)))

    def answer(self, model, question):
        question, tree = self.read(question)
        (predicted,) = self.compute(model, [question])
        return question.strip(), str(value(tree)), predicted.strip()


def score(make_rows, task, model):
    """Test the model. Returns a result, with answers to show.

    make_rows(task): returns {name: whether a tree belongs to the row}. The scores have, for each
    row and test, how many answers are right, of how many, and of how many different ones.
    """
    rows = make_rows(task)
    if "*" in task.operations and len(task.operations) > 1:
        rows["without a product"] = lambda tree: "*" not in text(tree)
        rows["with a product"] = lambda tree: "*" in text(tree)
    rows["all"] = lambda tree: True
    scores = {}
    for test, (trees, questions, expected) in task.tests.items():
        answered = list(zip(questions, expected, task.compute(model, questions)))
        for row, belongs in rows.items():
            of_row = [each for tree, each in zip(trees, answered) if belongs(tree)]
            n_right = sum(expected == predicted for _, expected, predicted in of_row)
            scores[f"{row}, {test}"] = [n_right, len(of_row), len(set(of_row))]
    asked = list(dict.fromkeys(answered))[:20]
    shown = [marked(*(string.strip() for string in each)) for each in asked]
    return {"weights": model.count_params(), "scores": scores, "kept": {"shown": shown}}


def by_operands(task, noun):
    """Make the rows of a table by the number of operands. noun: what the operands are called."""
    fewest, most = task.operands
    numbers = range(fewest, most + 1)
    return {f"{n} {noun}": lambda tree, n=n: len(numbers_of(tree)) == n for n in numbers}


def run_solver(description, question, make_rows, fixed, chosen=(), **settings):
    """Run a script from the command line: train networks, or load one, and say what is right.

    description, question, chosen, settings: as for question_parser; make_rows: as for score;
    fixed: settings that are no options. Returns the exit status.
    """
    names = {**settings, **TRAINING}
    parser = question_parser(description, question, None, chosen, HELPS, **names)

    def cases_of(options):
        settings = {name: getattr(options, name) for name in names} | fixed
        settings["operations"] = [each for each in OPERATIONS if each in settings["operations"]]
        fewest, most = settings["operands"]
        if fewest > most:
            raise ValueError("the fewest numbers in an expression are more than the most")
        if settings["n_batch"] > settings["n_examples"]:
            raise ValueError("argument --batch-size: is more than the --examples of an epoch")
        for seed in range(options.seed, options.seed + options.repeats):  # are there enough?
            Expressions(**settings_for(Expressions, settings | {"seed": seed})).sample_tests(1)
        return {question: settings}

    functions = Solver, partial(train, decay=True), partial(score, make_rows), report
    return run_models(parser, question, cases_of, *functions)


def report(lines):
    """Print what is right. Of a single training, print some answers too.

    "different" is the median of how many different held-out questions there are. A seed that has
    none of a row is left out.
    """
    if len(lines) == 1:
        print(*lines[0]["kept"]["shown"], sep="\n")
    shares = []
    for row in dict.fromkeys(name.rpartition(",")[0] for name in lines[0]["scores"]):
        different = median(line["scores"][f"{row}, {TESTS[1]}"][2] for line in lines)
        for line in lines:
            counts = {test: line["scores"][f"{row}, {test}"] for test in TESTS}
            right = {test: n_right / n if n else [] for test, (n_right, n, _) in counts.items()}
            shares.append(line | {"case": row, "scores": right | {"different": different}})
    columns = [*((test, test, percent) for test in TESTS), ("different", "different", round)]
    print_results(shares, columns, "right in %, {}")
