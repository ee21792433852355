"""The command line that the scripts share. What is wrong is said before anything slow begins."""

import os
import re
import shlex
import shutil
import sys
import tempfile
import textwrap
from argparse import ArgumentParser, ArgumentTypeError, Namespace, RawDescriptionHelpFormatter
from contextlib import suppress
from functools import partial
from math import inf
from pathlib import Path

from cli.checkpoints import read_settings
from cli.terminal import Output

LARGEST_SEED = 2**32 - 1  # NumPy's limit, and so that of keras.utils.set_random_seed


def whole_number(least, most=inf):
    """Make an argparse type: the whole numbers from least to most."""
    limits = f"of at least {least}" if most == inf else f"from {least} to {most}"
    what = f"a whole number {limits}"
    return partial(_number, int, "-?[0-9]{1,99}", lambda number: least <= number <= most, what)


def number_between(least, most=inf):
    """Make an argparse type: the numbers greater than least and less than most."""
    what = "a number " + (f"greater than {least}" if most == inf else f"between {least} and {most}")
    return partial(_number, float, "[0-9.eE+-]+", lambda number: least < number < most, what)


def _number(convert, pattern, is_allowed, what, text):
    with suppress(ValueError):
        if re.fullmatch(pattern, text) and is_allowed(convert(text)):
            return convert(text)
    raise ArgumentTypeError(f"{text!r} is not {what}")


def file_to_write(*suffixes):
    """Make an argparse type: a file with one of the suffixes, which can be written."""
    return partial(_file_to_write, suffixes)


def _file_to_write(suffixes, text):
    """Try it before the training, so that a typing error does not cost the result."""
    if not Path(text).name.endswith(suffixes):
        raise ArgumentTypeError(f"{text!r} does not end in {' or '.join(suffixes)}")
    try:
        with suppress(FileNotFoundError):  # it is new
            open(text, "r+b").close()
        tempfile.TemporaryFile(dir=os.path.dirname(os.path.realpath(text))).close()
    except OSError as error:
        raise ArgumentTypeError(f"{text!r} cannot be written: {error.strerror}") from None
    return Path(text)


SEED = whole_number(0, LARGEST_SEED)
# more would fill the memory, or take years
COUNT = whole_number(1, 1_000_000)  # of examples, of epochs
UNITS = whole_number(1, 10_000)


def shown(value):
    """Write the value of a setting as on the command line."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return shlex.join(map(str, value if isinstance(value, (list, tuple)) else [value]))


class Parser(ArgumentParser):
    """An ArgumentParser with complaints of one line, and settings, which a checkpoint holds."""

    def __init__(self, description, prog=None):
        width = max(20, shutil.get_terminal_size().columns - 2)  # as argparse wraps the options
        lines = re.sub(r"(?<!\n)\n *(?!\n|- )", " ", description.strip()).splitlines()
        wrapped = [textwrap.fill(line, width, break_on_hyphens=False) for line in lines]
        kept = {"formatter_class": RawDescriptionHelpFormatter, "allow_abbrev": False}
        super().__init__(prog, description="\n".join(wrapped), **kept)
        self.action_of = {}  # by the name of the setting
        # what may be an argument: by default -5, but not -5+3, which is a question to refuse
        self._negative_number_matcher = re.compile("-[0-9.(]")

    def error(self, message):
        self.exit(2, f"{self.prog}: error: {message}\n")

    def parse_args(self, *args, **kwargs):
        options = super().parse_args(*args, **kwargs)
        if vars(options).get("ask") == [] and sys.stdin is None:
            self.error("argument --ask: the prompt needs the standard input, which is closed")
        Output.files_to_come = any(vars(options).get(name) for name in ("save", "plot"))
        return options

    def add_setting(self, option, name, default, help, **rest):
        """Add an option for a setting, and write its default into the help, unless that is None."""
        if default is not None:
            help = f"{help} (default: {shown(default)})"
        self.action_of[name] = self.add_argument(option, dest=name, help=help, **rest)
        self.set_defaults(**{name: default})

    def settings(self, options):
        """Take the settings from what parse_args returns. Returns a dictionary."""
        return {name: getattr(options, name) for name in self.action_of}

    def arguments(self, settings):
        """Write settings as arguments of the command line, a list of strings."""
        arguments = []
        for name, action in self.action_of.items():
            option, *negative = action.option_strings  # --decay, and --no-decay
            if isinstance(settings[name], bool):
                arguments += [option] if settings[name] else negative
            elif settings[name] is not None:
                arguments += [option, *shlex.split(shown(settings[name]))]
        return arguments


def add_training_settings(
    parser,
    defaults,
    n_units=None,
    examples="new examples in each epoch",
    epochs="epochs of training",
    batch="examples between two updates",
    rate="learning rate of Adam",
):
    """Add the settings of every training: defaults, n_units as in parse_settings, help texts."""
    of = "the encoder and of the decoder, two numbers" if n_units == 2 else "each hidden layer"

    def add(option, name, help, **rest):
        parser.add_setting(option, name, defaults[name], help, **rest)

    add("--seed", "seed", "for the numbers and the weights", type=SEED)
    add("--examples", "n_examples", examples, type=COUNT, metavar="N")
    add("--epochs", "n_epoch", epochs, type=COUNT, metavar="N")
    add("--batch-size", "n_batch", batch, type=COUNT, metavar="N")
    nargs = "*" if n_units == "any" else "+"
    add("--units", "units", f"units of {of}", type=UNITS, nargs=nargs, metavar="N")
    add("--learning-rate", "learning_rate", rate, type=number_between(0), metavar="RATE")


def add_plot(parser, *more):
    """Add --plot, the file of a figure. more: endings beside those of every figure."""
    endings = (".png", ".svg", ".pdf", *more)
    help = f"draw the results into a file that ends in {', '.join(endings)}"
    parser.add_argument("--plot", type=file_to_write(*endings), metavar="FILE", help=help)


def add_repeats(parser):
    """Add --repeats, the number of seeds, and --jobs, how many of them train at a time."""
    repeats = "train and evaluate N times, with seeds SEED, SEED+1, ..."
    jobs = "train N at a time; with two cores 2 takes about half the time"
    for option, most, help in (("--repeats", 10_000, repeats), ("--jobs", 256, jobs)):
        rest = {"default": 1, "metavar": "N", "help": f"{help} (default: 1)"}
        parser.add_argument(option, type=whole_number(1, most), **rest)


def add_ask(parser, question="3+10"):
    """Add --ask, questions to the model. question: an example of one."""
    help = f"ask the model questions such as {question!r}; without any, open a prompt"
    parser.add_argument("--ask", nargs="*", action="extend", metavar="QUESTION", help=help)


def add_run_options(parser, question="3+10"):
    """Add the options that do not change an experiment. question: an example of one."""
    add_repeats(parser)
    help = "after each epoch, ask the same N questions and show the answers (default: 0)"
    parser.add_argument("--watch", type=whole_number(0, 99), default=0, metavar="N", help=help)
    add_plot(parser)
    add, file = parser.add_mutually_exclusive_group().add_argument, "FILE.keras"
    add("--save", type=file_to_write(".keras"), metavar=file, help="save the trained model")
    add("--load", metavar=file, help="evaluate a saved model, without training it")
    add_ask(parser, question)


def check_last_seed(parser, seed, n_repeats):
    """End with one line if --seed and --repeats lead to a seed that Keras does not accept."""
    if seed + n_repeats - 1 > LARGEST_SEED:
        parser.error(f"argument --repeats: the last seed would be larger than {LARGEST_SEED}")


def parse_settings(parser, training_only, n_units=None):
    """Read the command line, and the settings of the checkpoint that --load names.

    training_only: the settings that --load makes no use of; n_units: how many numbers --units must
    have, None for one or more, "any" for none too.
    Returns the options, with options.command for save_checkpoint; the settings to run with; and the
    settings of the training: with --load, their n_examples may differ.
    """
    options = parser.parse_args()
    trained = parser.settings(options)
    if options.load is not None:
        trained = read_settings(parser, options.load)
    settings = parser.settings(parser.parse_args(namespace=Namespace(**trained)))
    for name, value in settings.items():
        option, was = parser.action_of[name].option_strings[0], trained[name]
        if value != was and name in training_only:
            parser.error(f"argument {option}: is only for training, and --load does not train")
        if value != was and name != "n_examples":
            was = f"the saved model was trained with {option} {shown(was)}"
            parser.error(f"argument {option}: {shown(value) or 'none'} is not possible, as {was}")
    if n_units not in (None, "any", len(settings["units"])):
        parser.error(f"argument --units: {shown(settings['units'])!r} is not {n_units} numbers")
    for option in ("save", "load", "ask"):
        if options.repeats > 1 and getattr(options, option) is not None:
            parser.error(f"argument --{option}: needs one model, but --repeats trains several")
    if options.watch and (options.load or options.repeats > 1):
        parser.error("argument --watch: needs one training to watch")
    check_last_seed(parser, settings["seed"], options.repeats)
    options.command = {"script": parser.prog, "arguments": parser.arguments(trained)}
    return options, settings, trained
