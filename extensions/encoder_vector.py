"""What is in the vector that the encoder hands over?

The encoder turns a question into one vector of 100 numbers, and the decoder sees nothing else. Here
stage 3's network is trained as in held_out_pairs: up to 10, where it memorises, and up to 99, where
it learns to add. A fifth of the pairs is held out. From the vectors of the seen pairs, a linear fit
learns to read the sum, and linear classifiers (probes) learn to read each digit. Both are scored on
the never seen pairs. The control is the same network before its training.

Expect that the fit reads nearly all sums up to 10, which the network does not give, and that it
reads them before the training too. So the vector has the sum. Up to 99 it reads less than half.

Try --epochs 5: where are the vectors before the network can add?
"""

if not __package__:
    raise SystemExit("Run it as a module: python -m extensions.encoder_vector")

from collections import Counter
from itertools import combinations
from random import Random
from statistics import median

import numpy as np

from cli.files import write_files
from cli.plotting import new_figure, save_figure
from cli.terminal import run_script
from common.reporting import is_number
from extensions.shared import problems, sweeps
from extensions.shared.probing import CONTROLS, N_FITTED, encoder_outputs, fit_sums, probe_all
from extensions.shared.results import print_table, spread, whole_percent

N_DRAWN = 800  # the most vectors on a map
WHEN = ("untrained", "trained")


def train_and_read(seed, callbacks, largest, **training):
    """Train, and read the sums and the digits from the vectors. Returns what a sweep wants."""
    kept, problem = {}, problems.seq2seq(largest)

    def keep(model, epoch, questions, predicted):
        kept.update(questions | {"predicted": predicted[problems.SIDES[1]]})

    model, scores = problems.train_and_score(problem, seed, callbacks, on_scored=keep, **training)
    (seen, seen_sums), (never_seen, sums) = (kept[side] for side in problems.SIDES)

    def encode(pairs):
        return problem.encode(pairs, [a + b for a, b in pairs])[0]

    before, n = problems.at_the_start(problem, seed), len(seen + never_seen)
    drawn = Random(seed).sample(range(n), min(N_DRAWN, n))
    scores["map"] = {"sums": [(seen_sums + sums)[i] for i in drawn]}
    scores["map"]["is seen"] = [i < len(seen) for i in drawn]
    for name, network in zip(WHEN, (before, model)):
        old, new = (encoder_outputs(network, encode(pairs))[:, -1] for pairs in (seen, never_seen))
        scores[name] = fit_sums(old, seen_sums, new, sums)
        points, scores[name]["components"] = components(np.concatenate([old, new]))
        correlation = np.corrcoef(points[:, 0], seen_sums + sums)[0, 1]
        scores[name]["correlation"] = float(abs(correlation))
        points[:, 0] *= np.sign(correlation)  # a component has no direction: let it rise
        scores["map"][name] = points[drawn].round(3).tolist()
    fitted_on = Random(seed).sample(seen, min(N_FITTED, len(seen)))
    scores["probes"] = probe_all(model, before, encode, fitted_on, never_seen, 2, seed)
    scores["errors"] = errors(sums, kept["predicted"])
    return model.count_params(), scores


def components(vectors):
    """Compute the first two principal components of vectors, and their shares of the variance."""
    from sklearn.decomposition import PCA

    pca = PCA(2)
    points = pca.fit_transform(vectors).astype(float)
    return points, pca.explained_variance_ratio_.astype(float).tolist()


def errors(expected, predicted):
    """Count the answers by how far off they are, and say how near two random sums are.

    >>> errors([5, 6, 9, 7], ["6", "6", "3", "+1"])
    {'0': 1, '1': 1, '6': 1, 'no number': 1, 'within 1 by chance': 0.3333333333333333}
    """
    answers = zip(expected, predicted)
    counts = Counter(str(abs(e - int(p))) if is_number(p) else "no number" for e, p in answers)
    near = np.mean([abs(a - b) <= 1 for a, b in combinations(expected, 2)])
    return dict(sorted(counts.items())) | {"within 1 by chance": float(near)}


def print_sums(results, options):
    """Print how many of the never seen sums the network gives, and how well a linear fit reads."""
    rows = []
    for name, lines in results.items():
        for when in WHEN:
            fits = [line["scores"][when] for line in lines]
            network = spread(sweeps.last(lines, problems.SIDES[1])) if when == "trained" else "-"
            row = [sweeps.name_row(f"{name}, {when}", lines, options), network]
            row.append(spread([fit["rounded"] for fit in fits]))
            r2, correlation = (median(fit[each] for fit in fits) for each in ("R2", "correlation"))
            rows.append([*row, f"{r2:.3f}", f"{correlation:.2f}"])
    print()
    print_table([sweeps.seeds_of(options), "network %", "fit %", "R2", "corr."], rows)


def print_errors(results):
    """Print how far off the answers to never seen pairs are, of each seed."""
    rows = []
    for name, lines in results.items():
        for line in lines:
            counts = dict(line["scores"]["errors"])
            chance = counts.pop("within 1 by chance")
            by = [counts.pop(error, 0) for error in ("0", "1", "10")]
            by.append(sum(counts.values()))
            rows.append([f"{name}, seed {line['seed']}", *by, f"{chance:.0%}"])
    print()
    print_table(["answers", "right", "by 1", "by 10", "other", "1 by chance"], rows)


def print_probes(results, options):
    """Print what the probes read after the last character, beside both controls, in percent."""
    for name, lines in results.items():
        probes = sweeps.scores_of(lines, "probes")
        rows = []
        for digit in probes[0]:
            cells = [[each[digit][when] for each in probes] for when in ("trained", *CONTROLS)]
            cells[:2] = ([shares[-1] for shares in each] for each in cells[:2])
            rows.append([digit, *(spread(each, whole_percent) for each in cells)])
        print()
        print_table([f"{name}, {sweeps.seeds_of(options)}", "trained", *CONTROLS], rows)


def draw_maps(path, title, results):
    """Draw the first seed's vectors before and after the training, coloured by the sum."""
    from matplotlib.ticker import MaxNLocator

    figure, axes = new_figure(2 * len(results), title, n_rows=len(results))
    for i, (name, lines) in enumerate(results.items()):
        drawn = lines[0]["scores"]["map"]
        is_seen, sums = np.array(drawn["is seen"]), np.array(drawn["sums"])
        for ax, when in zip(axes[2 * i :], WHEN):
            points = np.array(drawn[when])
            style = {"vmin": 0, "vmax": sums.max(), "s": 12 + 3000 / len(sums), "linewidths": 0.8}
            for label, marker, shown in (("seen", ".", is_seen), ("never seen", "x", ~is_seen)):
                some = {"c": sums[shown], "marker": marker, "label": label}
                dots = ax.scatter(*points[shown].T, **style, **some)
            ax.set_title(f"{name}, seed {lines[0]['seed']}, {when}", fontsize=10)
            ax.set(xlabel="first principal component", ylabel="second principal component")
            figure.colorbar(dots, ax=ax, label="sum", ticks=MaxNLocator(integer=True))
    axes[0].legend(frameon=False, fontsize=8)
    save_figure(figure, path)


def main():
    """Train, and read from the vectors, with the options of the command line."""
    parser = sweeps.question_parser(__doc__, "encoder_vector", "30 up to 10, 60 up to 99")
    sweeps.add_choice(parser, "--largest", problems.TRAININGS, "is the largest of the numbers ")
    options = sweeps.parse_question(parser)
    cases = {}
    for largest in options.largest:
        case = {"largest": largest, "held_out": problems.HELD_OUT}
        cases[f"up to {largest}"] = case | problems.TRAININGS[largest]
    results, status = sweeps.sweep(options, "encoder_vector", cases, train_and_read)
    print_sums(results, options)
    print_errors(results)
    print_probes(results, options)
    title = "The vectors of questions that the encoder hands over"
    return write_files((options.plot, lambda path: draw_maps(path, title, results))) or status


if __name__ == "__main__":
    run_script(main)
