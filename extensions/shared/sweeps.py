"""Sweeps: the same training for several cases and several seeds, and the options of a question."""

import json
from argparse import Action, ArgumentError, BooleanOptionalAction
from functools import partial
from itertools import product
from pathlib import Path
from time import perf_counter

from cli.files import write_files
from cli.options import Parser, file_to_write, number
from cli.running import train_all
from extensions.shared import results
from extensions.shared.results import grouped
from extensions.shared.training import HELD_OUT, SIDES, pair_settings, run_pairs

SIDE_COLUMNS = results.shares_of(SIDES)  # of print_results
WEIGHTS = [("weights", "weights", "{:,.0f}".format)]
SECONDS = [("seconds", "seconds", "{:.0f}".format)]
OWN_SETTINGS = {  # those that the stages do not have: their type, their help
    "held_out": (number(float, 0, 1), "share of the pairs to keep out of the training"),
    "digits": (number(int, 1, 1000), "the most digits of a number"),
    "trained_digits": (number(int, 1, 1000), "the most digits in the training, if fewer"),
    "operands": (number(int, 2, 9), "the fewest and the most numbers in an expression"),
    "strict": (None, "hold out an expression, too, if two of its numbers are a held-out sum"),
    "reverse_question": (None, "write the question from right to left"),
    "reverse_answer": (None, "write the answer from right to left"),
    "curriculum": (None, "begin with numbers of one digit"),
    "decay": (None, "let the learning rate decay at the end"),
}


class Choose(Action):
    """Choose from the names of a dictionary: one that is given exactly, or all that contain it."""

    def __call__(self, parser, namespace, values, option_string=None):
        chosen = {}
        for text in values:
            names = [text] if text in self.const else [n for n in self.const if text in n]
            if not names:
                raise ArgumentError(self, f"{text!r} is in none of {quoted(self.const)}")
            chosen |= dict.fromkeys(names)
        setattr(namespace, self.dest, list(chosen))


def quoted(names):
    """List names, in quotes where a shell needs them."""
    return ", ".join(f'"{name}"' if " " in name else name for name in names)


def results_file(text):
    """Read the name of a file of results. One that exists may be read-only: it may hold all."""
    is_there = text.endswith(".jsonl") and Path(text).is_file()
    return Path(text) if is_there else file_to_write(".jsonl")(text)


def question_parser(description, question, figures=(), chosen=(), helps=(), **settings):
    """Make the parser of a question: its seeds, its epochs, its results, its figure, its settings.

    question: the script's name; figures: as for Parser; settings: their defaults. A list is of
    several values, a tuple is one value, and from a dictionary one chooses names, or parts of them;
    chosen: {setting: names}, where the default is not all of them; helps: {setting: help}, where it
    is not the usual one.
    """
    parser = Parser(description, f"python -m extensions.{question}", figures)
    parser.set_defaults(repeats=1, jobs=1, plot=None, results=None)
    help = "add each training to this file, and train only what it does not hold"
    parser.option("--results", help, type=results_file, metavar="FILE.jsonl")
    for name, default in {"seed": 1, "n_epoch": None, **settings}.items():
        own, shown = dict(zip(("type", "help"), OWN_SETTINGS.get(name, ()))), default
        if default is None and name not in OWN_SETTINGS:
            shown = "each training's own"
        elif isinstance(default, dict):
            own = {"action": Choose, "const": [*default], "type": str, "metavar": "NAME"}
            own["help"] = f"which of {quoted(default)}, or a part of these names"
            shown, default = "all", [*default]
            if name in chosen:
                shown = default = chosen[name]
        if isinstance(default, (list, tuple)):
            own["nargs"] = len(default) if isinstance(default, tuple) else "+"
        own |= {"help": helps[name]} if name in helps else {}
        if isinstance(default, bool):
            option = "--" + name.replace("_", "-")
            parser.add_argument(option, action=BooleanOptionalAction, help=own["help"])
        else:
            parser.setting(name, shown, **own)
        parser.set_defaults(**{name: default})
    return parser


def read_cases(parser, make_cases):
    """Read the options, and return them and make_cases(options). A ValueError ends with a line."""
    options = parser.parse_args()
    try:
        return options, make_cases(options)
    except ValueError as error:
        parser.error(str(error))


def sweep(options, question, cases, run, needs=None):
    """Train every case with every seed, unless --results holds it already.

    question: the name under which trainings are kept, the same for all that share them;
    cases: {name: settings}; run(seed, callbacks, **settings): trains, and returns a result, as
    results.py says; needs: a score without which a training that is held does not count. Returns
    the lines, each with its "case", and the status. Raises FloatingPointError if there is no line.
    """
    held, wanted, missing, status = results.read_results(options.results), [], {}, 0
    seeds = range(options.seed, options.seed + options.repeats)
    backend, floats = results.backend_and_floats()
    for (case, settings), seed in product(cases.items(), seeds):
        settings = settings | ({"n_epoch": options.n_epoch} if options.n_epoch else {})
        line = {"question": question, "settings": settings, "seed": seed, "backend": backend}
        line["with"] = {"floats": floats}
        key = results.identity(line)
        wanted.append((case, key))
        known = held.get(key)
        if not known or needs and needs not in known["scores"] | known["kept"]:
            train = partial(run_and_append, options.results, line, run)
            missing.setdefault(key, (f"{case}, seed {seed}", settings.get("n_epoch", 1), train))
    if missing:
        which = f" that are not in {options.results} yet" if options.results else ""
        print(f"Trainings{which}: {len(missing)}")
    if missing and options.results:
        open(options.results, "ab").close()  # before any training: an error if it cannot be written
    outcomes = train_all(list(missing.values()), options.jobs) if missing else []
    for (key, (name, *_)), (result, seconds) in zip(list(missing.items()), outcomes):
        if result is not None:
            print(f"{name}: trained and scored in {seconds:.0f} s")
            held[key], unwritten = result
            status |= unwritten
            del missing[key]
    lines = [held[key] | {"case": case} for case, key in wanted if key not in missing]
    if not lines:
        raise FloatingPointError("No training has succeeded.")
    return lines, 1 if missing else status


def run_and_append(path, line, run, callbacks):
    """Train what a line says, and append it with what came of it. Returns it, and the status."""
    start = perf_counter()
    result = run(seed=line["seed"], callbacks=callbacks, **line["settings"])
    line = line | {"kept": {}} | result
    line |= {"seconds": round(perf_counter() - start, 1), "with": results.versions()}
    line = json.loads(results.to_json(line))  # as it will be read
    return line, write_files((path, partial(results.append_result, line=line)))


def draw(options, plot, lines):
    """Draw the figure of --plot, if there is one, with plot(path, lines). Returns the status."""
    return write_files((options.plot, lambda path: plot(path, lines)))


def compare(description, question, networks, run=run_pairs, more=()):
    """Compare variations of the tutorial's network: a table for each size of the numbers.

    networks: classes of tasks; more: names of more shares that run scores, for a second table; the
    others: as for question_parser and sweep. Returns the exit status.
    """
    networks = {network.name: network for network in networks}
    settings = {"largest": [10, 99], "variations": networks, "held_out": HELD_OUT}

    def cases_of(options):
        return {
            f"{name}, up to {n}": pair_settings(networks[name], n, held_out=options.held_out)
            for n, name in product(options.largest, options.variations)
        }

    parser = question_parser(description, question, None, **settings)
    options, cases = read_cases(parser, cases_of)
    lines, status = sweep(options, "pairs", cases, run, more[0] if more else None)
    for largest, group in grouped(lines, "largest").items():
        for columns in [*WEIGHTS, *SIDE_COLUMNS], results.shares_of(more):
            if columns:
                results.print_results(group, columns, f"up to {largest}, {{}}", "network")
    return status
