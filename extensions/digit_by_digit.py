"""In what order are the digits of the sum learned?

The tutorial's network, with 128 units in the encoder and in the decoder,
learns to add numbers up to 999. The question is written as in the tutorial.
The answer is written from left to right, or from right to left. After each
epoch, each place of the answer is scored for itself, on pairs that were never
in the training.

Expect that the thousands are learned first, and then the hundreds: how large
the sum is. Written from left to right, tens and ones come last, together. From
right to left, ones come before tens.

Try --epochs 20 --repeats 3: in which direction is half of the training enough?
"""

if not __package__:
    raise SystemExit("Run it as a module: python -m extensions.digit_by_digit")

from functools import partial
from random import Random

from cli.files import write_files
from cli.plotting import curves, new_figure, save_figure
from cli.terminal import run_script
from common.training import check_finite
from extensions.shared.results import case_name, grouped, print_table, seeds_of, spread, values_of
from extensions.shared.splitting import both_orders, draw_pairs
from extensions.shared.sweeps import parse_question, question_parser, sweep
from extensions.shared.tasks import Task, predict
from extensions.shared.training import every, train_without

LARGEST = 999
N_TEST = 1000  # pairs that are never trained on, in either order
TRAINING = {"n_examples": 19_200, "n_batch": 32, "n_epoch": 40, "learning_rate": 0.005}
TRAINING["decay"] = True
PLACES = ("thousands", "hundreds", "tens", "ones")
DIRECTIONS = {"left to right": 1, "right to left": -1}  # the step from one digit to the next
LEARNED = 0.95  # the share of right digits with which a place counts as learned


class Directed(Task):
    """Write the answer from left to right (step 1), or from right to left (step -1)."""

    step = 1

    def encode(self, X, y):
        X, y = super().encode(X, y)
        return X, y[:, :: self.step]


def train(direction, largest, units, n_test, seed, callbacks, **training):
    """Train, and score the places of the answer after each epoch.

    Returns what a sweep wants. The scores are the shares that are right, of each place and of the
    whole answers.
    """
    rng, task = Random(seed), Directed(largest)
    task.step, task.units = DIRECTIONS[direction], units
    never_seen = draw_pairs(n_test, largest, rng)
    X, y = task.encode(*both_orders(never_seen))
    scores = {name: [] for name in (*PLACES, "whole")}

    def score(model, epoch):
        result = predict(model, X)
        check_finite(result)
        right = (result.argmax(axis=-1) == y.argmax(axis=-1))[:, :: task.step]
        for name, share in zip(scores, (*right.mean(axis=0), right.all(axis=1).mean())):
            scores[name].append(float(share))

    callbacks = [*callbacks, every(1, training["n_epoch"], score)]
    model = train_without(never_seen, task, rng, seed, callbacks, **training)
    return {"weights": model.count_params(), "scores": scores}


def learned_after(shares):
    """Tell after how many epochs a place is learned. "-" if it never is.

    >>> learned_after([0.2, 0.96, 0.9]), learned_after([0.2])
    ('2', '-')
    """
    return next((str(i) for i, share in enumerate(shares, start=1) if share >= LEARNED), "-")


def plot_places(path, title, lines):
    """Draw the share of right digits of each place, a panel for each direction."""
    figure, axes = new_figure(len(grouped(lines)), title)
    for ax, (direction, group) in zip(axes, grouped(lines).items()):
        for i, place in enumerate(PLACES):
            shares = values_of(group, place)
            curves(ax, range(1, len(shares[0]) + 1), shares, place, color=f"C{i}")
        ax.set(title=f"written from {direction}", xlabel="epoch", ylim=(-0.03, 1.03))
    axes[0].set(ylabel="share of right digits")
    axes[-1].legend(frameon=False)
    save_figure(figure, path)


def main():
    """Train in both directions, with the options of the command line."""
    parser = question_parser(__doc__, "digit_by_digit", TRAINING["n_epoch"], minutes=20)
    options = parse_question(parser)
    cases = {}
    for name in DIRECTIONS:
        case = {"direction": name, "largest": LARGEST, "units": (128, 128), "n_test": N_TEST}
        cases[name] = case | TRAINING
    names = (*PLACES, "whole")
    lines, status = sweep(options, "digit_by_digit", cases, train, names)
    epochs, ends = [], []
    for direction, group in grouped(lines).items():
        name = case_name(direction, group, lines)
        cells = (", ".join(map(learned_after, values_of(group, each))) for each in names)
        epochs.append([name, *cells])
        ends.append([name, spread([shares[-1] for shares in values_of(group, "whole")])])
    print()
    print_table([f"epochs until {LEARNED:.0%}", *names], epochs)
    print()
    print_table([seeds_of(lines), "whole answers right at the end, %"], ends)
    title = f"Digits of the sum on never seen pairs, {seeds_of(lines)}"
    return write_files((options.plot, partial(plot_places, title=title, lines=lines))) or status


if __name__ == "__main__":
    run_script(main)
