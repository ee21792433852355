"""LSTM or MLP, to add two scaled numbers?

Stages 1 and 2 side by side, and the MLP without a hidden layer: a sum is
linear, so three weights are enough. After the training, all pairs of different
numbers up to 100 are asked in both orders. The tutorial says of the mapping
that "the order of the input no longer matters". For the task that is so. And
for the network?

Expect the MLP to be right more often, in less time. Without a hidden layer 50
epochs are too few; 200 mostly do. With the LSTM, a+b and b+a often have
different answers.

Try --epochs 25 --cases 'MLP mapping' 'no hidden layer': does the hidden layer
help?
"""

if not __package__:
    raise SystemExit("Run it as a module: python -m extensions.mappings")

from itertools import combinations

from addition_lstm_mapping import addition_lstm_mapping
from addition_mlp import addition_mlp
from cli.terminal import run_script
from common.reporting import exact_match, rmse
from extensions.shared import sweeps
from extensions.shared.results import percent, print_results
from extensions.shared.tasks import LSTMMapping, MLPMapping

LARGEST = 100
ORDERS = ("small+large", "large+small")
NETWORKS = {
    "LSTM mapping": (addition_lstm_mapping, LSTMMapping(LARGEST)),
    "MLP mapping": (addition_mlp, MLPMapping(LARGEST)),
}
LSTM = {"network": "LSTM mapping", "n_batch": 1, "n_epoch": 100, "units": [10]}
MLP = {"network": "MLP mapping", "n_batch": 2, "n_epoch": 50, "units": [4, 2]}
CASES = {
    "LSTM mapping": LSTM,
    "MLP mapping": MLP,
    "MLP mapping, longer": MLP | {"n_epoch": 200},
    "no hidden layer": MLP | {"units": []},
    "no hidden layer, longer": MLP | {"units": [], "n_epoch": 200},
}


def train(network, seed, callbacks, **settings):
    """Train one of the networks as its stage does. Returns what a sweep wants."""
    stage, task = NETWORKS[network]
    model, _, *answers = stage(None, callbacks, seed=seed, verbose=0, **settings)
    scores = {"RMSE": rmse(*answers), "exact match": exact_match(*answers)}
    return {"weights": model.count_params(), "scores": scores | both_orders(task, model)}


def both_orders(task, model):
    """Ask for all sums of two different numbers. Returns the exact match of either order.

    "same answer" is the share of pairs whose answer is the same in both orders, right or wrong.
    """
    pairs = list(combinations(range(1, task.largest + 1), 2))
    scores, answers = {}, []
    for order, X in zip(ORDERS, (pairs, [pair[::-1] for pair in pairs])):
        expected, predicted = task.ask(model, X, list(map(sum, X)))
        scores[order] = exact_match(expected, predicted)
        answers.append(predicted)
    return scores | {"same answer": exact_match(*answers)}


def main():
    """Train the networks, with the options of the command line."""
    parser = sweeps.question_parser(
        __doc__, "mappings", "the tutorial's; 200 for longer", figures=None, minutes=3
    )
    sweeps.add_choice(parser, "--cases", CASES)
    options = sweeps.parse_question(parser)
    cases = {
        name: {"n_examples": 100, "learning_rate": 0.001, **CASES[name]} for name in options.cases
    }
    lines, status = sweeps.sweep(options, "mappings", cases, train)
    errors = [("RMSE", "RMSE", "{:.3f}".format)]
    shares = [(f"{name} %", name, percent) for name in (*ORDERS, "same answer")]
    print_results(lines, [*sweeps.WEIGHTS, *errors, *shares, *sweeps.SECONDS])
    return status


if __name__ == "__main__":
    run_script(main)
