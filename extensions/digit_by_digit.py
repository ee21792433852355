"""In what order are the digits of the sum learned?

Stage 3's network, with 128 units in the encoder and in the decoder, learns to add numbers up to
999. The question is written as in stage 3. The answer is written from left to right, or from right
to left. After each epoch, each place of the answer is scored for itself, on pairs that were never
in the training.

Expect that the thousands are learned first, and then the hundreds: how large the sum is. Written
from left to right, the units are last. Written from right to left, they come with the tens.

Try --epochs 20 --repeats 3: in which direction is half of the training enough?
"""

if not __package__:
    raise SystemExit("Run it as a module: python -m extensions.digit_by_digit")

from random import Random

import numpy as np

from addition_seq2seq import alphabet, create_model
from cli.files import write_files
from cli.options import Parser
from cli.plotting import new_figure, save_figure
from cli.repeating import each_seed, name_seeds, some_failed
from cli.terminal import count_epochs, progress_bar, run_script, start_keras
from common.encoding import encode, seq_lengths, to_string
from common.training import fit
from extensions.comparing import parse_repeated, predict
from extensions.splitting import both_orders, draw_pairs, random_sum_pairs_without

LARGEST = 999
PLACES = ("thousands", "hundreds", "tens", "units")
DIRECTIONS = ("left to right", "right to left")
LEARNED = 0.95  # the share of right digits with which a place counts as learned
N_TEST = 1000  # pairs that are never trained on, in either order
N_EXAMPLES, N_BATCH, N_EPOCH = 19_200, 32, 40


def learn(direction, seed, n_epoch, callbacks=()):
    """Train, and score the places of the answer after each epoch. callbacks: for Keras.

    Returns {place, or "exact match" for whole answers: the share of right ones after each epoch}.
    """
    import keras  # imported here, because Keras takes seconds, and --help does not need it

    random = Random(seed)
    never_seen = draw_pairs(N_TEST, LARGEST, random)
    step = 1 if direction == "left to right" else -1

    def encoded(X, y):
        X, y = to_string(X, y, 2, LARGEST)
        return encode(X, alphabet), encode([answer[::step] for answer in y], alphabet)

    def new_examples(n):
        return encoded(*random_sum_pairs_without(never_seen, n, LARGEST, random))

    X, y = encoded(*both_orders(never_seen))
    history = {name: [] for name in (*PLACES, "exact match")}

    def score(epoch, logs):
        right = predict(model, X).argmax(axis=-1) == y.argmax(axis=-1)
        for place, share in zip(PLACES, right.mean(axis=0)[::step]):
            history[place].append(share)
        history["exact match"].append(right.all(axis=1).mean())

    keras.utils.set_random_seed(seed)
    n_steps = N_EXAMPLES // N_BATCH * n_epoch
    rate = keras.optimizers.schedules.CosineDecay(0.005, n_steps)
    model = create_model(*seq_lengths(2, LARGEST), len(alphabet), (128, 128), rate)
    fit(
        model,
        new_examples,
        n_examples=N_EXAMPLES,
        n_batch=N_BATCH,
        n_epoch=n_epoch,
        verbose=0,
        callbacks=[*callbacks, keras.callbacks.LambdaCallback(on_epoch_end=score)],
    )
    return history


def learned_after(shares):
    """Count the epochs until a place is learned. "-" if it never is.

    >>> learned_after([0.2, 0.96, 0.9]), learned_after([0.2])
    (2, '-')
    """
    return next((i for i, share in enumerate(shares, start=1) if share >= LEARNED), "-")


def plot(path, title, histories):
    """Draw the share of right digits of each place: each seed thin, and their median thick.

    histories: {direction: what learn returned for each seed}.
    """
    figure, axes = new_figure(len(histories), title)
    for ax, (direction, runs) in zip(axes, histories.items()):
        for i, place in enumerate(PLACES):
            shares = np.array([history[place] for history in runs])
            epochs = np.arange(1, shares.shape[1] + 1)
            ax.plot(epochs, shares.T, color=f"C{i}", alpha=0.3, linewidth=0.8)
            ax.plot(epochs, np.median(shares, axis=0), color=f"C{i}", linewidth=2, label=place)
        ax.set(title=f"written from {direction}", xlabel="epoch", ylim=(-0.03, 1.03))
    axes[0].set(ylabel="share of right digits")
    axes[-1].legend(frameon=False)
    save_figure(figure, path)


def main():
    """Train in both directions, with the options of the command line."""
    parser = Parser(__doc__, "python -m extensions.digit_by_digit")
    options, seeds = parse_repeated(parser, N_EPOCH)
    n_epoch = options.epochs or N_EPOCH
    start_keras()
    print(f"Epochs until {LEARNED:.0%} are right, and the exact match at the end:")
    print(f"{'':24}" + "".join(f"{name:>12}" for name in (*PLACES, "whole", "at the end")))
    histories = {direction: [] for direction in DIRECTIONS}
    with progress_bar(len(DIRECTIONS) * len(seeds) * n_epoch) as bar:
        for direction, runs in histories.items():

            def run(seed, direction=direction):
                bar.set_description(f"{direction}, seed {seed}")
                return learn(direction, seed, n_epoch, callbacks=[count_epochs(bar)])

            for seed, history, _ in each_seed(seeds, run):
                runs.append(history)
                bar.clear()
                epochs = "".join(f"{learned_after(shares):>12}" for shares in history.values())
                last = f"{history['exact match'][-1]:.2%}"
                print(f"{f'{direction}, seed {seed}':24}{epochs}{last:>12}")
    title = f"Digits of the sum on never seen pairs, {name_seeds(seeds[0], len(seeds))}"
    status = write_files((options.plot, lambda path: plot(path, title, histories)))
    return status or some_failed(len(seeds), *histories.values())


if __name__ == "__main__":
    run_script(main)
