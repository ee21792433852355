"""What if it reads as we add, column by column?

The tutorial's network has to remember '12+50' before it writes. Here an LSTM
reads a column at a time, two one-hot digits, the last digits first. It writes
that column of the sum, and only remembers the carry. Evenly drawn digits
seldom carry far. So hard sums have more columns that make nine.

Expect 7,114 weights, trained on ten digits in less than a minute, to add 1,000
digits. With evenly drawn digits, half of the seeds lose carries that go far.

Try --digits 3: how long may the numbers be then?
"""

import sys
from random import Random

from cli.plotting import curves, save_figure
from cli.terminal import run_script
from common.reporting import exact_match
from extensions.shared import by_column, figures, results, sweeps
from extensions.shared.asking import name_cases, run_models
from extensions.shared.hard_sums import sample_ten_or_more, to_numbers
from extensions.shared.training import train

LENGTHS = (3, 10, 30, 100, 300, 1000)  # the digits of the numbers to test on
NINES = (1000, 10_000)  # the digits of the nines to which one is added
CHAINS = (0, 5, 10, 20, 40, 100, 300)  # the lengths of chains of carries, in CHAIN_DIGITS digits
CHAIN_DIGITS, N_TEST, N_CHAINS = 300, 1000, 100
DRAWS = {"with hard sums": "nines", "evenly drawn numbers only": "evenly"}


def create_task(seed, digits, units, draws):
    """Build the task, with its tests: random sums, chains and nines plus one."""
    sys.set_int_max_str_digits(0)  # numbers, and questions, may be as long as one likes
    task, rng = by_column.ColumnReader(digits, units, draws), Random(f"test {seed}")
    task.rng = Random(seed)  # the training has other numbers than the tests
    task.tests = {f"{n:,} digits": by_column.sample_evenly(N_TEST, n, rng) for n in LENGTHS}
    for chain in CHAINS:
        task.tests[f"chains of {chain}"] = sample_chains(N_CHAINS, CHAIN_DIGITS, chain, rng)
    task.tests |= {f"{n:,} nines + 1": [(10**n - 1, 1)] for n in NINES}
    return task


def score(task, model):
    """Score the tests. Returns a result."""
    scores = {name: exact_match(*task.ask(model, pairs)) for name, pairs in task.tests.items()}
    return {"weights": model.count_params(), "scores": scores}


def sample_chains(n, digits, chain, rng):
    """Sample n pairs in which every chain of carries is chain columns long, with gaps between.

    A chain starts with a column that makes ten or more, and goes on with columns that make nine. A
    gap makes eight or less, so that the carry ends there.
    """
    pairs = []
    for _ in range(n):
        columns = []
        while len(columns) < digits:
            a = rng.randint(0, 8)
            columns.append((a, rng.randint(0, 8 - a)))
            if chain:
                columns.append(sample_ten_or_more(rng))
                columns += [(a, 9 - a) for a in rng.choices(range(10), k=chain - 1)]
        pairs.append(to_numbers(columns[:digits]))
    return pairs


def plot_chains(path, lines):
    """Draw the exact match by the length of the chains."""
    figure, (ax,) = figures.new_panels(1, "Carries that go through many columns, {}", lines)
    for i, (case, group) in enumerate(results.with_seeds(lines).items()):
        shares = [[line["scores"][f"chains of {chain}"] for chain in CHAINS] for line in group]
        curves(ax, CHAINS, shares, case, color=figures.COLORS[i % len(figures.COLORS)], marker=".")
    ax.set_xscale("symlog", linthresh=5, linscale=0.4)
    ax.set(xticks=CHAINS, xticklabels=CHAINS, ylim=(-0.03, 1.03))
    ax.set(xlabel="columns that each carry goes through", ylabel="exact match on 300 digits")
    ax.minorticks_off()
    ax.legend(frameon=False)
    save_figure(figure, path)


def report(lines):
    """Print what is right: the share, or of how many seeds if it is one sum."""

    def write(test, scores):
        is_one = "nines" in test
        return f"{scores.count(1)} of {len(scores)} seeds" if is_one else results.spread(scores)

    results.print_scores(lines, "right in %", lines[0]["scores"], write)


def cases_of(options):
    """List the cases that the options ask for: {name: settings}."""
    is_one = options.save or options.ask is not None  # model to save or to ask
    draws = options.draws or [*DRAWS][: 1 if is_one else None]
    parts = str, "{} digits".format, "{} units".format
    cases = name_cases(parts, (draws, options.digits, options.units))
    return {
        name: {"digits": digits, "draws": DRAWS[draws], "units": units, **by_column.TRAINING}
        for name, (draws, digits, units) in cases.items()
    }


def main():
    """Train and test with the options of the command line."""
    parser = sweeps.question_parser(__doc__, "columns", digits=[10], draws=DRAWS, units=[32])
    parser.set_defaults(draws=[])
    return run_models(parser, "columns", cases_of, create_task, train, score, report, plot_chains)


if __name__ == "__main__":
    run_script(main)
