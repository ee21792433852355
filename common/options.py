"""The command line that the scripts share.

One wrong value is one line on standard error and exit status 2, before anything slow is imported.
"""

import argparse
import inspect
import os
import re
from importlib.util import find_spec
from math import ceil, inf, isfinite
from pathlib import Path

from common import keeping

BACKENDS = ("tensorflow", "jax", "torch")  # those of Keras's that can train
LARGEST = 10**15  # its sums are still exact as floating-point numbers
LARGEST_SEED = 2**32 - 1  # NumPy's limit, and so that of keras.utils.set_random_seed


class Parser(argparse.ArgumentParser):
    """An ArgumentParser that complains in one line, without the usage above it."""

    def __init__(self, description, prog=None):
        super().__init__(
            prog=prog,
            description=description,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )

    def error(self, message):
        self.exit(2, f"{self.prog}: error: {message}\n")

    def parse_args(self, *args, **kwargs):
        options = super().parse_args(*args, **kwargs)
        backend = os.environ.get("KERAS_BACKEND") or "tensorflow"
        if backend not in BACKENDS:
            self.error(f"KERAS_BACKEND: {backend!r} is not one of {', '.join(BACKENDS)}")
        if find_spec(backend) is None:
            self.error(f"{backend!r} is not installed, which Keras is to run on (KERAS_BACKEND)")
        return options


def whole_number(least, most=inf):
    """An argparse type: the whole numbers from least to most.

    >>> whole_number(1)('12')
    12
    >>> whole_number(0, 2)('3')
    Traceback (most recent call last):
    argparse.ArgumentTypeError: '3' is not a whole number from 0 to 2
    """
    allowed = f"of at least {least}" if most == inf else f"from {least} to {most}"

    def convert(text):
        if re.fullmatch("-?[0-9]{1,99}", text) and least <= int(text) <= most:
            return int(text)
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number {allowed}")

    return convert


def number_between(least, most=inf):
    """An argparse type: the numbers greater than least and less than most.

    >>> number_between(0, 1)('0.2')
    0.2
    >>> number_between(0)('nan')
    Traceback (most recent call last):
    argparse.ArgumentTypeError: 'nan' is not a number greater than 0
    """
    allowed = f"greater than {least}" if most == inf else f"between {least} and {most}"

    def convert(text):
        try:
            number = float(text)
        except ValueError:
            number = inf
        if isfinite(number) and least < number < most:
            return number
        raise argparse.ArgumentTypeError(f"{text!r} is not a number {allowed}")

    return convert


def file_to_write(*suffixes):
    """An argparse type: a file with one of the suffixes, in a folder that can be written to."""

    def convert(text):
        path = Path(text)
        if path.suffix not in suffixes:
            raise argparse.ArgumentTypeError(f"{text!r} does not end in {' or '.join(suffixes)}")
        if not path.parent.is_dir():
            raise argparse.ArgumentTypeError(f"{text!r} is in a folder that does not exist")
        writable = os.access(path.parent, os.W_OK) and (
            not path.exists() or os.access(path, os.W_OK)
        )
        if path.is_dir() or not writable:
            raise argparse.ArgumentTypeError(f"{text!r} cannot be written")
        return path

    return convert


def add_plot(parser):
    """Add --plot, which names the file of a figure."""
    parser.add_argument(
        "--plot",
        type=file_to_write(".png", ".svg", ".pdf"),
        metavar="FILE",
        help="draw what happened into a .png, .svg or .pdf file",
    )


def add_repeats(parser):
    """Add --repeats, which counts the seeds."""
    parser.add_argument(
        "--repeats",
        type=whole_number(1),
        default=1,
        metavar="N",
        help="train and evaluate N times, with seeds SEED, SEED+1, ... (default: 1)",
    )


def check_repeats(parser, options):
    """End with one line where --seed and --repeats lead to a seed that Keras will not take."""
    if options.seed + options.repeats - 1 > LARGEST_SEED:
        parser.error(f"argument --repeats: the last seed would be larger than {LARGEST_SEED}")


def add_comforts(parser, question="3+10"):
    """Add the options that leave an experiment as it is: repeat it, picture it, keep it, ask it.

    question: an example of one.
    """
    add = parser.add_argument
    add_repeats(parser)
    add_plot(parser)
    add("--save", type=file_to_write(".keras"), metavar="FILE.keras", help="keep the trained model")
    add("--load", metavar="FILE.keras", help="evaluate a kept model, without training it")
    add(
        "--ask",
        nargs="*",
        metavar="QUESTION",
        help=f"put questions such as {question!r} to the model; without any, prompt for them",
    )


def check_comforts(parser, options):
    """End with one line where options that were given do not go together."""
    for comfort in ("save", "load", "ask"):
        if options.repeats > 1 and getattr(options, comfort) is not None:
            parser.error(f"argument --{comfort}: is for one model, and --repeats trains several")
    if options.save and options.load:
        parser.error("argument --save: the model of --load is kept already")
    check_repeats(parser, options)


def settle(parser, options, fixed, names, defaults):
    """Settle what a model is built for: as its file says, as the options say, or the defaults.

    fixed: what no option changes, such as {"stage": "addition_mlp"}; names: from the name of a
    setting to its option. Sets each setting in options; ends with one line where the file of
    --load cannot be read, is another stage's, or is contradicted by an option.
    Returns all that the file says, and without --load the defaults.
    """
    if options.load:
        try:
            if not options.load.endswith(".keras"):
                raise ValueError("does not end in .keras, by which Keras knows its files")
            built_for = keeping.built_for(options.load)
            for name in [*fixed, *names]:  # the stage first: another's has other names
                if name not in built_for:
                    raise ValueError(keeping.NOT_KEPT)
                if name in fixed and (built := built_for[name]) != fixed[name]:
                    raise ValueError(f"was built for the {name} {built!r}, not {fixed[name]!r}")
        except ValueError as error:
            parser.error(f"argument --load: {options.load!r} {error}")
        defaults = defaults | built_for
    for name, option in names.items():
        given = getattr(options, name)
        if given is None:
            setattr(options, name, defaults[name])
        elif options.load and given != defaults[name]:
            built = f"{options.load!r} was built for {option} {shown(defaults[name])}"
            parser.error(f"argument {option}: {shown(given)} cannot be, as {built}")
    return defaults


def shown(value):
    """A setting's value as it stands on the command line."""
    return " ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)


def make_add(parser, defaults, settled_later):
    """Make a function that adds an option for a setting, and names its default in the help.

    defaults: {setting: value}; settled_later: the settings that the file of --load holds too, so
    that it matters whether their option was given: it is None where it was not.
    """

    def add(option, name, type, text, **rest):
        default = None if name in settled_later else defaults[name]
        text = f"{text} (default: {shown(defaults[name])})"
        parser.add_argument(option, dest=name, type=type, default=default, help=text, **rest)

    return add


def add_training(add, n_examples, examples="new examples an epoch", learning_rate="of Adam"):
    """Add the options of every training.

    n_examples: the setting that --examples is for; examples, learning_rate: the help of these.
    """
    some = whole_number(1)
    add("--seed", "seed", whole_number(0, LARGEST_SEED), "for the numbers and the weights")
    add("--examples", n_examples, some, examples, metavar="N")
    add("--epochs", "n_epoch", some, "epochs of training", metavar="N")
    add("--batch-size", "n_batch", some, "examples between two updates", metavar="N")
    add("--units", "units", some, "units of each hidden layer", metavar="N", nargs="+")
    add("--learning-rate", "learning_rate", number_between(0), learning_rate, metavar="RATE")


def check_units(parser, options, n_units):
    """End with one line where --units are given and not n_units."""
    if options.units and len(options.units) != n_units:
        parser.error(f"argument --units: {shown(options.units)!r} is not {n_units} numbers")


BUILT_FOR = {"n_numbers": "--numbers", "largest": "--largest", "units": "--units"}


def parse_stage_options(experiment, description, fixed, n_units=None):
    """Read the command line of a stage.

    experiment: a function whose parameters carry the tutorial's names and, as defaults, its
    values; fixed: what its models are built for whatever the options; n_units: how many --units
    there must be, None for any number.
    Returns the options under the names of the experiment's parameters.
    """
    defaults = {n: p.default for n, p in inspect.signature(experiment).parameters.items()}
    examples = "n_samples" if "n_samples" in defaults else "n_examples"
    trained_on = ("seed", "n_epoch", examples)
    parser = Parser(description)
    add = make_add(parser, defaults, {*BUILT_FOR, *trained_on})
    some = whole_number(1, LARGEST)
    add("--numbers", "n_numbers", whole_number(2), "how many numbers are added", metavar="N")
    add("--largest", "largest", some, "the largest of the numbers", metavar="N")
    add_training(add, examples, "new examples an epoch, and to evaluate on")
    verbose = "how losses are shown: 0 not, 1 with a progress bar, 2 a line an epoch"
    add("--verbose", "verbose", whole_number(0, 2), verbose, metavar="{0,1,2}")
    add_comforts(parser)

    options = parser.parse_args()
    if n_units:
        check_units(parser, options, n_units)
    known = settle(parser, options, fixed, BUILT_FOR, defaults)
    for name in trained_on:
        if getattr(options, name) is None:
            setattr(options, name, known[name])
    if options.load:  # whatever the options, all that it was trained on must be passed over
        n_trained = known["n_epoch"] * known[examples]
        options.n_epoch = ceil(n_trained / getattr(options, examples))
    check_comforts(parser, options)
    return options
