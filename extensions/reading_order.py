"""In which order is the sum made? Who does the adding, the encoder or the decoder?

The network of larger_numbers, with three digits, reads 123+456, or from right
to left 654+321. It writes the last digit first. Linear probes look for the
digits in the encoder's output after each character, on pairs that are never
trained on. The control is the network before its training.

Expect that a probe reads a digit of the sum better once both of its digits
have been read. From right to left, the sum's ones and their carry are known
two characters before the end: there the encoder adds while it reads.

Try --epochs 3: a network that has not learned yet.
"""

import numpy as np

from cli.plotting import save_figure
from cli.terminal import run_script
from common.reporting import exact_match
from extensions.shared import figures, probing
from extensions.shared.curriculum import settings_of, train_adder
from extensions.shared.results import grouped, print_table, seeds_of, spread, values_of
from extensions.shared.sweeps import draw, question_parser, sweep

DIGITS = 3
READS = {"123+456": False, "654+321": True}  # whether the question is reversed


def train(seed, **settings):
    """Train with the curriculum, and probe the encoder. Returns what a sweep wants."""
    task, model = train_adder(seed, **settings)
    pairs, n = task.tests["uniform numbers"], probing.N_FITTED
    scores = {"uniform numbers": exact_match(*task.ask(model, pairs))}
    networks = {"trained": model, "untrained": probing.before_training(task, seed)}
    scores |= probing.probe_all(task, networks, pairs[:n], pairs[n : 2 * n], DIGITS)
    return {"weights": model.count_params(), "scores": scores}


def median_shares(lines, digit, when):
    """Compute, for each character, the median of the seeds of what a probe reads."""
    return np.median(values_of(lines, f"probe {digit}, {when}"), axis=0)


def plot_probes(path, lines):
    """Draw what the probes read after each character, above the same before the training."""
    cases, digits = grouped(lines), list(probing.digits_of([(0, 0)], DIGITS))
    title = "What the encoder holds while it reads, {}"
    figure, axes = figures.new_panels(2 * len(cases), title, lines, n_rows=2)
    for i, (question, group) in enumerate(cases.items()):
        for ax, when in zip(axes[i :: len(cases)], ("trained", "untrained")):
            shares = [100 * median_shares(group, digit, when) for digit in digits]
            figures.plot_cells(ax, np.array(shares), list(question[:7]), digits, most=100)
            ax.set_title(f"reads {question}, {when}: read by a probe (%)", fontsize=10)
    save_figure(figure, path)


def main():
    """Train both networks, and probe them, with the options of the command line."""
    helps = {"n_epoch": "the most epochs, the decay included"}
    options = question_parser(__doc__, "reading_order", 14, helps=helps).parse_args()
    cases = {name: settings_of(DIGITS, reverse_question=turn) for name, turn in READS.items()}
    lines, status = sweep(options, "larger_numbers", cases, train, "probe carry, trained")
    for case, group in grouped(lines).items():
        right = spread(values_of(group, "uniform numbers"))
        print(f"\nreads {case}: {right} % of the sums are right")
        rows = [
            [row, *(f"{share:.0%}" for share in median_shares(group, digit, when))]
            for digit in ("sum hundreds", "sum tens", "sum ones", "carry")
            for when, row in (("trained", digit), ("untrained", f"{digit} (untrained)"))
        ]
        print_table([f"medians, {seeds_of(group)}", *case[:7]], rows)
    return draw(options, plot_probes, lines) or status


if __name__ == "__main__":
    run_script(main)
