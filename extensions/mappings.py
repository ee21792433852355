"""LSTM or MLP, to add two scaled numbers?

Stages 1 and 2 side by side, and the MLP without a hidden layer: a sum is linear, so three weights
are enough. After the training, all pairs of different numbers up to 100 are asked in both orders.
The tutorial says of the mapping that "the order of the input no longer matters". For the task that
is so. And for the network?

Expect the MLP to be right more often, in less time. Dense(1) alone is too slow for 50 epochs; 200
mostly do. With the LSTM, a+b and b+a often have different answers.

Try --epochs 25 --models mlp dense_1: a sum needs no hidden layer. Does one help?
"""

if not __package__:
    raise SystemExit("Run it as a module: python -m extensions.mappings")

from functools import partial
from itertools import combinations

from addition_lstm_mapping import addition_lstm_mapping
from addition_mlp import addition_mlp
from cli.files import write_files
from cli.plotting import new_figure, save_figure
from cli.terminal import run_script
from common.reporting import exact_match, rmse
from common.training import fit
from extensions.shared import problems, sweeps

LARGEST = 100
ORDERS = ("small+large", "large+small")
LSTM = {"n_batch": 1, "n_epoch": 100, "units": (10,)}
MLP = {"n_batch": 2, "n_epoch": 50, "units": (4, 2)}
MODELS = {  # by the name of a row: the stage, how it encodes, and its training
    "lstm": (addition_lstm_mapping, problems.lstm_mapping, LSTM),
    "mlp": (addition_mlp, problems.mlp, MLP),
    "mlp_longer": (addition_mlp, problems.mlp, MLP | {"n_epoch": 200}),
    "dense_1": (addition_mlp, problems.mlp, MLP | {"units": ()}),
    "dense_1_longer": (addition_mlp, problems.mlp, MLP | {"units": (), "n_epoch": 200}),
}


def train(model, seed, callbacks, **settings):
    """Train one of the models as its stage does. Returns what a sweep wants."""
    stage, problem, _ = MODELS[model]
    silent = partial(fit, verbose=0, callbacks=callbacks)
    trained, _, expected, predicted = stage(seed=seed, train=silent, **settings)
    scores = {"RMSE": rmse(expected, predicted), "exact match": exact_match(expected, predicted)}
    return trained.count_params(), scores | both_orders(trained, problem(LARGEST))


def both_orders(model, problem):
    """Ask for all sums of two different numbers. Returns the exact match of either order.

    "same answer" is the share of pairs whose answer is the same in both orders, right or wrong.
    """
    pairs = list(combinations(range(1, problem.largest + 1), 2))
    sums, answers = [a + b for a, b in pairs], {}
    for name, X in zip(ORDERS, (pairs, [(b, a) for a, b in pairs])):
        answers[name] = problem.decode(problem.predict(model, problem.encode(X, sums)[0]))
    scores = {name: exact_match(sums, each) for name, each in answers.items()}
    return scores | {"same answer": exact_match(*answers.values())}


def draw(path, title, results):
    """Draw the exact match of both orders, a dot for each training."""
    figure, axes = new_figure(len(results), title, n_rows=-(-len(results) // 3))
    for ax, (name, lines) in zip(axes, results.items()):
        small, large = (sweeps.scores_of(lines, order) for order in ORDERS)
        ax.plot([0, 1], [0, 1], color="0.6", linewidth=1)
        ax.plot(small, large, "o", alpha=0.5)
        ax.set(title=name, xlabel="exact match, small+large", xlim=(-0.03, 1.03))
        ax.set(ylabel="exact match, large+small", ylim=(-0.03, 1.03), aspect="equal")
        ax.label_outer()
    save_figure(figure, path)


def main():
    """Train the models, with the options of the command line."""
    parser = sweeps.question_parser(__doc__, "mappings", "the tutorial's; 200 for longer")
    sweeps.add_choice(parser, "--models", MODELS)
    options = sweeps.parse_question(parser)
    cases = {
        name: {"model": name, "n_examples": 100, "learning_rate": 0.001, **MODELS[name][-1]}
        for name in options.models
    }
    results, status = sweeps.sweep(options, "mappings", cases, train)
    results = {name.replace("_", " "): lines for name, lines in results.items()}
    columns = sweeps.score_columns(["RMSE"], "{:.3f}".format)
    columns |= sweeps.score_columns((*ORDERS, "same answer"), header="{} %")
    sweeps.print_results(options, results, sweeps.WEIGHTS | columns | sweeps.SECONDS)
    title = f"Right answers in both orders, {sweeps.seeds_of(options)}"
    return write_files((options.plot, lambda path: draw(path, title, results))) or status


if __name__ == "__main__":
    run_script(main)
