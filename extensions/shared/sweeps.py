"""Sweeps: the same training for several cases and several seeds, and the options of a question."""

import json
import sys
from argparse import BooleanOptionalAction
from functools import partial
from statistics import median
from time import perf_counter

from cli.files import write_files
from cli.options import Parser, file_to_write, number
from cli.running import train_all
from extensions.shared import results
from extensions.shared.results import grouped, values_of
from extensions.shared.training import HELD_OUT, SIDES, pair_case, train_and_score

SHARES = results.shares_of(SIDES)  # columns of print_results
WEIGHTS = [("weights", "weights", "{:,.0f}".format)]
SECONDS = [("seconds", "seconds", "{:.0f}".format)]
KINDS = {  # of settings that the stages do not have: their type, their help
    "held_out": (number(float, 0, 1), "share of the pairs to keep out of the training"),
    "digits": (number(int, 1, 1000), "the most digits of a number"),
    "trained_digits": (number(int, 1, 1000), "the most digits in the training, if fewer"),
    "operands": (number(int, 2, 9), "the fewest and the most numbers in an expression"),
    "terms": (number(int, 2, 9), "the fewest and the most numbers in a sum"),
    "strict": (None, "hold out an expression, too, if two of its numbers are a held-out sum"),
    "reverse_question": (None, "write the question from right to left"),
    "reverse_answer": (None, "write the answer from right to left"),
    "curriculum": (None, "begin with numbers of one digit"),
    "decay": (None, "let the learning rate decay at the end"),
    "scatter": (file_to_write(".png", ".svg"), "draw a dot for each training", "FILE"),
}


def question_parser(description, question, minutes, figures=(), chosen=(), helps=(), **settings):
    """Make the parser of a question: its seeds, its epochs, its results, its figure, its settings.

    question: the script's name; minutes: that all of its trainings take; figures: as for Parser;
    settings: their defaults. A list is of several values, a tuple is one value, and from a
    dictionary one chooses names; chosen: {setting: names}, where the default is not all of them;
    helps: {setting: help}, where it is not the usual one.
    """
    parser = Parser(description, f"python -m extensions.{question}", figures)
    parser.set_defaults(repeats=1, jobs=1, plot=None, results=None)
    chosen, helps = dict(chosen), dict(helps)
    help = "add each training to this file, and train only what it does not hold. Without it, or "
    help += f"with a new file, all is trained: some {minutes} minutes with the page's --repeats"
    parser.option("--results", help, type=file_to_write(".jsonl"), metavar="FILE.jsonl")
    for name, default in {"seed": 1, "n_epoch": None, **settings}.items():
        rest, shown = dict(zip(("type", "help", "metavar"), KINDS.get(name, ()))), default
        if isinstance(default, bool):
            option = "--" + name.replace("_", "-")
            parser.add_argument(option, action=BooleanOptionalAction, help=rest["help"])
            parser.set_defaults(**{name: default})
            continue
        if default is None and name not in KINDS:
            shown = "each training's own"
        elif isinstance(default, dict):
            quoted = ", ".join(f'"{choice}"' if " " in choice else choice for choice in default)
            rest = {"choices": default, "type": str, "help": f"which of {quoted}"}
            shown, default = chosen.get(name, "all"), chosen.get(name, [*default])
            rest["metavar"] = "NAME"
        if isinstance(default, (list, tuple)):
            rest["nargs"] = len(default) if isinstance(default, tuple) else "+"
        rest |= {"help": helps[name]} if name in helps else {}
        parser.setting(name, shown, **rest)
        parser.set_defaults(**{name: default})
    return parser


def sweep(options, question, cases, train, needs=None):
    """Train every case with every seed, unless --results holds it already.

    question: under which the trainings are kept; questions that share a training share the name;
    cases: {name: settings}; train(seed, callbacks, **settings): returns "weights", their number;
    "scores", numbers or lists of numbers; and perhaps "kept", for figures; needs: the name of a
    score without which a training that is held does not count.
    Returns the lines, each with its "case", and the exit status. Ends if all trainings have failed.
    """
    held, wanted, missing, status = results.read_results(options.results), [], {}, 0
    seeds, backend = range(options.seed, options.seed + options.repeats), results.backend()
    for case, settings in cases.items():
        settings = settings | ({"n_epoch": options.n_epoch} if options.n_epoch else {})
        for seed in seeds:
            line = {"question": question, "settings": settings, "seed": seed, "backend": backend}
            key = results.identity(line)
            wanted.append((case, key))
            known = held.get(key, {"scores": {}, "kept": {}})
            if key not in held or needs and needs not in known["scores"] | known["kept"]:
                run = partial(train_and_append, options.results, line, train)
                missing.setdefault(key, (f"{case}, seed {seed}", settings.get("n_epoch", 1), run))
    if missing and options.results:
        print(f"Trainings that are not in {options.results} yet: {len(missing)}")
    outcomes = train_all(list(missing.values()), options.jobs) if missing else []
    for (key, (name, *_)), (result, seconds) in zip(list(missing.items()), outcomes):
        if result is not None:
            print(f"{name}: trained and scored in {seconds:.0f} s")
            held[key], unwritten = result
            status |= unwritten
            del missing[key]
    lines = [held[key] | {"case": case} for case, key in wanted if key not in missing]
    for case, group in grouped(lines).items():
        for line in group if len(group) < len(seeds) else ():
            line["case"] = f"{case} ({results.seeds_of(group)})"
    if not lines:
        sys.exit(1)
    return lines, 1 if missing else status


def train_and_append(path, line, train, callbacks):
    """Train what a line says, and append it with what came of it. Returns it, and the status."""
    start = perf_counter()
    result = train(seed=line["seed"], callbacks=callbacks, **line["settings"])
    line = line | {"kept": {}} | result
    line |= {"seconds": round(perf_counter() - start, 1), "with": results.versions()}
    line = json.loads(results.to_json(line))  # as it will be read
    return line, write_files((path, partial(results.append_result, line=line)))


def draw(options, plot, lines):
    """Draw the figure of --plot, if there is one, with plot(path, lines). Returns the status."""
    return write_files((options.plot, lambda path: plot(path, lines)))


def compare(description, question, networks, minutes, train=train_and_score, more=()):
    """Compare variations of the tutorial's network: a table for each size of the numbers.

    description, question, minutes: as for question_parser; networks: classes of tasks; train: as
    for sweep; more: names of more shares that it scores. Returns the exit status.
    """
    networks = {network.name: network for network in networks}
    settings = {"largest": [10, 99], "variations": networks, "held_out": HELD_OUT}
    options = question_parser(description, question, minutes, None, **settings).parse_args()
    cases = {
        f"{name}, up to {largest}": pair_case(networks[name], largest, held_out=options.held_out)
        for largest in options.largest
        for name in options.variations
    }
    lines, status = sweep(options, "pairs", cases, train, more[0] if more else None)
    for largest, group in by_largest(lines):
        columns = [*WEIGHTS, *SHARES, *results.shares_of(more)]
        results.print_results(best_first(group), columns, f"up to {largest}, {{}}")
    return status


def by_largest(lines):
    """Group lines by their largest number, which is left out of the names of their cases."""
    for largest, group in grouped(lines, "largest").items():
        end = f", up to {largest}"
        yield largest, [line | {"case": line["case"].replace(end, "")} for line in group]


def best_first(lines):
    """Sort lines by their case's exact match on held-out pairs, then by that on seen ones."""
    ranks = {
        case: [median(values_of(group, side)) for side in reversed(SIDES)]
        for case, group in grouped(lines).items()
    }
    return sorted(lines, key=lambda line: ranks[line["case"]], reverse=True)
