"""Sweeps: the same training for several cases and several seeds, its table and its figure.

The options, what --results holds already, and the variations of stage 3's model side by side.
"""

import sys
from functools import partial
from random import Random
from statistics import median
from time import perf_counter

from cli.files import write_files
from cli.options import (
    COUNT,
    SEED,
    Parser,
    add_plot,
    add_repeats,
    check_last_seed,
    file_to_write,
    number_between,
)
from cli.plotting import curves, new_figure, save_figure
from cli.repeating import name_seeds, train_all
from extensions.shared.problems import (
    HELD_OUT,
    SIDES,
    TRAININGS,
    seq2seq,
    train_and_score,
)
from extensions.shared.results import (
    append_result,
    identity,
    percent,
    print_table,
    read_results,
    spread,
    versions,
)
from extensions.shared.splitting import split_pairs

COLORS = ("C0", "C3")  # seen, never seen


def question_parser(description, script, epochs=None, figures=()):
    """Make the parser of a question: its seeds, its results, its figure.

    description: the question's docstring; script: its name; epochs: the default of --epochs in
    words, None for no such option; figures: endings beside those of every figure, None for none.
    """
    parser = Parser(description, f"python -m extensions.{script}")
    add_repeats(parser)
    seed = "for the split, numbers and weights (default: 1)"
    parser.add_argument("--seed", type=SEED, default=1, help=seed)
    if epochs:
        epochs = f"epochs of training (default: {epochs})"
        parser.add_argument("--epochs", type=COUNT, metavar="N", help=epochs)
    add_results(parser)
    if figures is not None:
        add_plot(parser, *figures)
    return parser


def add_results(parser):
    """Add --results, the file of what was trained."""
    parser.add_argument(
        "--results",
        type=file_to_write(".jsonl"),
        metavar="FILE.jsonl",
        help="add each training to this file; train nothing that it holds already",
    )


def add_choice(parser, option, choices, help=""):
    """Add an option that chooses some of several, by default all. help: what they are."""
    parser.add_argument(
        option,
        nargs="+",
        type=type(next(iter(choices))),
        choices=choices,
        default=list(choices),
        metavar=option[2:].upper(),
        help=f"which of {', '.join(map(str, choices))} {help}(default: all)",
    )


def add_held_out(parser):
    """Add --held-out, the share of the pairs that are not trained on."""
    parser.add_argument(
        "--held-out",
        type=number_between(0, 1),
        default=HELD_OUT,
        metavar="FRACTION",
        help=f"of the pairs, to keep out of the training (default: {HELD_OUT})",
    )


def parse_question(parser):
    """Read the command line of a question. What is named twice is trained once."""
    options = parser.parse_args()
    check_last_seed(parser, options.seed, options.repeats)
    for name, value in vars(options).items():
        if isinstance(value, list):
            setattr(options, name, list(dict.fromkeys(value)))
    return options


def check_split(parser, largest, held_out):
    """End with one line if such a share of the pairs up to largest cannot be held out."""
    try:
        split_pairs(largest, held_out, Random(1))
    except ValueError as error:
        parser.error(f"argument --held-out: {error} (up to {largest})")


def sweep(options, script, cases, train, version=1):
    """Train every case with every seed, unless --results holds it already.

    cases: {name: settings}, which JSON can hold; train(seed, callbacks, **settings): returns the
    number of weights and the scores, a dictionary that JSON can hold; version: of the experiment.
    Returns {name: its lines, as read_results returns them}, and the exit status: 1 if a training
    has failed, or could not be written. Ends with that status if all have failed.
    """
    seeds = range(options.seed, options.seed + options.repeats)
    held = {identity(line): line for line in read_results(options.results)}
    wanted, missing = {}, []
    for name, settings in cases.items():
        if getattr(options, "epochs", None):
            settings = settings | {"n_epoch": options.epochs}
        for seed in seeds:
            line = {"script": script, "version": version, "settings": settings, "seed": seed}
            if identity(line) not in (*held, *wanted.values()):
                run = partial(train_and_append, options.results, line, train)
                missing.append((f"{name}, seed {seed}", settings.get("n_epoch"), run))
            wanted[name, seed] = identity(line)
    status = 0
    for (name, *_), (result, seconds) in zip(missing, train_all(missing, options.jobs)):
        if result is not None:
            line, unwritten = result
            print(f"{name}: trained and scored in {seconds:.0f} s")
            held[identity(line)] = line
            status |= unwritten
    status |= not held.keys() >= set(wanted.values())
    if not held.keys() & wanted.values():
        sys.exit(status)
    lines = {name: [] for name in cases}
    for (name, _), key in wanted.items():
        lines[name] += [held[key]] if key in held else []
    return {name: runs for name, runs in lines.items() if runs}, status


def train_and_append(path, line, train, callbacks):
    """Train what a line says, complete the line with what came of it, and append it to a file.

    Returns the line, and the exit status: 1 if it could not be written, which is said.
    """
    start = perf_counter()
    n_weights, scores = train(seed=line["seed"], callbacks=callbacks, **line["settings"])
    line = line | {"seconds": round(perf_counter() - start, 1), "weights": n_weights}
    line |= {"scores": scores, "with": versions()}
    return line, write_files((path, partial(append_result, line=line)))


def last(lines, side):
    """List the score at the end of each training, on one side of the split."""
    return [line["scores"][side][-1] for line in lines]


def shares(write=percent):
    """Make the columns of print_results with both sides' exact match. write(share): to a string."""
    return {
        f"{side} %": partial(lambda side, lines: spread(last(lines, side), write), side)
        for side in SIDES
    }


WEIGHTS = {"weights": lambda lines: f"{lines[0]['weights']:,}"}  # a column of print_results


def print_results(options, results, columns, title="{}"):
    """Print a table with a row for each case, after an empty line.

    results: {name: lines}; columns: {header: a function of the lines}; title: of the first column,
    with a place for the seeds. A case of which some seeds have failed says how many it has.
    """
    rows = [
        [name_row(name, lines, options), *(cell(lines) for cell in columns.values())]
        for name, lines in results.items()
    ]
    print()
    print_table([title.format(seeds_of(options)), *columns], rows)


def name_row(name, lines, options):
    """Name a row of a table, and how many seeds it has, if some have failed."""
    missing = len(lines) < options.repeats
    return f"{name} ({len(lines)} of {options.repeats} seeds)" if missing else name


def seeds_of(options):
    """Name the seeds in words."""
    return name_seeds(options.seed, options.repeats)


def draw_learning(path, title, results, n_columns):
    """Draw the exact match on both sides over the epochs: every training, and the medians.

    results: {name of a case: its lines}.
    """
    figure, axes = new_figure(len(results), title, n_rows=-(-len(results) // n_columns))
    for ax, (name, lines) in zip(axes, results.items()):
        for side, color in zip(SIDES, COLORS):
            shares = [line["scores"][side] for line in lines]
            curves(ax, lines[0]["scores"]["epochs"], shares, side, color=color)
        ax.set(xlabel="epoch", ylim=(-0.03, 1.03))
        ax.set_title(name.replace(", ", "\n"), fontsize=9)
    for ax in axes[::n_columns]:
        ax.set(ylabel="exact match")
    figure.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=2)
    save_figure(figure, path)


def compare(variations, description, script):
    """Compare variations of stage 3's model, as the command line says.

    variations: functions from the tutorial's Problem to the variation's; the first changes nothing;
    description, script: for --help, and the name of the script. Prints one table for each size of
    the numbers, the best first. Returns the exit status.
    """
    names = [variation.__name__ for variation in variations]
    parser = question_parser(description, script, "30 up to 10, 60 up to 99")
    add_choice(parser, "--largest", TRAININGS, "is the largest of the numbers ")
    add_choice(parser, "--variations", names)
    add_held_out(parser)
    options = parse_question(parser)
    cases = {}
    for largest in options.largest:
        check_split(parser, largest, options.held_out)
        for name in options.variations:
            case = {"variation": name, "largest": largest, "held_out": options.held_out}
            cases[f"{name} up to {largest}"] = case | TRAININGS[largest]
    train = partial(train_variation, dict(zip(names, variations)))
    lines, status = sweep(options, script, cases, train)
    titles = {name: name.replace("_", " ") for name in names}
    titles[names[0]] += " (tutorial)"
    panels = {}
    for largest in options.largest:
        rows = {titles[name]: lines.get(f"{name} up to {largest}") for name in options.variations}
        scores = {name: [last(runs, side) for side in SIDES] for name, runs in rows.items() if runs}
        best = sorted(scores, key=lambda name: [-median(each) for each in reversed(scores[name])])  # noqa: B023
        ordered = {name: rows[name] for name in best}
        print_results(options, ordered, WEIGHTS | shares(), f"up to {largest}, {{}}")
        panels[f"up to {largest}"] = [(name, dict(zip(SIDES, scores[name]))) for name in best]
    title = f"{script.replace('_', ' ')}, {seeds_of(options)}"
    return write_files((options.plot, lambda path: draw_shares(path, title, panels))) or status


def train_variation(variations, variation, largest, seed, callbacks, **training):
    """Train one of several variations. Returns what a sweep wants."""
    problem = variations[variation](seq2seq(largest))
    model, scores = train_and_score(problem, seed, callbacks, **training)
    return model.count_params(), scores


def draw_shares(path, title, panels):
    """Draw the wrong answers of every training as a dot, and the medians as lines.

    panels: {title of a panel: [(name of a row, {side: shares of right answers}), ...]}. All panels
    have the order of the first.
    """
    figure, axes = new_figure(len(panels), title)
    names = list(dict.fromkeys(name for rows in panels.values() for name, _ in rows))
    for ax, (panel, rows) in zip(axes, panels.items()):
        for name, sides in rows:
            for (side, shares), color, offset in zip(sides.items(), COLORS, (-0.12, 0.12)):
                wrong = [100 * (1 - share) for share in shares]
                y = names.index(name) + offset
                ax.plot(wrong, [y] * len(wrong), "o", alpha=0.4, color=color)
                if wrong:
                    ax.plot([median(wrong)] * 2, [y - 0.12, y + 0.12], color=color, label=side)
        # a log scale, but with a zero: most of the shares are small
        ax.set_xscale("symlog", linthresh=0.1, linscale=0.5)
        ax.set(title=panel, xlabel="wrong answers in %", xlim=(-0.02, 130))
        ax.set(xticks=(0, 0.1, 1, 10, 100), xticklabels=("0", "0.1", "1", "10", "100"))
        ax.set(yticks=range(len(names)), yticklabels=names)
        ax.invert_yaxis()
        ax.label_outer()
    handles = dict(zip(*reversed(axes[0].get_legend_handles_labels())))  # each side once
    figure.legend(handles.values(), handles, loc="outside lower center", ncols=2)
    save_figure(figure, path)
