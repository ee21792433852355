"""In what order are the digits of the sum learned?

Stage 3's network, with 128 units in the encoder and in the decoder, learns to add numbers up to
999. The question is written as in stage 3. The answer is written from left to right, or from right
to left. After each epoch, each place of the answer is scored for itself, on pairs that were never
in the training.

Expect that the thousands are learned first, and then the hundreds: how large the sum is. Written
from left to right, tens and units come last, together. From right to left, units come before tens.

Try --epochs 20 --repeats 3: in which direction is half of the training enough?
"""

if not __package__:
    raise SystemExit("Run it as a module: python -m extensions.digit_by_digit")

from functools import partial
from random import Random

from cli.files import write_files
from cli.plotting import curves, new_figure, save_figure
from cli.terminal import run_script
from extensions.shared import sweeps
from extensions.shared.problems import predict, seq2seq, train_without
from extensions.shared.results import spread
from extensions.shared.splitting import both_orders, draw_pairs

LARGEST = 999
PLACES = ("thousands", "hundreds", "tens", "units")
DIRECTIONS = {"left to right": 1, "right to left": -1}  # the step from one digit to the next
WHOLE = "whole"  # the answer, every digit of it
LEARNED = 0.95  # the share of right digits with which a place counts as learned
N_TEST = 1000  # pairs that are never trained on, in either order
LARGER = {"n_examples": 19_200, "n_batch": 32, "n_epoch": 40, "learning_rate": 0.005}


def train(seed, callbacks, direction, **training):
    """Train, and score the places of the answer after each epoch.

    Returns what a sweep wants. The scores are {place, or "whole": the shares that are right}.
    """
    random, problem = Random(seed), seq2seq(LARGEST, units=(128, 128))
    never_seen = draw_pairs(N_TEST, LARGEST, random)
    step = DIRECTIONS[direction]

    def encode(X, y):
        X, y = problem.encode(X, y)
        return X, y[:, ::step]

    X, y = encode(*both_orders(never_seen))
    history = {name: [] for name in (*PLACES, WHOLE)}

    def score(model, epoch):
        right = predict(model, X).argmax(axis=-1) == y.argmax(axis=-1)
        for place, share in zip(PLACES, right.mean(axis=0)[::step]):
            history[place].append(float(share))
        history[WHOLE].append(float(right.all(axis=1).mean()))

    training |= {"decay": True, "score": score}
    turned = problem._replace(encode=encode)
    model = train_without(never_seen, turned, random, seed, callbacks, **training)
    return model.count_params(), history


def learned_after(place, lines):
    """List the epochs until a place is learned, with each seed. "-" if it never is.

    >>> learned_after("tens", [{"scores": {"tens": [0.2, 0.96, 0.9]}}, {"scores": {"tens": [0.2]}}])
    '2, -'
    """
    learned = ([share >= LEARNED for share in shares] for shares in sweeps.scores_of(lines, place))
    return ", ".join(str(each.index(True) + 1) if any(each) else "-" for each in learned)


def draw(path, title, results):
    """Draw the share of right digits of each place. results: {direction: lines}."""
    figure, axes = new_figure(len(results), title)
    for ax, (direction, lines) in zip(axes, results.items()):
        for i, place in enumerate(PLACES):
            shares = sweeps.scores_of(lines, place)
            curves(ax, range(1, len(shares[0]) + 1), shares, place, color=f"C{i}")
        ax.set(title=f"written from {direction}", xlabel="epoch", ylim=(-0.03, 1.03))
    axes[0].set(ylabel="share of right digits")
    axes[-1].legend(frameon=False)
    save_figure(figure, path)


def main():
    """Train in both directions, with the options of the command line."""
    parser = sweeps.question_parser(__doc__, "digit_by_digit", LARGER["n_epoch"])
    options = sweeps.parse_question(parser)
    cases = {direction: {"direction": direction, **LARGER} for direction in DIRECTIONS}
    results, status = sweeps.sweep(options, "digit_by_digit", cases, train)
    epochs = {name: partial(learned_after, name) for name in (*PLACES, WHOLE)}
    sweeps.print_results(options, results, epochs, f"epochs until {LEARNED:.0%}")
    right = {"whole answers right at the end, %": lambda lines: spread(sweeps.last(lines, WHOLE))}
    sweeps.print_results(options, results, right)
    title = f"Digits of the sum on never seen pairs, {sweeps.seeds_of(options)}"
    return write_files((options.plot, lambda path: draw(path, title, results))) or status


if __name__ == "__main__":
    run_script(main)
