"""How many pairs must it see?

The tutorial's network gets fewer pairs in two ways, and the same training:
with smaller numbers, or with a larger share of them held out.

Expect no sudden border. With smaller numbers and 44 seen pairs, the median
seed gets none of the others right, with 168 half, with 1020 nearly all.

Try --largest 30 --held-out 0.925 --repeats 5: as many pairs in two ways.
"""

from statistics import median

from cli.plotting import save_figure
from cli.terminal import run_script
from extensions.shared import splitting, sweeps
from extensions.shared.figures import COLORS, new_panels
from extensions.shared.results import grouped, percent, print_results, values_of
from extensions.shared.tasks import Task
from extensions.shared.training import HELD_OUT, LONG_TRAINING, SIDES, pair_settings, run_pairs

MOST = 99  # the largest number while the share changes


def plot_pairs(path, lines):
    """Draw the exact match on held-out pairs by the number of pairs in the training."""
    figure, (ax,) = new_panels(1, "How many pairs must it see? {}", lines)
    # in each of the two ways one setting stays as it is, and another one changes
    ways = [("held_out", HELD_OUT, "largest", str, "a fifth held out, numbers up to ...")]
    ways += [("largest", MOST, "held_out", percent, f"up to {MOST}, ... % held out")]
    places = ((-6, 6), "right"), ((6, -12), "left")
    for (same, usual, name, write, label), (offset, side), color in zip(ways, places, COLORS):
        middles, of_way = {}, grouped(lines, same).get(usual, [])
        for value, group in grouped(of_way, name).items():
            n, shares = group[0]["pairs seen"], values_of(group, SIDES[1])
            middles[n] = median(shares)
            ax.plot([n] * len(shares), shares, "o", color=color, alpha=0.4, markersize=4)
            if value != HELD_OUT:  # that is the point "99", too
                style = {"textcoords": "offset points", "color": color, "ha": side}
                ax.annotate(write(value), (n, middles[n]), offset, **style)
        ax.plot(*zip(*sorted(middles.items())), color=color, linewidth=2, label=label)
    ax.set(xscale="log", xlabel="different pairs in the training (log scale)", xmargin=0.12)
    ax.set(ylabel="exact match on held-out pairs", ylim=(-0.12, 1.15))
    ax.legend(frameon=False, loc="lower right")
    save_figure(figure, path)


def cases_of(options):
    """List the cases that the options ask for: {name: settings}."""
    points = [(n, HELD_OUT) for n in options.largest] + [(MOST, n) for n in options.held_out]
    return {
        f"up to {largest}, {share} held out": pair_settings(Task, largest, LONG_TRAINING, share)
        for largest, share in points
    }


def main():
    """Train at every point of both ways, with the options of the command line."""
    settings = {"largest": [10, 15, 20, 30, 50, 99], "held_out": [0.1, 0.2, 0.5, 0.8, 0.9, 0.95]}
    helps = {"largest": "largest numbers, with a fifth of the pairs held out"}
    helps["held_out"] = f"shares of the pairs up to {MOST} to hold out"
    parser = sweeps.question_parser(__doc__, "pairs_needed", helps=helps, **settings)
    options, cases = sweeps.read_cases(parser, cases_of)
    lines, status = sweeps.sweep(options, "pairs", cases, run_pairs)
    for line in lines:
        largest, share = (line["settings"][name] for name in ("largest", "held_out"))
        line["pairs seen"], _ = splitting.split_sizes(largest, share)
    print_results(lines, [("pairs seen", "pairs seen", "{:.0f}".format), *sweeps.SIDE_COLUMNS])
    return sweeps.draw(options, plot_pairs, lines) or status


if __name__ == "__main__":
    run_script(main)
