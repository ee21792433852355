"""How far does a number as the answer go?

The number is rounded, so its error must be below a half. Here both numbers and
characters answer larger sums, on 1000 pairs that are never trained on.

Expect both to learn up to 99. Up to 999 a third of the numbers is wrong, and
characters are learned. Up to 9,999 most answers of both are wrong.

Try --largest 99 --epochs 10: which way to answer learns first?
"""

from cli.terminal import run_script
from extensions.shared import results, sweeps
from extensions.shared.tasks import NumberAnswer, Task
from extensions.shared.training import LONG_TRAINING, run_new_pairs


def main():
    """Train both ways to answer, with the options of the command line."""
    parser = sweeps.question_parser(__doc__, "number_out", None, largest=[99, 999, 9999])
    options = parser.parse_args()
    training = LONG_TRAINING | {"n_examples": 19_200, "units": (100, 50), "n_test": 1000}
    cases = {
        f"{network.name}, up to {largest}": {"network": network, "largest": largest, **training}
        for largest in options.largest
        for network in (Task, NumberAnswer)
    }
    lines, status = sweeps.sweep(options, "new pairs", cases, run_new_pairs)
    errors = ("median error", "median error", "{:g}".format)
    results.print_results(lines, [*results.shares_of(["right"]), errors])
    return status


if __name__ == "__main__":
    run_script(main)
