"""LSTM or MLP, to add two scaled numbers?

Stages 1 and 2 side by side, and the MLP without a hidden layer: a sum is
linear. All pairs of different numbers up to 100 are asked in both orders.

Expect the MLP to be right more often, in less time. Without a hidden layer 50
epochs are too few. With the LSTM, a+b and b+a often differ.

Try --epochs 25 --cases MLP hidden: which is ahead?
"""

from itertools import combinations

from addition_lstm_mapping import addition_lstm_mapping
from addition_mlp import addition_mlp
from cli.terminal import run_script
from common.reporting import exact_match, rmse
from extensions.shared import sweeps
from extensions.shared.results import print_results, shares_of
from extensions.shared.tasks import LSTMMapping, MLPMapping

STAGES = {LSTMMapping: addition_lstm_mapping, MLPMapping: addition_mlp}
LSTM = {"network": LSTMMapping, "n_batch": 1, "n_epoch": 100, "units": [10]}
MLP = {"network": MLPMapping, "n_batch": 2, "n_epoch": 50, "units": [4, 2]}
CASES = {
    "LSTM mapping": LSTM,
    "MLP mapping": MLP,
    "MLP mapping, longer": MLP | {"n_epoch": 200},
    "no hidden layer": MLP | {"units": []},
    "no hidden layer, longer": MLP | {"units": [], "n_epoch": 200},
}
PAIRS = list(combinations(range(1, 101), 2))  # all of two different numbers
ORDERS = {"small+large": PAIRS, "large+small": [pair[::-1] for pair in PAIRS]}


def run(network, callbacks, **settings):
    """Train a network as its stage does, and ask for all PAIRS in both orders. Returns a result.

    "same answer" is the share of pairs whose answer is the same in both, right or wrong.
    """
    model, _, *answers = STAGES[network](callbacks=callbacks, verbose=0, **settings)
    asked = {order: network(100).ask(model, pairs) for order, pairs in ORDERS.items()}
    scores = {"RMSE": rmse(*answers), "exact match": exact_match(*answers)}
    scores |= {order: exact_match(*both) for order, both in asked.items()}
    scores["same answer"] = exact_match(*(predicted for _, predicted in asked.values()))
    return {"weights": model.count_params(), "scores": scores}


def main():
    """Train the networks, with the options of the command line."""
    options = sweeps.question_parser(__doc__, "mappings", None, cases=CASES).parse_args()
    same = {"n_examples": 100, "learning_rate": 0.001}
    cases = {name: same | CASES[name] for name in options.cases}
    lines, status = sweeps.sweep(options, "mappings", cases, run)
    errors = ("RMSE", "RMSE", "{:.3f}".format)
    print_results(lines, [*sweeps.WEIGHTS, errors, *sweeps.SECONDS])
    print_results(lines, shares_of((*ORDERS, "same answer")))
    return status


if __name__ == "__main__":
    run_script(main)
