"""The command line that the scripts share.

A wrong value gets one line on standard error and exit status 2, before anything slow is imported.
"""

import argparse
import inspect
import os
import re
import sys
from math import inf, isfinite
from pathlib import Path

from cli.backend import check_installation
from cli.checkpoints import DAMAGED, NOT_OURS, read_settings
from cli.terminal import Output
from common.scaling import LARGEST_SUM

LARGEST_SEED = 2**32 - 1  # NumPy's limit, and so that of keras.utils.set_random_seed


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
    """An argparse type: a file with one of the suffixes, in a folder that can be written to.

    It is checked before the training, so that a typing error does not cost the result.
    """

    def convert(text):
        path = Path(text)
        if path.suffix not in suffixes:
            raise argparse.ArgumentTypeError(f"{text!r} does not end in {' or '.join(suffixes)}")
        try:
            path.stat()
        except FileNotFoundError:
            pass  # a new file
        except OSError as error:  # such as a name that is too long
            raise argparse.ArgumentTypeError(
                f"{text!r} cannot be written: {error.strerror}"
            ) from None
        real = Path(os.path.realpath(path))  # where a symbolic link leads to
        if not real.parent.is_dir():
            raise argparse.ArgumentTypeError(f"{text!r} is in a folder that does not exist")
        writable = os.access(real.parent, os.W_OK) and (
            not real.exists() or os.access(real, os.W_OK)
        )
        if real.is_dir() or not writable:
            raise argparse.ArgumentTypeError(f"{text!r} cannot be written")
        return path

    return convert


def keras_file(text):
    """An argparse type: a .keras file."""
    if not text.endswith(".keras"):
        raise argparse.ArgumentTypeError(f"{text!r} does not end in .keras")
    return text


SEED = whole_number(0, LARGEST_SEED)
# more would fill the memory, or take years
COUNT = whole_number(1, 1_000_000)  # of examples, of epochs
UNITS = whole_number(1, 10_000)


def shown(value):
    """Write the value of a setting as on the command line."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return " ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)


class Parser(argparse.ArgumentParser):
    """An ArgumentParser with complaints of one line, and with settings.

    A setting is an option that an experiment takes and a checkpoint holds. Without its option, the
    value is the checkpoint's or the default.
    """

    def __init__(self, description, prog=None):
        super().__init__(
            prog=prog,
            description=description,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        self.action_of, self.defaults = {}, {}  # by the name of the setting
        # what may be an argument: by default -5, but not -5+3, which is a question to refuse
        self._negative_number_matcher = re.compile("-[0-9.(]")

    def error(self, message):
        self.exit(2, f"{self.prog}: error: {message}\n")

    def parse_args(self, *args, **kwargs):
        options = super().parse_args(*args, **kwargs)
        try:
            check_installation()
        except ValueError as error:
            self.error(str(error))
        given = vars(options)
        if given.get("ask") == [] and sys.stdin is None:
            self.error("argument --ask: the prompt needs the standard input, which is closed")
        Output.files_to_come = any(given.get(name) is not None for name in ("save", "plot"))
        return options

    def add_setting(self, option, name, default, help, **rest):
        """Add an option for a setting, and write its default into the help, unless that is None."""
        if default is not None:
            help = f"{help} (default: {shown(default)})"
        self.action_of[name] = self.add_argument(option, dest=name, help=help, **rest)
        self.defaults[name] = default


def add_training_settings(
    parser,
    defaults,
    examples="new examples in each epoch",
    epochs="epochs of training",
    batch="examples between two updates",
    rate="learning rate of Adam",
):
    """Add the settings of every training. defaults: {setting: value}; the others: help texts."""

    def add(option, name, help, **rest):
        parser.add_setting(option, name, defaults[name], help, **rest)

    some = {"type": COUNT, "metavar": "N"}
    add("--seed", "seed", "for the numbers and the weights", type=SEED)
    add("--examples", "n_examples", examples, **some)
    add("--epochs", "n_epoch", epochs, **some)
    add("--batch-size", "n_batch", batch, **some)
    add("--units", "units", "units of each hidden layer", type=UNITS, nargs="+", metavar="N")
    add("--learning-rate", "learning_rate", rate, type=number_between(0), metavar="RATE")


def add_plot(parser):
    """Add --plot, the file of a figure."""
    parser.add_argument(
        "--plot",
        type=file_to_write(".png", ".svg", ".pdf"),
        metavar="FILE",
        help="draw the results into a .png, .svg or .pdf file",
    )


def add_repeats(parser):
    """Add --repeats, the number of seeds, and --jobs, how many of them train at a time."""
    parser.add_argument(
        "--repeats",
        type=whole_number(1, 10_000),
        default=1,
        metavar="N",
        help="train and evaluate N times, with seeds SEED, SEED+1, ... (default: 1)",
    )
    parser.add_argument(
        "--jobs",
        type=whole_number(1, 256),
        default=1,
        metavar="N",
        help="train N at a time; with two cores 2 takes about half the time (default: 1)",
    )


def add_ask(parser, question="3+10"):
    """Add --ask, questions to the model. question: an example of one."""
    parser.add_argument(
        "--ask",
        nargs="*",
        action="extend",
        metavar="QUESTION",
        help=f"ask the model questions such as {question!r}; without any, open a prompt",
    )


def add_run_options(parser, question="3+10"):
    """Add the options that do not change an experiment. question: an example of one."""
    add = parser.add_argument
    add_repeats(parser)
    add_plot(parser)
    add("--save", type=file_to_write(".keras"), metavar="FILE.keras", help="save the trained model")
    add(
        "--load",
        type=keras_file,
        metavar="FILE.keras",
        help="evaluate a saved model, without training it",
    )
    add_ask(parser, question)


def check_last_seed(parser, seed, n_repeats):
    """End with one line if --seed and --repeats lead to a seed that Keras does not accept."""
    if seed + n_repeats - 1 > LARGEST_SEED:
        parser.error(f"argument --repeats: the last seed would be larger than {LARGEST_SEED}")


def parse_settings(parser, identity, training_only, n_units=None):
    """Read the command line, and the settings of the checkpoint that --load names.

    identity: what every checkpoint of this script says, such as {"script": "addition_mlp"};
    training_only: the settings whose options have no effect with --load, and are refused; n_units:
    how many --units there must be, None for any number.
    Ends with one line if options contradict each other or the checkpoint.
    Returns the options; the settings to run with; and the settings that the model was, or will be,
    trained with. Only with --load do these two differ, and only where an option may change one.
    """
    options = parser.parse_args()
    given = {name: getattr(options, name) for name in parser.action_of}
    given = {name: value for name, value in given.items() if value is not None}
    if options.load is None:
        trained = parser.defaults | given
    else:
        trained = _checkpoint_settings(parser, options.load, identity, n_units)
        _refuse_contradictions(parser, given, trained, training_only)
    settings = trained | given
    if n_units not in (None, len(settings["units"])):
        parser.error(f"argument --units: {shown(settings['units'])!r} is not {n_units} numbers")
    for option in ("save", "load", "ask"):
        if options.repeats > 1 and getattr(options, option) is not None:
            parser.error(f"argument --{option}: needs one model, but --repeats trains several")
    if options.save is not None and options.load is not None:
        parser.error("argument --save: the model of --load is in a file already")
    check_last_seed(parser, settings["seed"], options.repeats)
    return options, settings, trained


def _checkpoint_settings(parser, path, identity, n_units):
    try:
        settings = read_settings(path)
        for name, value in identity.items():
            if settings.get(name) != value:
                raise ValueError(f"is for {name} {settings.get(name)!r}, not {value!r}")
        if not parser.action_of.keys() <= settings.keys():
            raise ValueError(NOT_OURS)
        settings = {name: settings[name] for name in parser.action_of}
        possible = all(_is_possible(parser.action_of[name], settings[name]) for name in settings)
        if not possible or n_units not in (None, len(settings["units"])):
            raise ValueError(DAMAGED)
    except ValueError as error:
        parser.error(f"argument --load: {path!r} {error}")
    return settings


def _is_possible(action, value):
    """Tell whether a setting in a file is one that its option leads to."""
    if action.nargs == 0:
        return isinstance(value, bool)
    values = value if action.nargs else [value]
    if not isinstance(values, list) or not values or action.nargs not in (None, "+", len(values)):
        return False
    try:
        given = [action.type(str(each)) for each in values]
    except argparse.ArgumentTypeError:
        return False
    stored = argparse.Namespace()
    action(None, stored, given if action.nargs else given[0])
    return getattr(stored, action.dest) == value


def _refuse_contradictions(parser, given, trained, training_only):
    for name, value in given.items():
        option = parser.action_of[name].option_strings[0]
        if name in training_only:
            parser.error(f"argument {option}: is only for training, and --load does not train")
        if name != "n_examples" and value != trained[name]:
            was = f"the saved model was trained with {option} {shown(trained[name])}"
            parser.error(f"argument {option}: {shown(value)} is not possible, as {was}")


def parse_stage_options(experiment, description, identity, verbose, n_units=None):
    """Read the command line of a stage.

    experiment: a function whose parameters have the tutorial's names and values; identity: as for
    parse_settings; verbose: the default of --verbose; n_units: as for parse_settings. Returns
    what parse_settings returns.
    """
    parameters = inspect.signature(experiment).parameters
    defaults = {name: p.default for name, p in parameters.items() if name != "train"}
    # the first parameter is called n_samples in stage 3, as in the tutorial
    defaults["n_examples"] = defaults.pop(next(iter(defaults)))
    parser = Parser(description)

    def add(option, name, help, **rest):
        parser.add_setting(option, name, defaults[name], help, metavar="N", **rest)

    add("--numbers", "n_numbers", "how many numbers are added", type=whole_number(2, 1000))
    add("--largest", "largest", "the largest of the numbers", type=whole_number(1, LARGEST_SUM))
    examples = "new examples in each epoch, and how many to evaluate on"
    add_training_settings(parser, defaults, examples)
    parser.add_argument(
        "--verbose",
        type=whole_number(0, 2),
        default=verbose,
        metavar="{0,1,2}",
        help=f"losses: 0 none, 1 with a progress bar, 2 one line an epoch (default: {verbose})",
    )
    add_run_options(parser)
    options, settings, trained = parse_settings(
        parser, identity, training_only=("n_epoch", "n_batch", "learning_rate"), n_units=n_units
    )
    largest_sum = settings["n_numbers"] * settings["largest"]
    if largest_sum > LARGEST_SUM:
        parser.error(
            f"argument --largest: the largest sum, {largest_sum}, is larger than {LARGEST_SUM}"
        )
    return options, settings, trained
