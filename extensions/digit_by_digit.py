"""In what order are the digits of the sum learned?

The tutorial's network, with 128 units in both layers, learns to add numbers up
to 999. It writes the answer from left to right, or from right to left. After
each epoch each place is scored, on pairs that are never trained on.

Expect the thousands first, then the hundreds: how large the sum is. Tens and
ones come last: together from left to right, ones first from right to left.

Try --epochs 20 --repeats 3: in which direction is half enough?
"""

from random import Random

from cli.plotting import curves, save_figure
from cli.terminal import run_script
from common.training import check_finite
from extensions.shared import figures, splitting, sweeps
from extensions.shared.results import print_table, values_of, with_seeds
from extensions.shared.tasks import Task, predict
from extensions.shared.training import measuring, train

# n_test: pairs that are never trained on, in either order
TRAINING = {"largest": 999, "units": (128, 128), "n_test": 1000, "n_examples": 19_200}
TRAINING |= {"n_batch": 32, "n_epoch": 40, "learning_rate": 0.005, "decay": True}
PLACES = ("thousands", "hundreds", "tens", "ones", "whole")
DIRECTIONS = {"left to right": 1, "right to left": -1}  # the step from one digit to the next
LEARNED = 0.95  # the share of right digits with which a place counts as learned


class Directed(Task):
    """Write the answer from left to right (step 1), or from right to left (step -1)."""

    def encode(self, X, y):
        X, y = super().encode(X, y)
        return X, y[:, :: self.step]


def run(direction, largest, units, n_test, seed, callbacks, n_epoch, **training):
    """Train, and score each place and the whole answers after each epoch. Returns a result."""
    task, scores = Directed(largest, units), {}
    task.step, task.rng = DIRECTIONS[direction], Random(seed)
    task.held_out_pairs = splitting.draw_pairs(n_test, largest, task.rng)
    pairs = splitting.both_orders(task.held_out_pairs)
    X, y = task.encode(pairs, list(map(sum, pairs)))

    def score_places(model):
        result = predict(model, X)
        check_finite(result)
        right = (result.argmax(axis=-1) == y.argmax(axis=-1))[:, :: task.step]
        shares = *right.mean(axis=0), right.all(axis=1).mean()
        return dict(zip(PLACES, map(float, shares)))

    callbacks = [*callbacks, measuring(scores, range(1, n_epoch + 1), score_places)]
    model = train(task, seed, callbacks, n_epoch=n_epoch, **training)
    return {"weights": model.count_params(), "scores": scores}


def learned_after(shares):
    """Tell after how many epochs a place is learned. "-" if it never is.

    >>> learned_after([0.2, 0.96, 0.9]), learned_after([0.2])
    ('2', '-')
    """
    return next((str(i) for i, share in enumerate(shares, start=1) if share >= LEARNED), "-")


def plot_places(path, lines):
    """Draw the share of right digits of each place, a panel for each direction."""
    cases = with_seeds(lines)
    figure, axes = figures.new_panels(len(cases), "Digits of the sum on held-out pairs, {}", lines)
    for ax, (direction, group) in zip(axes, cases.items()):
        for i, place in enumerate(PLACES[:-1]):
            shares = values_of(group, place)
            curves(ax, range(1, len(shares[0]) + 1), shares, place, color=figures.COLORS[i])
        ax.set(title=f"written from {direction}", xlabel="epoch", ylim=(-0.03, 1.03))
    axes[0].set(ylabel="share of right digits")
    axes[-1].legend(frameon=False)
    save_figure(figure, path)


def main():
    """Train in both directions, with the options of the command line."""
    options = sweeps.question_parser(__doc__, "digit_by_digit").parse_args()
    cases = {name: {"direction": name, **TRAINING} for name in DIRECTIONS}
    lines, status = sweeps.sweep(options, "digit_by_digit", cases, run)
    rows = []
    for direction, group in with_seeds(lines).items():
        learned = (map(learned_after, values_of(group, place)) for place in PLACES)
        rows.append([direction, *map(", ".join, learned)])
    print_table([f"epochs until {LEARNED:.0%}", *PLACES], rows)
    return sweeps.draw(options, plot_places, lines) or status


if __name__ == "__main__":
    run_script(main)
