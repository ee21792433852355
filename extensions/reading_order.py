"""In which order is the sum made? Who does the adding, the encoder or the decoder?

The network of larger_numbers learns to add numbers of three digits. It reads
the question from left to right, 123+456, or from right to left, 654+321. It
writes the last digit first in both cases. Linear probes look for the digits in
the encoder's output after each character. They are fitted and scored on pairs
that were never in the training. The control is the same network before its
training.

Expect that a digit of the sum appears when both of its digits have been read.
Read from right to left, the sum's ones and the carry are known two characters
before the end: there the encoder does a part of the adding while it reads.

Try --epochs 3: a network that has not learned yet. Its probes take a minute.
"""

if not __package__:
    raise SystemExit("Run it as a module: python -m extensions.reading_order")

from functools import partial

import numpy as np

from cli.files import write_files
from cli.plotting import new_figure, save_figure
from cli.terminal import run_script
from common.reporting import exact_match
from extensions.shared import probing
from extensions.shared.curriculum import settings_of, train_adder
from extensions.shared.figures import plot_cells
from extensions.shared.results import case_name, grouped, print_table, seeds_of, spread, values_of
from extensions.shared.sweeps import parse_question, question_parser, sweep

DIGITS = 3
READS = {"123+456": False, "654+321": True}  # whether the question is reversed


def train(seed, callbacks, **settings):
    """Train with the curriculum, and probe the encoder. Returns what a sweep wants."""
    from keras.utils import set_random_seed

    task, model, tests, _ = train_adder(seed, callbacks, **settings)
    pairs = tests["uniform numbers"]
    right = exact_match(*task.ask(model, pairs, map(sum, pairs)))
    set_random_seed(seed)
    before = task.create_model(settings["learning_rate"])

    def encode(pairs):
        return task.encode(pairs, map(sum, pairs))[0]

    fitted_on, scored_on = pairs[: probing.N_FITTED], pairs[probing.N_FITTED :][: probing.N_FITTED]
    probes = probing.probe_all(model, before, encode, fitted_on, scored_on, DIGITS, seed)
    return {"weights": model.count_params(), "scores": {"exact match": right} | probes}


def median_shares(lines, digit, when):
    """Compute, for each character, the median of the seeds of what a probe reads."""
    return np.median(values_of(lines, f"probe {digit}, {when}"), axis=0)


def plot_probes(path, title, lines):
    """Draw what the probes read after each character, above the same before the training."""
    cases, digits = grouped(lines), list(probing.digits_of([(0, 0)], DIGITS))
    figure, axes = new_figure(2 * len(cases), title, n_rows=2)
    for i, (question, group) in enumerate(cases.items()):
        for ax, when in zip(axes[i :: len(cases)], ("trained", "untrained")):
            shares = [100 * median_shares(group, digit, when) for digit in digits]
            plot_cells(ax, np.array(shares), list(question), digits, most=100)
            ax.set_title(f"reads {question}, {when}: read by a probe (%)", fontsize=10)
    save_figure(figure, path)


def main():
    """Train both networks, and probe them, with the options of the command line."""
    epochs = f"at most {60 * DIGITS}; the last third is for the decay"
    parser = question_parser(__doc__, "reading_order", epochs, minutes=14)
    options = parse_question(parser)
    cases = {
        question: settings_of(DIGITS, reverse_question=is_reversed)
        for question, is_reversed in READS.items()
    }
    digits = list(probing.digits_of([(0, 0)], DIGITS))
    needs = [f"probe {digit}, {when}" for digit in digits for when in ("trained", "untrained")]
    lines, status = sweep(options, "reading_order", cases, train, ["exact match", *needs])
    for question, group in grouped(lines).items():
        right = spread(values_of(group, "exact match"))
        name = case_name(f"reads {question}", group, lines)
        print(f"\n{name}: {right} % of the sums are right\n")
        rows = [
            [row, *(f"{share:.0%}" for share in median_shares(group, digit, when))]
            for digit in digits
            if "sum" in digit or digit == "carry"
            for when, row in (("trained", digit), ("untrained", f"{digit} (untrained)"))
        ]
        print_table([f"medians, {seeds_of(lines)}", *question], rows)
    title = f"What the encoder holds while it reads, {seeds_of(lines)}"
    return write_files((options.plot, partial(plot_probes, title=title, lines=lines))) or status


if __name__ == "__main__":
    run_script(main)
