"""In which order is the sum made? Who does the adding, the encoder or the decoder?

The network of larger_numbers learns to add numbers of three digits. It reads the question from left
to right, 123+456, or from right to left, 654+321. It writes the units first in both cases. Linear
probes look for the digits in the encoder's output after each character. They are fitted and scored
on pairs that were never in the training. The control is the same network before its training, after
the same characters.

Expect that a digit of the sum appears when both of its digits have been read. Read from right to
left, the sum's units and the carry are known two characters before the end: the encoder does a part
of the adding while it reads.

Try --epochs 3: a network that has not learned yet.
"""

if not __package__:
    raise SystemExit("Run it as a module: python -m extensions.reading_order")

import numpy as np

from cli.files import write_files
from cli.plotting import new_figure, save_figure
from cli.terminal import run_script
from extensions.shared import curriculum, sweeps
from extensions.shared.probing import N_FITTED, draw_cells, probe_all
from extensions.shared.results import print_table, spread

DIGITS = 3
READS = {"123+456": "nothing", "654+321": "plain_question"}  # what is left out of the recipe


def train_and_probe(seed, callbacks, **settings):
    """Train with the curriculum, and probe the encoder. Returns what a sweep wants."""
    from keras.utils import set_random_seed

    model, tests, _ = curriculum.train_adder(seed, callbacks, **settings)
    reverse, pairs = curriculum.reversed_sides(settings["without"]), tests["uniform numbers"]
    answers = curriculum.add_pairs(model, pairs, DIGITS, reverse)
    right = np.mean([str(sum(pair)) == answer for pair, answer in zip(pairs, answers)])
    set_random_seed(seed)
    before = curriculum.create_model(DIGITS, settings["units"], 0.001)

    def encode(pairs):
        return curriculum.encode_pairs(pairs, DIGITS, reverse)[0]

    fitted_on, scored_on = pairs[:N_FITTED], pairs[N_FITTED : 2 * N_FITTED]
    probes = probe_all(model, before, encode, fitted_on, scored_on, DIGITS, seed)
    return model.count_params(), {"exact match": float(right), "probes": probes}


def draw(path, title, results):
    """Draw what the probes read after each character, above the same before the training."""
    figure, axes = new_figure(2 * len(results), title, n_rows=2)
    for i, (question, lines) in enumerate(results.items()):
        probes = sweeps.scores_of(lines, "probes")
        for ax, when in zip(axes[i :: len(results)], ("trained", "untrained")):
            shares = [[each[when] for each in probe.values()] for probe in probes]
            values = 100 * np.median(shares, axis=0)
            draw_cells(ax, values, list(question), probes[0], most=100)
            ax.set_title(f"reads {question}, {when}: read by a probe (%)", fontsize=10)
    save_figure(figure, path)


def main():
    """Train both networks, and probe them, with the options of the command line."""
    parser = sweeps.question_parser(__doc__, "reading_order", "at most 120")
    options = sweeps.parse_question(parser)
    cases = {}
    for question, without in READS.items():
        cases[question] = curriculum.complete({"digits": DIGITS, "without": without})
    results, status = sweeps.sweep(
        options, "reading_order", cases, train_and_probe, version=curriculum.VERSION
    )
    for question, lines in results.items():
        right = spread(sweeps.scores_of(lines, "exact match"))
        name = sweeps.name_row(f"reads {question}", lines, options)
        print(f"\n{name}: {right} % of the sums are right\n")
        rows, probes = [], sweeps.scores_of(lines, "probes")
        for digit in [name for name in probes[0] if "sum" in name or name == "carry"]:
            for when, row in (("trained", digit), ("untrained", f"{digit} (untrained)")):
                medians = np.median([each[digit][when] for each in probes], axis=0)
                rows.append([row, *(f"{share:.0%}" for share in medians)])
        print_table([f"medians, {sweeps.seeds_of(options)}", *question], rows)
    title = f"What the encoder holds while it reads, {sweeps.seeds_of(options)}"
    return write_files((options.plot, lambda path: draw(path, title, results))) or status


if __name__ == "__main__":
    run_script(main)
