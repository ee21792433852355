"""Sweeps: the same training for several cases and several seeds, its table and its figure.

The options, what --results holds already, and the variations of stage 3's model side by side.
"""

if __name__ == "__main__":
    raise SystemExit("It is no script. Run a question: python -m extensions.held_out_pairs")

import sys
from functools import partial
from random import Random
from statistics import median
from time import perf_counter

from cli.checkpoints import load_in_place_of_fit
from cli.files import write_files
from cli.options import (
    COUNT,
    SEED,
    Parser,
    add_plot,
    add_repeats,
    add_run_options,
    check_last_seed,
    file_to_write,
    number_between,
    parse_settings,
)
from cli.plotting import curves, new_figure, save_figure
from cli.repeating import name_seeds, train_all, train_one
from extensions.shared.problems import HELD_OUT, SIDES, TRAININGS, seq2seq, train_and_score
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
KNOWN = 0.99  # the share of right answers from which on a figure calls the seen pairs known


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
    help = "add each training to this file; train nothing that it holds already"
    some = {"type": file_to_write(".jsonl"), "metavar": "FILE.jsonl", "help": help}
    parser.add_argument("--results", **some)


def add_choice(parser, option, choices, help="", default=()):
    """Add an option that chooses some of several. help: what they are; default: () for all."""
    names = list(choices)
    some = {"nargs": "+", "type": type(names[0]), "choices": choices}
    some["default"] = list(default) or names
    shown = " ".join(map(str, default)) or "all"
    help = f"which of {', '.join(map(str, names))} {help}(default: {shown})"
    parser.add_argument(option, **some, metavar=option[2:].upper(), help=help)


def add_held_out(parser):
    """Add --held-out, the share of the pairs that are not trained on."""
    help = f"of the pairs, to keep out of the training (default: {HELD_OUT})"
    some = {"type": number_between(0, 1), "default": HELD_OUT, "metavar": "FRACTION"}
    parser.add_argument("--held-out", **some, help=help)


def parse_question(parser):
    """Read the command line of a question. What is named twice is trained once."""
    options = parser.parse_args()
    check_last_seed(parser, options.seed, options.repeats)
    for name, value in vars(options).items():
        if isinstance(value, list):
            setattr(options, name, list(dict.fromkeys(value)))
    return options


def parse_training(parser, question="3+10"):
    """Add the options of a script whose model can be saved, and read its command line.

    question: an example of one. Returns the options, with needs_model: whether one model is saved,
    loaded or asked, and only_asks: whether only answers are wanted; and the settings, without seed.
    """
    add_results(parser)
    add_run_options(parser, question)
    training_only = ("n_examples", "n_epoch", "n_batch", "learning_rate")
    options, settings, _ = parse_settings(parser, training_only, n_units=2)
    options.seed = settings.pop("seed")
    options.needs_model = options.save or options.load or options.ask is not None
    options.only_asks = options.load is not None and options.ask is not None
    return options, settings


def train_or_load(options, name, n_epoch, train):
    """Train one model, or load it. Returns what train returns.

    n_epoch: None if nobody knows; train(seed, callbacks, train): the last takes the place of fit.
    """
    if options.load is not None:
        train = partial(train, train=load_in_place_of_fit(options.load))
    return train_one(name, n_epoch, partial(train, options.seed))


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
    held = {identity(line): line for line in read_results(options.results)}
    wanted, missing, status = {name: [] for name in cases}, {}, 0
    for name, settings in cases.items():
        if getattr(options, "epochs", None):
            settings = settings | {"n_epoch": options.epochs}
        for seed in range(options.seed, options.seed + options.repeats):
            line = {"script": script, "version": version, "settings": settings, "seed": seed}
            wanted[name].append(key := identity(line))
            if key not in held and key not in missing:
                run = partial(train_and_append, options.results, line, train)
                missing[key] = f"{name}, seed {seed}", settings.get("n_epoch"), run
    if missing and options.results:
        print(f"{len(missing)} trainings are not in {options.results} yet.")
    for (key, (name, *_)), (result, seconds) in zip(
        missing.items(), train_all(list(missing.values()), options.jobs)
    ):
        if result is None:
            status = 1
            continue
        held[key], unwritten = result
        print(f"{name}: trained and scored in {seconds:.0f} s")
        status |= unwritten
    results = {name: [held[key] for key in keys if key in held] for name, keys in wanted.items()}
    results = {name: lines for name, lines in results.items() if lines}
    if not results:
        sys.exit(status)
    return results, status


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
    return [scores[-1] for scores in scores_of(lines, side)]


def shares(write=percent):
    """Make the columns of print_results with both sides' exact match. write(share): to a string."""
    return {
        f"{side} %": lambda lines, side=side: spread(last(lines, side), write) for side in SIDES
    }


def score_columns(names, write=percent, header="{}"):
    """Make a column of print_results for each of some scores, which may be None for some seeds."""

    def column(name):
        return lambda lines: spread([s for s in scores_of(lines, name) if s is not None], write)

    return {header.format(name): column(name) for name in names}


def scores_of(lines, name):
    """List one score of several trainings."""
    return [line["scores"][name] for line in lines]


# columns of print_results
WEIGHTS = {"weights": lambda lines: f"{lines[0]['weights']:,}"}
SECONDS = {
    "seconds": lambda lines: spread([line["seconds"] for line in lines], "{:.0f}".format),
}


def print_results(options, results, columns, title="{}"):
    """Print a table with a row for each case, after an empty line.

    results: {name: lines}; columns: {header: a function of the lines}; title: of the first column,
    with a place for the seeds. A case of which some seeds have failed names the others.
    """
    rows = [
        [name_row(name, lines, options), *(cell(lines) for cell in columns.values())]
        for name, lines in results.items()
    ]
    print()
    print_table([title.format(seeds_of(options)), *columns], rows)


def print_scores(options, results, tests, write=lambda test, scores: spread(scores)):
    """Print a table with a row for each test, and a column for each case.

    tests: names of scores; write(test, scores): a cell, from the scores of all seeds.
    """
    rows = []
    for test in tests:
        scores = (scores_of(lines, test) for lines in results.values())
        rows.append([test, *(write(test, each) for each in scores)])
    names = [name_row(name, lines, options) for name, lines in results.items()]
    print_table([f"right in %, {seeds_of(options)}", *names], rows)


def name_row(name, lines, options):
    """Name a row of a table, and the seeds that it is made of, if others have failed."""
    if len(lines) == options.repeats:
        return name
    return f"{name} (seed {', '.join(str(line['seed']) for line in lines)})"


def seeds_of(options):
    """Name the seeds in words."""
    return name_seeds(options.seed, options.repeats)


def draw_learning(path, title, results, n_columns):
    """Draw the exact match on both sides over the epochs. results: {name of a case: its lines}.

    The panels are gray from the epoch on after which nearly all seen pairs are right (median).
    """
    figure, axes = new_figure(len(results), title, n_rows=-(-len(results) // n_columns))
    for ax, (name, lines) in zip(axes, results.items()):
        epochs = lines[0]["scores"]["epochs"]
        for side, color in zip(SIDES, COLORS):
            curves(ax, epochs, scores_of(lines, side), side, color=color)
        known = [median(shares) > KNOWN for shares in zip(*scores_of(lines, SIDES[0]))]
        if any(known):
            label = f"since over {percent(KNOWN)} % of the seen were right"
            ax.axvspan(epochs[known.index(True)], epochs[-1], color="0.9", zorder=0, label=label)
        ax.set(xlabel="epoch", ylim=(-0.03, 1.03))
        ax.set_title(name.replace(", ", "\n"), fontsize=9)
    for ax in axes[::n_columns]:
        ax.set(ylabel="exact match")
    handles = {}  # each label once
    for ax in axes:
        handles.update(zip(*reversed(ax.get_legend_handles_labels())))
    figure.legend(handles.values(), handles, loc="outside lower center", ncols=3)
    save_figure(figure, path)


def compare(variations, description, script, measures=(), version=1):
    """Compare variations of stage 3's model, as the command line says.

    variations: functions from the tutorial's Problem to the variation's; the first changes nothing;
    description, script: for --help, and the name of the script; measures: functions of the expected
    and the predicted answers to the seen questions, a column each; version: see sweep. Prints one
    table for each size of the numbers, the best first. Returns the exit status.
    """
    named = {variation.__name__: variation for variation in variations}
    parser = question_parser(description, script, "30 up to 10, 60 up to 99")
    add_choice(parser, "--largest", TRAININGS, "is the largest of the numbers ")
    add_choice(parser, "--variations", named)
    add_held_out(parser)
    options = parse_question(parser)
    cases = {}
    for largest in options.largest:
        check_split(parser, largest, options.held_out)
        for name in options.variations:
            case = {"variation": name, "largest": largest, "held_out": options.held_out}
            cases[f"{name} up to {largest}"] = case | TRAININGS[largest]
    measures = {each.__name__.replace("_", " "): each for each in measures}
    run = partial(train_variation, named, measures=measures)
    results, status = sweep(options, script, cases, run, version)
    columns = WEIGHTS | shares() | score_columns(measures, header="{} %")
    titles = {name: name.replace("_", " ") for name in named}
    titles[variations[0].__name__] += " (tutorial)"
    panels = {}
    for largest in options.largest:
        rows = {titles[name]: results.get(f"{name} up to {largest}") for name in options.variations}
        rows = best_first({row: lines for row, lines in rows.items() if lines})
        print_results(options, rows, columns, f"up to {largest}, {{}}")
        panels[f"up to {largest}"] = {
            row: {side: last(lines, side) for side in SIDES} for row, lines in rows.items()
        }
    title = f"{script.replace('_', ' ')}, {seeds_of(options)}"
    return write_files((options.plot, lambda path: draw_shares(path, title, panels))) or status


def best_first(results):
    """Sort {name: lines} by the exact match on never seen pairs, then by that on seen ones."""

    def rank(name):
        return [median(last(results[name], side)) for side in reversed(SIDES)]

    return {name: results[name] for name in sorted(results, key=rank, reverse=True)}


def train_variation(variations, variation, largest, seed, callbacks, measures=None, **training):
    """Train one of several variations. Returns what a sweep wants."""
    problem, more = variations[variation](seq2seq(largest)), {}

    def measure(model, epoch, questions, predicted):
        expected = problem.decode(problem.encode(*questions[SIDES[0]])[1])
        for name, function in measures.items():
            more[name] = function(expected, predicted[SIDES[0]])

    measured = measure if measures else None
    model, scores = train_and_score(problem, seed, callbacks, on_scored=measured, **training)
    return model.count_params(), scores | more


def draw_shares(path, title, panels):
    """Draw the wrong answers of every training as a dot, and the medians as lines.

    panels: {title of a panel: {name of a row: {side: shares of right answers}}}. All panels have
    the order of the first.
    """
    figure, axes = new_figure(len(panels), title)
    names = list(dict.fromkeys(name for rows in panels.values() for name in rows))
    for ax, (panel, rows) in zip(axes, panels.items()):
        for name, sides in rows.items():
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
