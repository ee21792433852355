"""How far does a number as the answer go?

The encoder with a number as its answer learns to add numbers up to 10, where
the tutorial's network memorises: see held_out_pairs. Its answer is one number,
which is rounded, so the error must be below a half. Here both ways to answer
are trained on larger numbers, with twice the examples of the longer training.
They are tested on 1000 pairs that are never trained on, in both orders.

Expect that up to 99 both learn to add. Up to 999 the number is wrong in a
third of the answers, and characters are learned. Up to 9,999 most answers of
both are wrong with this training, but those of the number are nearer.

Try --largest 99 --epochs 10: which way to answer learns first?
"""

if not __package__:
    raise SystemExit("Run it as a module: python -m extensions.number_out")

from cli.terminal import run_script
from extensions.shared.results import percent, print_results
from extensions.shared.sweeps import add_choice, parse_question, question_parser, sweep
from extensions.shared.tasks import LONG_TRAINING, NumberAnswer, Task
from extensions.shared.training import train_and_test

N_TEST = 1000
LARGEST = (99, 999, 9999)
TASKS = {task.name: task for task in (Task, NumberAnswer)}


def train(network, largest, units, seed, callbacks, **training):
    """Train one of the networks, and test it. Returns what a sweep wants."""
    task = TASKS[network](largest)
    task.units = units
    return train_and_test(task, seed, callbacks, **training)


def main():
    """Train both ways to answer, with the options of the command line."""
    parser = question_parser(__doc__, "number_out", LONG_TRAINING["n_epoch"], None, minutes=30)
    add_choice(parser, "--largest", LARGEST, "is the largest of the numbers ")
    options = parse_question(parser)
    cases = {}
    for largest in options.largest:
        for name, task in TASKS.items():
            case = {"network": name, "largest": largest, "units": task.units, "n_test": N_TEST}
            cases[f"{name}, up to {largest}"] = case | LONG_TRAINING | {"n_examples": 19_200}
    columns = [("right %", "right", percent), ("median error", "median error", "{:g}".format)]
    lines, status = sweep(options, "new pairs", cases, train, [name for _, name, _ in columns])
    print_results(lines, columns)
    return status


if __name__ == "__main__":
    run_script(main)
