"""In which order is the sum made? Who does the adding, the encoder or the decoder?

The network of larger_numbers, with three digits, reads 123+456, or from right
to left 654+321. Linear probes look for the sum in the encoder's output after
each character, on held-out pairs. The control is the untrained network.

Expect a probe to read a digit of the sum better once both of its digits have
been read. From right to left, the encoder adds the ones while it reads.

Try --epochs 3: a network that has not learned yet.
"""

import numpy as np
from threadpoolctl import threadpool_limits

from cli.plotting import save_figure
from cli.terminal import run_script
from common.reporting import exact_match
from extensions.shared import figures, sweeps
from extensions.shared.curriculum import create_adder, settings_of, train_adder
from extensions.shared.results import grouped, print_table, seeds_of, spread, values_of
from extensions.shared.tasks import encoder_outputs, scaled
from extensions.shared.training import before_training, settings_for

DIGITS = 3
READS = {"123+456": False, "654+321": True}  # whether the question is reversed
PLACES = ("ones", "tens", "hundreds")
N_FITTED = 3000  # the most questions that a probe is fitted on


def digits_of(pairs, n_places):
    """List what a probe looks for: the last digits of the sums, and the carry from their ones.

    >>> digits_of([(7, 15), (40, 2)], n_places=2)
    {'sum tens': array([2, 4]), 'sum ones': array([2, 2]), 'carry': array([1, 0])}
    """
    first, second = np.array(pairs).T
    places = reversed(range(n_places))
    digits = {f"sum {PLACES[place]}": (first + second) // 10**place % 10 for place in places}
    return digits | {"carry": (first % 10 + second % 10) // 10}


@threadpool_limits.wrap(limits=1)  # with more the last digits would depend on --jobs
def probe(vectors, labels, new_vectors, new_labels):
    """Fit a linear classifier. Returns the share of the new labels that it gets right."""
    from sklearn.linear_model import LogisticRegression

    classifier = scaled(LogisticRegression(max_iter=1000))
    return float(classifier.fit(vectors, labels).score(new_vectors, new_labels))


def probe_all(task, networks, fitted_on, scored_on, n_places):
    """Probe the encoder for each digit after each character (Alain & Bengio 2016).

    networks: {"trained": a model, "untrained": a model}; fitted_on, scored_on: lists of pairs.
    Returns scores such as "probe carry, trained": a share for each character.
    """
    old_digits, new_digits = (digits_of(pairs, n_places) for pairs in (fitted_on, scored_on))
    scores = {}
    for when, model in networks.items():
        old, new = (encoder_outputs(task, model, pairs) for pairs in (fitted_on, scored_on))
        for digit, labels in old_digits.items():
            scores[f"probe {digit}, {when}"] = [
                probe(old[:, i], labels, new[:, i], new_digits[digit]) for i in range(task.n_in)
            ]
    return scores


def run(callbacks, **settings):
    """Train with the curriculum, and probe the encoder. Returns a result."""
    task = create_adder(**settings_for(create_adder, settings))
    model = train_adder(task, callbacks=callbacks, **settings_for(train_adder, settings))
    pairs, n = task.tests["uniform numbers"], N_FITTED
    scores = {"uniform numbers": exact_match(*task.ask(model, pairs))}
    networks = {"trained": model, "untrained": before_training(task, settings["seed"])}
    scores |= probe_all(task, networks, pairs[:n], pairs[n : 2 * n], DIGITS)
    return {"weights": model.count_params(), "scores": scores}


def median_shares(lines, digit, when):
    """Compute, for each character, the median of the seeds of what a probe reads."""
    return np.median(values_of(lines, f"probe {digit}, {when}"), axis=0)


def plot_probes(path, lines):
    """Draw what the probes read after each character, above the same before the training."""
    cases, digits = grouped(lines), list(digits_of([(0, 0)], DIGITS))
    title = "What the encoder holds while it reads, {}"
    figure, axes = figures.new_panels(2 * len(cases), title, lines, n_rows=2)
    for i, (question, group) in enumerate(cases.items()):
        for ax, when in zip(axes[i :: len(cases)], ("trained", "untrained")):
            shares = [100 * median_shares(group, digit, when) for digit in digits]
            figures.plot_cells(ax, np.array(shares), list(question), digits, most=100)
            ax.set_title(f"reads {question}, {when}: read by a probe (%)", fontsize=10)
    save_figure(figure, path)


def main():
    """Train both networks, and probe them, with the options of the command line."""
    helps = {"n_epoch": "the most epochs, the decay included"}
    options = sweeps.question_parser(__doc__, "reading_order", helps=helps).parse_args()
    cases = {name: settings_of(DIGITS, reverse_question=turn) for name, turn in READS.items()}
    lines, status = sweeps.sweep(options, "larger_numbers", cases, run, "probe carry, trained")
    for case, group in grouped(lines).items():
        right = spread(values_of(group, "uniform numbers"))
        print(f"\nreads {case}: {right} % of the sums are right")
        rows = [
            [row, *(f"{share:.0%}" for share in median_shares(group, digit, when))]
            for digit in digits_of([(0, 0)], DIGITS)
            for when, row in (("trained", digit), ("untrained", f"{digit} (untrained)"))
        ]
        print_table([f"medians, {seeds_of(group)}", *case], rows)
    return sweeps.draw(options, plot_probes, lines) or status


if __name__ == "__main__":
    run_script(main)
