"""What is in the vector that the encoder hands over?

The encoder turns a question into one vector of 100 numbers, and the decoder
sees nothing else. Here the tutorial's network is trained as in held_out_pairs:
up to 10, where it memorises, and up to 99, where it learns to add. A fifth of
the pairs is held out. From the vectors of the seen pairs, a linear fit learns
to read the sum, and linear classifiers (probes) learn to read each digit. Both
are scored on the never seen pairs. The control is the same network before its
training.

Expect that the fit reads nearly all sums up to 10, which the network does not
give, and that it reads them before the training too. So the vector has the
sum. Up to 99 it reads less than half.

Try --epochs 5: where are the vectors before the network can add?
"""

if not __package__:
    raise SystemExit("Run it as a module: python -m extensions.encoder_vector")

from functools import partial
from itertools import combinations
from random import Random
from statistics import median

import numpy as np

from cli.files import write_files
from cli.plotting import new_figure, save_figure
from cli.terminal import run_script
from common.reporting import is_number
from extensions.shared import probing, results
from extensions.shared.results import grouped, print_table, seeds_of, spread, values_of
from extensions.shared.sweeps import add_choice, parse_question, question_parser, sweep
from extensions.shared.tasks import TRAININGS, Task
from extensions.shared.training import HELD_OUT, SIDES, questions_of, score_sides, train_on_seen

N_DRAWN = 800  # the most vectors on a map
WHEN = ("untrained", "trained")
FITTED = ("R2", "rounded", "correlation")
PROBED = ("trained", *probing.CONTROLS)


def train(network, largest, seed, callbacks, held_out, **training):
    """Train, and read the sums and the digits from the vectors. Returns what a sweep wants."""
    from keras.utils import set_random_seed

    task, questions = Task(largest), questions_of(largest, held_out, seed)
    model = train_on_seen(task, seed, callbacks, held_out, **training)
    (seen, seen_sums), (never_seen, sums) = (questions[side] for side in SIDES)

    def encode(pairs):
        return task.encode(pairs, list(map(sum, pairs)))[0]

    set_random_seed(seed)
    before, n = task.create_model(0.001), len(seen + never_seen)
    shown = Random(seed).sample(range(n), min(N_DRAWN, n))
    dots = {"sums": [(seen_sums + sums)[i] for i in shown]}
    dots["is seen"] = [i < len(seen) for i in shown]
    scores = score_sides(task, model, questions)
    for when, now in zip(WHEN, (before, model)):
        outputs = (probing.encoder_outputs(now, encode(pairs)) for pairs in (seen, never_seen))
        old, new = (vectors[:, -1] for vectors in outputs)
        points = probing.components(np.concatenate([old, new]))
        correlation = np.corrcoef(points[:, 0], seen_sums + sums)[0, 1]
        points[:, 0] *= np.sign(correlation)  # a component has no direction: let it rise
        dots[when] = points[shown].round(3).tolist()
        values = *probing.fit_sums(old, seen_sums, new, sums), float(abs(correlation))
        scores |= {f"{when} {name}": value for name, value in zip(FITTED, values)}
    fitted_on = Random(seed).sample(seen, min(probing.N_FITTED, len(seen)))
    scores |= probing.probe_all(model, before, encode, fitted_on, never_seen, 2, seed)
    scores["errors"] = count_errors(*task.ask(model, never_seen, sums))
    scores["1 by chance"] = float(np.mean([abs(a - b) <= 1 for a, b in combinations(sums, 2)]))
    return {"weights": model.count_params(), "scores": scores, "kept": {"map": dots}}


def count_errors(expected, predicted):
    """Count the answers that are right, those that are wrong by 1 and by 10, and the others.

    >>> count_errors([" 5", " 6", " 9", "17"], [" 6", " 6", " 3", "+1"])
    [1, 1, 0, 2]
    """
    answers = zip(expected, predicted)
    errors = [abs(int(e) - int(p)) if is_number(p) else None for e, p in answers]
    counts = [errors.count(error) for error in (0, 1, 10)]
    return [*counts, len(errors) - sum(counts)]


def print_sums(lines):
    """Print how many of the never seen sums the network gives, and how well a linear fit reads."""
    rows = []
    for case, group in grouped(lines).items():
        for when in WHEN:
            r2, rounded, correlation = (values_of(group, f"{when} {name}") for name in FITTED)
            network = spread(values_of(group, SIDES[1])) if when == "trained" else "-"
            row = [results.case_name(f"{case}, {when}", group, lines), network, spread(rounded)]
            rows.append([*row, f"{median(r2):.3f}", f"{median(correlation):.2f}"])
    print()
    print_table([seeds_of(lines), "network %", "fit %", "R2", "corr."], rows)


def print_errors(lines):
    """Print how far off the answers to never seen pairs are, of each seed."""
    rows = []
    for line in lines:
        chance = f"{line['scores']['1 by chance']:.0%}"
        rows.append([f"{line['case']}, seed {line['seed']}", *line["scores"]["errors"], chance])
    print()
    print_table(["answers", "right", "by 1", "by 10", "other", "1 by chance"], rows)


def print_probes(lines):
    """Print what the probes read after the last character, beside both controls, in percent."""
    for case, group in grouped(lines).items():
        rows = []
        for digit in probing.digits_of([(0, 0)], 2):
            cells = [values_of(group, f"probe {digit}, {when}") for when in PROBED]
            cells[:2] = ([shares[-1] for shares in values] for values in cells[:2])
            rows.append([digit, *(spread(values, results.whole_percent) for values in cells)])
        print()
        print_table([f"{case}, {seeds_of(group)}", *PROBED], rows)


def plot_maps(path, lines):
    """Draw each training's vectors before and after it, coloured by the sum."""
    from matplotlib.ticker import MaxNLocator

    title = "The vectors of questions that the encoder hands over"
    figure, axes = new_figure(2 * len(lines), title, n_rows=len(lines))
    for i, line in enumerate(lines):
        data = line["kept"]["map"]
        is_seen, sums = np.array(data["is seen"]), np.array(data["sums"])
        style = {"vmin": 0, "vmax": sums.max(), "s": 12 + 3000 / len(sums), "linewidths": 0.8}
        if sums.max() > 20:  # a colour for each ten, since up to 99 they stand in columns
            style |= {"cmap": "tab20", "vmax": 200}
        for ax, when in zip(axes[2 * i :], WHEN):
            points = np.array(data[when])
            for side, marker, shown in zip(SIDES, ".x", (is_seen, ~is_seen)):
                x, y = points[shown].T
                dots = ax.scatter(x, y, c=sums[shown], marker=marker, label=side, **style)
            ax.set_title(f"{line['case']}, seed {line['seed']}, {when}", fontsize=10)
            ax.set(xlabel="first principal component", ylabel="second principal component")
            figure.colorbar(dots, ax=ax, label="sum", ticks=MaxNLocator(integer=True))
    axes[0].legend(frameon=False, fontsize=8)
    save_figure(figure, path)


def main():
    """Train, and read from the vectors, with the options of the command line."""
    parser = question_parser(__doc__, "encoder_vector", "30 up to 10, 60 up to 99", minutes=10)
    add_choice(parser, "--largest", TRAININGS, "is the largest of the numbers ")
    options = parse_question(parser)
    cases = {}
    for largest in options.largest:
        case = {"network": Task.name, "largest": largest, "held_out": HELD_OUT}
        cases[f"up to {largest}"] = case | TRAININGS[largest]
    needs = [*SIDES, "map", "errors", "1 by chance"]
    needs += [f"{when} {name}" for when in WHEN for name in FITTED]
    needs += [
        f"probe {digit}, {when}" for digit in probing.digits_of([(0, 0)], 2) for when in PROBED
    ]
    lines, status = sweep(options, "pairs", cases, train, needs)
    print_sums(lines)
    print_errors(lines)
    print_probes(lines)
    plot = partial(plot_maps, lines=results.first_of_each(lines))
    return write_files((options.plot, plot)) or status


if __name__ == "__main__":
    run_script(main)
