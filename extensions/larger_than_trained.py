"""Can it add larger numbers than it has seen?

A reader asked whether the MLP turns into a hash table, and found that it generalises to "numbers
with any size". Here are six networks of this project. They are trained on numbers up to 100, the
column reader on numbers of up to three or ten digits. Then they are asked for larger ones. The
strings have room for five digits.

Expect the MLP and the column reader to go on: a sum is linear, and a column is the same wherever it
stands. The others fail at once. The LSTM that reads two scaled numbers is not linear, and those
that read a string have to write larger sums than they were shown.

Try --models mlp --epochs 50: is the tutorial's training enough for large numbers?
"""

if not __package__:
    raise SystemExit("Run it as a module: python -m extensions.larger_than_trained")

from functools import partial
from random import Random

from cli.files import write_files
from cli.plotting import curves, new_figure, save_figure
from cli.terminal import run_script
from common.reporting import exact_match, is_number
from extensions.shared import by_column, problems, sweeps

LARGEST, ROOM, N_TEST = 100, 10_000, 500
RANGES = ((1, 100), (101, 200), (201, 1000), (1001, 10_000))
TESTS = tuple(f"{low:,} to {high:,}" for low, high in RANGES)
MAPPING = {"n_examples": 100, "n_epoch": 100, "learning_rate": 0.001}


def mapping(problem):
    """Stage 1 or 2: numbers as large as ROOM, on the scale of the training."""
    room = problem(ROOM)

    def encode(X, y):
        X, y = room.encode(X, y)
        return X * ROOM / LARGEST, y * ROOM / LARGEST

    return problem(LARGEST)._replace(encode=encode)


def string_to_string():
    """Stage 3's network, with room for larger numbers."""
    return problems.seq2seq(ROOM)._replace(largest=LARGEST)


def string_to_number():
    """Stage 3's encoder with a number as its answer, with room for larger numbers."""
    return problems.number(string_to_string())


BY_COLUMN = by_column.TRAINING | {"draws": "nines", "units": 32}
MODELS = {  # by the name of a row: what makes its Problem, if it has one, and its training
    "mlp": (partial(mapping, problems.mlp), MAPPING | {"n_batch": 2}),
    "columns_of_3": (None, BY_COLUMN | {"digits": 3}),
    "columns_of_10": (None, BY_COLUMN | {"digits": 10}),
    "lstm_mapping": (partial(mapping, problems.lstm_mapping), MAPPING | {"n_batch": 1}),
    "string_to_number": (string_to_number, problems.LONGER),
    "string_to_string": (string_to_string, problems.LONGER),
}


def train(model, seed, callbacks, **training):
    """Train one of the models, and test it on each range. Returns what a sweep wants."""
    random = Random(f"test {seed}")  # other numbers than those of the training
    tests = {
        test: [(random.randint(*both), random.randint(*both)) for _ in range(N_TEST)]
        for test, both in zip(TESTS, RANGES)
    }
    create_problem, _ = MODELS[model]
    if create_problem is None:
        trained = by_column.train_columns(seed, callbacks, **training)
        add = partial(by_column.add, trained)
    else:
        problem, never_seen = create_problem(), {tuple(sorted(pair)) for pair in tests[TESTS[0]]}
        some = never_seen, problem, Random(seed), seed, callbacks
        trained = problems.train_without(*some, **training)
        add = partial(ask, trained, problem)
    return trained.count_params(), {
        test: exact_match(list(map(sum, pairs)), add(pairs)) for test, pairs in tests.items()
    }


def ask(model, problem, pairs):
    """Ask for the sums of pairs. Returns numbers; None where the answer is none."""
    X, _ = problem.encode(pairs, list(map(sum, pairs)))
    answers = map(str, problem.decode(problem.predict(model, X)))
    return [int(answer) if is_number(answer) else None for answer in answers]


def draw(path, title, results):
    """Draw the exact match by the size of the numbers, a panel for each model."""
    figure, axes = new_figure(len(results), title, n_rows=-(-len(results) // 3), height=2.4)
    for ax, (name, lines) in zip(axes, results.items()):
        shares = [[line["scores"][test] for test in TESTS] for line in lines]
        curves(ax, range(len(TESTS)), shares, color="C0", marker="o")
        ax.set(title=name, xlabel="range of both numbers, up to", ylabel="exact match")
        ax.set(xticks=range(len(TESTS)), xticklabels=[f"{most:,}" for _, most in RANGES])
        ax.set(ylim=(-0.06, 1.06))
        ax.label_outer()
    save_figure(figure, path)


def main():
    """Train the models, with the options of the command line."""
    epochs = "100 for the mappings, 60 for the strings, 20 for the columns"
    parser = sweeps.question_parser(__doc__, "larger_than_trained", epochs)
    sweeps.add_choice(parser, "--models", MODELS)
    options = sweeps.parse_question(parser)
    cases = {name: {"model": name, **MODELS[name][-1]} for name in options.models}
    results, status = sweeps.sweep(options, "larger_than_trained", cases, train)
    results = {name.replace("_", " "): lines for name, lines in results.items()}
    sweeps.print_results(options, results, sweeps.score_columns(TESTS), "right in %, {}")
    title = f"Larger numbers than in the training, {sweeps.seeds_of(options)}"
    return write_files((options.plot, lambda path: draw(path, title, results))) or status


if __name__ == "__main__":
    run_script(main)
