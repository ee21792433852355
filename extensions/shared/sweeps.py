"""Sweeps: the same training for several cases and several seeds, and the options of a question."""

import os
import sys
from functools import partial
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter

from cli.files import write_files
from cli.options import COUNT, Parser, file_to_write, number
from cli.running import train_all
from extensions.shared.results import (
    append_result,
    backend,
    grouped,
    identity,
    percent,
    print_results,
    read_results,
    values_of,
    versions,
)
from extensions.shared.splitting import split_pairs
from extensions.shared.tasks import TRAININGS
from extensions.shared.training import HELD_OUT, SIDES, train_and_score

SHARES = [(f"{side} %", side, percent) for side in SIDES]  # columns of print_results
WEIGHTS = [("weights", "weights", "{:,.0f}".format)]
SECONDS = [("seconds", "seconds", "{:.0f}".format)]


def question_parser(description, question, epochs=None, figures=(), minutes=None):
    """Make the parser of a question: its seeds, its results, its figure.

    description: the question's docstring; question: the script's name; epochs: the default of
    --epochs in words, None for no such option; figures: as for Parser; minutes: of all trainings.
    """
    parser = Parser(description, f"python -m extensions.{question}", figures)
    parser.setting("seed", 1)
    if epochs:
        parser.option("--epochs", f"epochs of training (default: {epochs})", type=COUNT)
    add_results(parser, minutes)
    parser.set_defaults(repeats=1, jobs=1, seed=1, epochs=None, plot=None)
    return parser


def add_results(parser, minutes=None):
    """Add --results, the file of what was trained."""
    new = f", which takes some {minutes} minutes" if minutes else ""
    help = "add each training to this file, and train nothing that it holds. Without it, or with a "
    help += f"new file, all is trained{new}"
    parser.option("--results", help, type=results_file, metavar="FILE.jsonl")
    parser.set_defaults(results=None)


def results_file(text):
    """Read the argument of --results. A file that is there may be one that can only be read."""
    path = Path(text)
    return path if path.suffix == ".jsonl" and path.is_file() else file_to_write(".jsonl")(text)


def add_choice(parser, option, choices, help="", default=()):
    """Add an option that chooses some of several. help: what they are; default: () for all."""
    names = list(choices)
    default = list(default) or names
    kind = type(names[0])
    quoted = ", ".join(repr(name) if kind is str and " " in name else str(name) for name in names)
    shown = "all" if default == names else " ".join(map(str, default))
    rest = {"nargs": "+", "type": kind, "choices": names, "metavar": option[2:].upper()}
    parser.option(option, f"which of {quoted} {help}(default: {shown})", **rest)
    parser.set_defaults(**{option[2:].replace("-", "_"): default})


def add_held_out(parser):
    """Add --held-out, the share of the pairs that are not trained on."""
    help = "of the pairs, to keep out of the training"
    parser.option("--held-out", help, HELD_OUT, "FRACTION", type=number(float, 0, 1))
    parser.set_defaults(held_out=HELD_OUT)


def parse_question(parser):
    """Read the command line of a question. What is named twice is trained once."""
    options = parser.parse_args()
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


def sweep(options, question, cases, train, needs=()):
    """Train every case with every seed, unless --results holds it already.

    question: under which the trainings are kept; questions that share a training share the name;
    cases: {name: settings}, which JSON can hold; train(seed, callbacks, **settings): returns a
    dictionary with "weights", their number; "scores", numbers or lists of numbers; and perhaps
    "kept", for figures; needs: names of scores, or of what is kept, without which a training that
    is held does not count.
    Returns the lines, each with its "case", and the exit status: 1 if a training has failed or
    could not be written. Ends with that status if all have failed.
    """
    held = read_results(options.results)
    wanted, missing, status = [], {}, 0
    for case, settings in cases.items():
        if getattr(options, "epochs", None):
            settings = settings | {"n_epoch": options.epochs}
        for seed in range(options.seed, options.seed + options.repeats):
            line = {"question": question, "settings": settings, "seed": seed, "backend": backend()}
            key = identity(line)
            wanted.append((case, key))
            known = held.get(key, {})
            has = {*known.get("scores", ()), *known.get("kept", ())}
            if (not known or not has.issuperset(needs)) and key not in missing:
                run = partial(train_and_append, options.results, line, train)
                missing[key] = f"{case}, seed {seed}", settings.get("n_epoch", 1), run
    if missing and options.results:
        s = "s are" if len(missing) > 1 else " is"
        say(f"{len(missing)} training{s} not in {options.results} yet.")
    outcomes = train_all(list(missing.values()), options.jobs) if missing else []
    for (key, (name, *_)), (result, seconds) in zip(list(missing.items()), outcomes):
        if result is not None:
            say(f"{name}: trained and scored in {seconds:.0f} s")
            held[key], unwritten = result
            status |= unwritten
            del missing[key]
    lines = [held[key] | {"case": case} for case, key in wanted if key not in missing]
    if not lines:
        sys.exit(1)
    return lines, 1 if missing else status


def say(line):
    """Print a line of a run that goes on if nobody reads any more: the results are in a file."""
    try:
        print(line)
    except BrokenPipeError:
        sys.stdout = open(os.devnull, "w")


def train_and_append(path, line, train, callbacks):
    """Train what a line says, complete the line with what came of it, and append it to a file.

    Returns the line, and the exit status: 1 if it could not be written, which is said.
    """
    start = perf_counter()
    result = train(seed=line["seed"], callbacks=callbacks, **line["settings"])
    line = line | {"kept": {}} | result
    line |= {"seconds": round(perf_counter() - start, 1), "with": versions()}
    return line, write_files((path, partial(append_result, line=line)))


def compare(description, question, tasks, more=(), minutes=None):
    """Compare variations of the tutorial's network, as the command line says.

    tasks: classes, the first the tutorial's; description, question: for --help, and the name of the
    script; more: columns, as for print_results; minutes: of all trainings. Prints one table for
    each size of the numbers, the best first. Returns the exit status.
    """
    named = {task.name: task for task in tasks}
    parser = question_parser(description, question, "30 up to 10, 60 up to 99", None, minutes)
    add_choice(parser, "--largest", TRAININGS, "is the largest of the numbers ")
    add_choice(parser, "--variations", named)
    add_held_out(parser)
    options = parse_question(parser)
    cases = {}
    for largest in options.largest:
        check_split(parser, largest, options.held_out)
        for name in options.variations:
            case = {"network": name, "largest": largest, "held_out": options.held_out}
            cases[f"{name} up to {largest}"] = case | TRAININGS[largest]
    needs = [*SIDES, *(name for _, name, _ in more)]
    train = partial(train_network, named)
    lines, status = sweep(options, "pairs", cases, train, needs)
    for line in lines:
        line["case"] = line["settings"]["network"]
    columns = [*WEIGHTS, *SHARES, *more]
    for largest, group in grouped(lines, "largest").items():
        print_results(best_first(group), columns, f"up to {largest}, {{}}")
    return status


def train_network(tasks, network, largest, seed, callbacks, **settings):
    """Train one of some tasks on the seen pairs, and score it. tasks: {name of a network: class}.

    Returns what a sweep wants.
    """
    return train_and_score(tasks[network](largest), seed, callbacks, **settings)


def best_first(lines):
    """Sort lines by their case's exact match on never seen pairs, then by that on seen ones."""
    ranks = {
        case: [median(values_of(group, side)) for side in reversed(SIDES)]
        for case, group in grouped(lines).items()
    }
    return sorted(lines, key=lambda line: ranks[line["case"]], reverse=True)
