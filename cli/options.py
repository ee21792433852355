"""The command line that the scripts share. What is wrong is said before anything slow begins."""

import argparse
from contextlib import suppress
from pathlib import Path


def number(convert, least, most):
    """Make an argparse type: the numbers from least to most. convert: int or float."""

    def read(text):
        with suppress(ValueError):
            if least <= convert(text) <= most:
                return convert(text)
        kind = "whole number" if convert is int else "number"
        raise argparse.ArgumentTypeError(f"{text!r} is not a {kind} from {least} to {most}")

    return read


def file_to_write(*suffixes):
    """Make an argparse type: a file with one of the suffixes, which can be written."""

    def read(text):
        path = Path(text)
        if path.suffix not in suffixes:
            raise argparse.ArgumentTypeError(f"{text!r} does not end in {' or '.join(suffixes)}")
        try:
            is_new = not path.exists()
            path.open("ab").close()
            if is_new:
                path.unlink()
        except OSError:
            raise argparse.ArgumentTypeError(f"{text!r} cannot be written") from None
        return path

    return read


COUNT = number(int, 1, 1_000_000)
# the settings that several scripts have: the option, its type, its help
SETTINGS = {
    "n_numbers": ("--numbers", number(int, 2, 100), "how many numbers are added"),
    "largest": ("--largest", COUNT, "the largest of the numbers"),
    "seed": ("--seed", number(int, 0, 2**31), "for the numbers and the weights"),  # NumPy: < 2**32
    "n_examples": ("--examples", COUNT, "new examples in each epoch, and to evaluate on"),
    "n_epoch": ("--epochs", COUNT, "epochs of training"),
    "n_batch": ("--batch-size", COUNT, "examples between two updates of the weights"),
    "units": ("--units", number(int, 1, 10_000), "units of each hidden layer"),
    "learning_rate": ("--learning-rate", number(float, 0, 1000), "learning rate of the optimizer"),
    "verbose": ("--verbose", number(int, 0, 2), "0 prints little, 1 a bar, 2 two lines an epoch"),
}


class Parser(argparse.ArgumentParser):
    """An ArgumentParser with complaints of one line. Its options are only those that are given.

    figures: more endings for --plot, None for no --plot; repeats: False for no --repeats, --jobs.
    """

    def __init__(self, description, prog=None, figures=(), repeats=True):
        rest = {"formatter_class": argparse.RawDescriptionHelpFormatter, "allow_abbrev": False}
        super().__init__(prog, description=description, argument_default=argparse.SUPPRESS, **rest)
        if repeats:
            help = "train and evaluate N times, with seeds SEED, SEED+1, ..."
            self.option("--repeats", help, default=1, type=number(int, 1, 10_000))
            self.option("--jobs", "train N of them at a time", default=1, type=number(int, 1, 256))
        if figures is not None:
            ends = ".png", ".svg", ".pdf", *figures
            help = f"draw the results into a file that ends in {', '.join(ends)}"
            self.option("--plot", help, type=file_to_write(*ends), metavar="FILE")

    def error(self, message):
        self.exit(2, f"{self.prog}: error: {message}\n")

    def option(self, option, help, default=None, **rest):
        """Add an option. Its help names its default, if it has one, and calls its value N."""
        if default is not None:
            several = isinstance(default, (list, tuple))
            help += f" (default: {' '.join(map(str, default)) if several else default})"
        self.add_argument(option, help=help, **({"metavar": "N"} if "type" in rest else {}) | rest)

    def setting(self, name, default, **rest):
        """Add the option of a setting: one of SETTINGS, or a script's own."""
        own = "--" + name.replace("_", "-"), type(default), "a setting of this script"
        option, kind, help = SETTINGS.get(name, own)
        shape = {"type": kind} if kind is not bool else {"action": argparse.BooleanOptionalAction}
        self.option(option, **{"help": help, "default": default, "dest": name} | shape | rest)

    def model_options(self, question, note=""):
        """Add --save, --load and --ask. question: an example; note: on --load."""
        rest = {"metavar": "FILE.keras"}
        self.option("--save", "save the trained model", type=file_to_write(".keras"), **rest)
        self.option("--load", f"evaluate or ask a saved model, without training it{note}", **rest)
        help = f"ask the model questions such as '{question}'; without any, open a prompt"
        self.option("--ask", help, nargs="*", action="extend", metavar="QUESTION")

    def refuse(self, given, option, *others):
        """End with a line if an option is given beside one that leaves it without an effect."""
        names = {action.dest: action.option_strings[0] for action in self._actions}
        for name in [name for name in others if {name, option} <= given.keys()]:
            self.error(f"argument {names[name]}: has no effect beside {names[option]}")
