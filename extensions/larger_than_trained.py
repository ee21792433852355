"""Can it add larger numbers than it has seen?

A reader expects the MLP to add "numbers with any size". Here six networks are
trained on numbers up to 100, the column readers on up to three or ten digits,
and asked for larger ones. The strings have room for five digits.

Expect the MLP and the column readers to go on. The others get hardly any sum
of larger numbers right. Why was not measured.

Try --networks MLP --epochs 50: is half of the training enough?
"""

from random import Random

from cli.terminal import run_script
from common.reporting import exact_match
from extensions.shared import by_column, sweeps, tasks
from extensions.shared.results import percent, print_results
from extensions.shared.training import LONG_TRAINING, MAPPING_TRAINING, settings_for, train

N_TEST = 500
TESTS = {"1 to 100": (1, 100), "101 to 200": (101, 200)}
TESTS |= {"201 to 1,000": (201, 1000), "1,001 to 10,000": (1001, 10_000)}
MAPPING = {"largest": 100, "n_epoch": 100, **MAPPING_TRAINING}
STRINGS = {"largest": 100, "room": 10_000, **LONG_TRAINING}
COLUMNS = {"draws": "nines", "units": 32, **by_column.TRAINING}
NETWORKS = {  # the task, and its settings
    "MLP mapping": (tasks.MLPMapping, MAPPING | {"n_batch": 2}),
    "column reader, 3 digits": (by_column.ColumnReader, COLUMNS | {"digits": 3}),
    "column reader, 10 digits": (by_column.ColumnReader, COLUMNS | {"digits": 10}),
    "LSTM mapping": (tasks.LSTMMapping, MAPPING | {"n_batch": 1}),
    "number as the answer": (tasks.NumberAnswer, STRINGS),
    "tutorial's network": (tasks.Task, STRINGS),
}


def run(network, seed, callbacks, **settings):
    """Train one of the networks, and test it on each range. Returns a result.

    Only the column readers may train on a tested pair up to 100.
    """
    rng = Random(f"test {seed}")  # other numbers than those of the training
    tests = {}
    for test, both in TESTS.items():
        tests[test] = [(rng.randint(*both), rng.randint(*both)) for _ in range(N_TEST)]
    create, _ = NETWORKS[network]
    task = create(**settings_for(create, settings))
    task.rng = Random(seed)
    task.held_out_pairs = {tuple(sorted(pair)) for pair in tests["1 to 100"]}
    model = train(task, seed, callbacks, **settings_for(train, settings))
    scores = {test: exact_match(*task.ask(model, pairs)) for test, pairs in tests.items()}
    return {"weights": model.count_params(), "scores": scores}


def main():
    """Train the networks, with the options of the command line."""
    parser = sweeps.question_parser(__doc__, "larger_than_trained", None, networks=NETWORKS)
    options = parser.parse_args()
    cases = {name: {"network": name, **NETWORKS[name][1]} for name in options.networks}
    lines, status = sweeps.sweep(options, "larger_than_trained", cases, run)
    print_results(lines, [(test, test, percent) for test in TESTS], "right in %, {}")
    return status


if __name__ == "__main__":
    run_script(main)
