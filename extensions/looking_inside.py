"""What is in the vector that the encoder hands over?

The encoder turns a question into one vector of 100 numbers, and the decoder sees nothing else. Here
stage 3's network is trained as in held_out_pairs: up to 10, where it memorises, and up to 99, where
it learns to add. A fifth of the pairs is held out. The script has three parts:
- probes: Can a linear classifier read the numbers' digits, the sum's digits and the carry from the
  encoder's output? Such a linear probe (Alain & Bengio 2016) is fitted on seen pairs and scored on
  never seen ones, after each character. There are two controls: the network before its training,
  and labels in random order.
- map: Where are all the vectors, on their first two principal components? How well does a linear
  fit read the sum from them, before and after the training? How far off are the wrong answers?
- order: Who does the adding? The network of larger_numbers learns to add numbers of three digits.
  It reads the question from left to right, or from right to left. Probes look for the digits again.

Expect that the numbers' digits can be read from any network, even before its training. Up to 99 the
training adds the sum's digits. Up to 10 it does not, but the vectors follow the sum, and the wrong
answers are near. Read from right to left, the sum's units and the carry are known while it still
reads: the encoder does a part of the adding.

Try --parts map --epochs 5: where are the vectors before it can add?
"""

if not __package__:
    raise SystemExit("Run it as a module: python -m extensions.looking_inside")

from collections import Counter
from functools import cache
from itertools import combinations
from random import Random
from statistics import median

import numpy as np

from addition_seq2seq import alphabet
from cli.files import write_files
from cli.options import Parser
from cli.plotting import new_figure, save_figure
from cli.repeating import name_seeds
from cli.terminal import count_epochs, progress_bar, run_script, start_keras
from common.encoding import encode
from common.reporting import is_number
from extensions import larger_numbers
from extensions.comparing import (
    SIDES,
    SIZES,
    TUTORIALS_EPOCHS,
    parse_repeated,
    predict,
    train_and_score,
)
from extensions.splitting import both_orders, split_pairs

HELD_OUT = 0.2
N_FITTED = 4000  # the most questions that a probe is fitted on
PLACES = ("units", "tens", "hundreds")
CONTROLS = ("untrained", "shuffled")


def encoder_outputs(model, X):
    """Compute the encoder's output after each character: (n_samples, n_in_seq_length, units).

    A second encoder with the same weights returns the whole sequence. The last output is the vector
    that RepeatVector gives to the decoder.
    """
    from keras import Input, Sequential
    from keras.layers import LSTM

    encoder = model.layers[0]
    same = LSTM.from_config(encoder.get_config() | {"return_sequences": True})
    outputs = Sequential([Input(X.shape[1:]), same])
    outputs.set_weights(encoder.get_weights())
    return predict(outputs, X)


def digits_of(pairs, n_places):
    """List what a probe looks for: the numbers' digits, the sum's, and the carry from the units.

    n_places: how many digits of each. Returns {name: an integer for each pair}.

    >>> for name, values in digits_of([(7, 15), (40, 2)], 2).items():
    ...     print(name, values)
    first tens [0 4]
    first units [7 0]
    second tens [1 0]
    second units [5 2]
    sum tens [2 4]
    sum units [2 2]
    carry [1 0]
    """
    first, second = np.array(pairs).T
    numbers = {"first": first, "second": second, "sum": first + second}
    digits = {
        f"{name} {PLACES[place]}": values // 10**place % 10
        for name, values in numbers.items()
        for place in reversed(range(n_places))
    }
    return digits | {"carry": (first % 10 + second % 10) // 10}


def scaled(model):
    """Scale the vectors for a linear model: before the training they are smaller."""
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    return make_pipeline(StandardScaler(), model)


def probe(vectors, labels, new_vectors, new_labels):
    """Fit a linear classifier. Returns the share of the new labels that it gets right."""
    from sklearn.linear_model import LogisticRegression

    classifier = scaled(LogisticRegression(max_iter=1000))
    return classifier.fit(vectors, labels).score(new_vectors, new_labels)


def probe_all(model, before, encode, fitted_on, scored_on, n_places, seed):
    """Probe the encoder for each digit: after each character, and in both controls after the last.

    before: the same network before its training; encode(pairs): their questions as an array;
    fitted_on, scored_on: lists of pairs; seed: for the order of the shuffled labels.
    Returns {name of a digit: its scores}.
    """
    questions = [encode(pairs) for pairs in (fitted_on, scored_on)]
    outputs, new_outputs = (encoder_outputs(model, X) for X in questions)
    control, new_control = (encoder_outputs(before, X) for X in questions)
    random = np.random.default_rng(seed)
    digits, new_digits = (digits_of(pairs, n_places) for pairs in (fitted_on, scored_on))
    scores = {}
    for name, labels in digits.items():
        new_labels, n_characters = new_digits[name], outputs.shape[1]
        scores[name] = [
            probe(outputs[:, i], labels, new_outputs[:, i], new_labels) for i in range(n_characters)
        ]
        scores[name].append(probe(control[:, -1], labels, new_control[:, -1], new_labels))
        labels = random.permutation(labels)
        scores[name].append(probe(outputs[:, -1], labels, new_outputs[:, -1], new_labels))
    return scores


def at_the_start(seed, create, *arguments):
    """Build the network with which a training with this seed starts."""
    from keras.utils import set_random_seed

    set_random_seed(seed)
    return create(*arguments)


def train(problem, seed):
    """Train with a fifth of the pairs held out, and print the exact match on both sides.

    Returns the model, and {side: its questions, as pairs in both orders}.
    """
    with progress_bar(problem.n_epoch, f"{problem.title}, seed {seed}") as bar:
        callbacks = [count_epochs(bar)]
        model, result = train_and_score(problem, HELD_OUT, seed, {problem.n_epoch}, callbacks)
    scores = ", ".join(f"{side} {result.scores[side][-1]:.2%}" for side in SIDES)
    print(f"{problem.title}, seed {seed}: exact match {scores}")
    # the same split as in train_and_score: the first that Random(seed) draws
    split = split_pairs(problem.largest, HELD_OUT, Random(seed))
    return model, {side: both_orders(pairs)[0] for side, pairs in zip(SIDES, split)}


@cache  # two parts look into the same networks
def trained(seeds, n_epoch):
    """Train the network that memorises and the one that learns, with each seed.

    n_epoch: None for the tutorial's, and that of the longer training.
    Returns a list of the Problem, the seed, and what train returns.
    """
    problems = [create() for create in SIZES.values()]
    if n_epoch:
        problems = [problem._replace(n_epoch=n_epoch) for problem in problems]
    return [(problem, seed, *train(problem, seed)) for problem in problems for seed in seeds]


def probes(seeds, n_epoch):
    """Probe the network that memorises and the one that learns, on never seen pairs.

    Returns what report_probes returns.
    """
    found = {}
    for problem, seed, model, pairs in trained(seeds, n_epoch):
        seen, never_seen = (pairs[side] for side in SIDES)
        scores = probe_all(
            model,
            before=at_the_start(seed, problem.create, 0.001),
            encode=lambda pairs, problem=problem: problem.encode(pairs, sums_of(pairs))[0],
            fitted_on=Random(seed).sample(seen, min(N_FITTED, len(seen))),
            scored_on=never_seen,
            n_places=2,
            seed=seed,
        )
        found.setdefault(f"up to {problem.largest}", []).append(scores)
    return report_probes(["12+50", "12+50"], found)


def order(seeds, n_epoch):
    """Probe the network of larger_numbers, reading in either order. It writes the units first.

    The pairs were never in the training. Half of them are to fit the probes, the others to score
    them. Returns what report_probes returns.
    """
    questions, found = ["123+456", "654+321"], {}
    for question, turned in zip(questions, (False, True)):
        tables = found[f"three digits, {question}"] = []
        for seed in seeds:
            own = {"digits": 3, "seed": seed, "n_epoch": n_epoch, "reverse_question": turned}
            settings = larger_numbers.complete(larger_numbers.SETTINGS | own)
            model, _, tests = larger_numbers.larger_numbers(**settings)
            pairs, predicted = tests["uniform numbers"]
            right = np.mean(larger_numbers.is_right(pairs, predicted))
            print(f"three digits, reads {question}, seed {seed}: exact match {right:.2%}")
            tables.append(
                probe_all(
                    model,
                    before=at_the_start(
                        seed, larger_numbers.create_model, 3, settings["units"], 0.001
                    ),
                    encode=lambda pairs, turned=turned: encode(
                        larger_numbers.to_string(pairs, 3, (turned, True))[0], alphabet
                    ),
                    fitted_on=pairs[: len(pairs) // 2],
                    scored_on=pairs[len(pairs) // 2 :],
                    n_places=3,
                    seed=seed,
                )
            )
    return report_probes(questions, found)


def sums_of(pairs):
    """List the sums of pairs."""
    return [a + b for a, b in pairs]


def report_probes(questions, found):
    """Print the scores of the probes, and return a function that draws their medians on two axes.

    questions: an example for each table; found: {title: what probe_all returned for each seed}.
    """
    for question, (title, tables) in zip(questions, found.items()):
        print(f"What a probe reads, in %, {title}: after each character, and in two controls")
        print(f"{'':18}" + "".join(f"{column:>14}" for column in [*question, *CONTROLS]))
        for name in tables[0]:
            cells = (short(scores) for scores in zip(*(table[name] for table in tables)))
            print(f"{name:18}" + "".join(f"{cell:>14}" for cell in cells))

    def draw(*axes):
        for ax, question, (title, tables) in zip(axes, questions, found.items()):
            medians = 100 * np.median([list(table.values()) for table in tables], axis=0)
            draw_table(ax, medians, [*question, *CONTROLS], tables[0], most=100)
            ax.axvline(len(question) - 0.5, color="black", linewidth=0.8)
            for label in ax.get_xticklabels()[len(question) :]:
                label.set(rotation=30, ha="right")
            ax.set_title(f"{title}: read by a probe (%)", fontsize=10)

    return draw


def draw_table(ax, values, columns, rows, most, digits=0):
    """Draw a table whose values are also colours, from 0 to most. digits: after the point."""
    ax.imshow(values, vmin=0, vmax=most, aspect="auto", cmap="Blues")
    for (row, column), value in np.ndenumerate(values):
        color = "white" if value > 0.6 * most else "black"
        style = {"ha": "center", "va": "center", "color": color, "size": 7}
        ax.text(column, row, f"{value:.{digits}f}", **style)
    ax.set_xticks(range(len(columns)), columns, fontsize=7)
    ax.set_yticks(range(len(rows)), rows, fontsize=8)
    ax.grid(False)


def short(shares):
    """Write the median and the range of shares in whole percent.

    >>> short([0.5, 0.75, 0.62]), short([0.5])
    ('62 (50-75)', '50')
    """
    spread = f" ({100 * min(shares):.0f}-{100 * max(shares):.0f})" if len(shares) > 1 else ""
    return f"{100 * median(shares):.0f}{spread}"


def map_vectors(seeds, n_epoch):
    """Say where the vectors of all pairs lie, and how far off the wrong answers are.

    The control is the same network before its training. Returns a function that draws the first
    seed's vectors on two axes.
    """
    from sklearn.decomposition import PCA
    from sklearn.linear_model import Ridge

    maps = {}
    for problem, seed, model, pairs in trained(seeds, n_epoch):
        sums = {side: sums_of(pairs[side]) for side in SIDES}
        X = {side: problem.encode(pairs[side], sums[side])[0] for side in SIDES}
        print(f"{problem.title}, seed {seed}:")
        before = at_the_start(seed, problem.create, 0.001)
        for when, network in (("before the training", before), ("after it", model)):
            vectors = {side: encoder_outputs(network, X[side])[:, -1] for side in SIDES}
            line = scaled(Ridge()).fit(vectors["seen"], sums["seen"])
            r2 = line.score(vectors["never seen"], sums["never seen"])
            pca = PCA(2).fit(np.concatenate(list(vectors.values())))
            points = {side: pca.transform(vectors[side]) for side in SIDES}
            first = np.concatenate([points[side][:, 0] for side in SIDES])
            correlation = np.corrcoef(first, sum(sums.values(), []))[0, 1]
            variance = " and ".join(f"{share:.0%}" for share in pca.explained_variance_ratio_)
            print(f"  {when}: two components have {variance} of the variance;", end=" ")
            print(f"the first correlates with the sum to {abs(correlation):.2f};", end=" ")
            print(f"a linear fit of never seen sums has R2 {r2:.4f}")
        for side in SIDES:  # a component has no direction of its own: let it rise with the sum
            points[side][:, 0] *= np.sign(correlation)
        maps.setdefault(problem.title, (points, sums))
        predicted = problem.decode(problem.predict(model, X["never seen"]))
        print(f"  never seen: {describe_errors(sums['never seen'], predicted)}")

    def draw(*axes):
        from matplotlib.ticker import MaxNLocator

        for ax, (title, (points, sums)) in zip(axes, maps.items()):
            highest = max(map(max, sums.values()))
            for side, marker in zip(SIDES, ".x"):
                shown = ax.scatter(
                    *points[side].T,
                    c=sums[side],
                    vmin=0,
                    vmax=highest,
                    s=12 + 3000 / len(sums["seen"]),
                    marker=marker,
                    linewidths=0.8,
                    label=side,
                )
            ax.set_title(f"{title}: the vectors of all pairs", fontsize=10)
            ax.set(xlabel="first principal component", ylabel="second principal component")
            ax.figure.colorbar(shown, ax=ax, label="sum", ticks=MaxNLocator(integer=True))
        axes[0].legend(frameon=False, fontsize=8)

    return draw


def describe_errors(expected, predicted):
    """Say how far off the wrong answers are, and how near the sums of two other questions are.

    >>> describe_errors([5, 6, 9, 7], ["6", "6", "3", "+1"])
    '3 of 4 are wrong (1 by 1, 1 by 6, 1 no number); two random sums differ by 1 at most in 33%'
    """
    wrong = [(e, p.strip()) for e, p in zip(expected, predicted) if str(e) != p.strip()]
    errors = Counter(abs(e - int(p)) for e, p in wrong if is_number(p))
    by = [f"{n} by {error}" for error, n in sorted(errors.items())]
    if len(wrong) > errors.total():
        by.append(f"{len(wrong) - errors.total()} no number")
    near = np.mean([abs(a - b) <= 1 for a, b in combinations(expected, 2)])
    listed = f" ({', '.join(by)})" if by else ""
    return (
        f"{len(wrong)} of {len(expected)} are wrong{listed}; "
        f"two random sums differ by 1 at most in {near:.0%}"
    )


PARTS = {"probes": probes, "map": map_vectors, "order": order}


def plot(path, title, draws):
    """Draw each part in a row of its own. draws: functions that draw on two axes."""
    figure, axes = new_figure(2 * len(draws), title, n_rows=len(draws))
    for draw, left, right in zip(draws, axes[::2], axes[1::2]):
        draw(left, right)
    save_figure(figure, path)


def main():
    """Run the parts that the command line names."""
    parser = Parser(__doc__, "python -m extensions.looking_inside")
    parser.add_argument(
        "--parts",
        nargs="+",
        choices=PARTS,
        default=list(PARTS),
        metavar="PART",
        help=f"which of {', '.join(PARTS)} (default: all)",
    )
    options, seeds = parse_repeated(parser, TUTORIALS_EPOCHS)
    start_keras()
    draws = [PARTS[part](seeds, options.epochs) for part in options.parts]
    title = f"Inside the encoder, {name_seeds(options.seed, options.repeats)}"
    return write_files((options.plot, lambda path: plot(path, title, draws)))


if __name__ == "__main__":
    run_script(main)
