"""How many pairs must it see?

The tutorial's network memorises the sums of numbers up to 10, and learns to
add numbers up to 99: see held_out_pairs. Here is the line between the two. The
network and its training stay the same, 60 epochs of 9600 examples. What
changes is which pairs it sees. There are two ways to give it fewer:
- smaller numbers, with a fifth of the pairs held out;
- numbers up to 99, with a larger share of the pairs held out.

Expect no sudden border. The more pairs it sees, the more of the others it gets
right. In the median that is none with 44 pairs, half of them with 168, and
nearly all with 1020. The share matters too: with numbers up to 99, it needs
495 pairs to get half of the others right.

Try --largest 30 --held-out 0.925 --repeats 5: the same number of pairs in two
ways.
"""

if not __package__:
    raise SystemExit("Run it as a module: python -m extensions.pairs_needed")

from functools import partial
from random import Random
from statistics import median

from cli.files import write_files
from cli.options import number
from cli.plotting import new_figure, save_figure
from cli.terminal import run_script
from extensions.shared import sweeps
from extensions.shared.results import grouped, percent, print_results, seeds_of, values_of
from extensions.shared.splitting import split_pairs
from extensions.shared.tasks import LONG_TRAINING, Task
from extensions.shared.training import HELD_OUT, SIDES

MOST = 99  # the largest number while the share changes
LARGEST = [10, 15, 20, 30, 50, 99]
FRACTIONS = [0.1, 0.2, 0.5, 0.8, 0.9, 0.95]


def plot_pairs(path, title, ways):
    """Draw the exact match on never seen pairs by the number of pairs in the training.

    ways: {label: (lines, name of the setting that changes, how to write it)}.
    """
    figure, (ax,) = new_figure(1, title)
    styles = (("C0", (-6, 6), "right"), ("C3", (6, -12), "left"))
    for (color, offset, side), (label, (lines, name, write)) in zip(styles, ways.items()):
        middles = {}
        for value, group in grouped(lines, name).items():
            n, shares = group[0]["pairs seen"], values_of(group, SIDES[1])
            middles[n] = median(shares)
            ax.plot([n] * len(shares), shares, "o", color=color, alpha=0.4, markersize=4)
            style = {"textcoords": "offset points", "color": color, "ha": side}
            if value != HELD_OUT:  # that is the point "99", too
                ax.annotate(write(value), (n, middles[n]), offset, **style)
        ax.plot(*zip(*sorted(middles.items())), color=color, linewidth=2, label=label)
    ax.set(xscale="log", xlabel="different pairs in the training (log scale)", xmargin=0.12)
    ax.set(ylabel="exact match on never seen pairs", ylim=(-0.12, 1.15))
    ax.legend(frameon=False, loc="lower right")
    save_figure(figure, path)


def main():
    """Train at every point of both ways, with the options of the command line."""
    parser = sweeps.question_parser(__doc__, "pairs_needed", LONG_TRAINING["n_epoch"], minutes=60)
    parser.set_defaults(largest=LARGEST, held_out=FRACTIONS)
    help = "largest numbers, with a fifth held out"
    parser.option("--largest", help, LARGEST, type=number(int, 2, 999), nargs="+")
    help = f"shares of the pairs up to {MOST} to hold out"
    parser.option("--held-out", help, FRACTIONS, "FRACTION", type=number(float, 0, 1), nargs="+")
    options = sweeps.parse_question(parser)
    fifth = {f"up to {n}": (n, HELD_OUT) for n in options.largest}
    shares = {f"up to {MOST}, {share} held out": (MOST, share) for share in options.held_out}
    cases = {}
    for name, (largest, share) in (fifth | shares).items():
        sweeps.check_split(parser, largest, share)
        case = {"network": Task.name, "largest": largest, "held_out": share}
        cases[name] = case | LONG_TRAINING
    train = partial(sweeps.train_network, {Task.name: Task})
    lines, status = sweeps.sweep(options, "pairs", cases, train, SIDES)
    for line in lines:
        seen, _ = split_pairs(line["settings"]["largest"], line["settings"]["held_out"], Random(1))
        line["pairs seen"] = len(seen)
    columns = [("held out %", "held_out", percent), ("pairs seen", "pairs seen", "{:.0f}".format)]
    print_results(lines, [*columns, *sweeps.SHARES])
    in_fifth = [line for line in lines if line["case"] in fifth]
    in_shares = [line for line in lines if line["case"] in shares]
    ways = {
        "a fifth held out, numbers up to ...": (in_fifth, "largest", str),
        f"up to {MOST}, ... % held out": (in_shares, "held_out", percent),
    }
    title = f"How many pairs must it see? {seeds_of(lines)}"
    return write_files((options.plot, partial(plot_pairs, title=title, ways=ways))) or status


if __name__ == "__main__":
    run_script(main)
