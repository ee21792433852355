"""Run an experiment as the command line says: train or load, repeat, plot, save and ask."""

import sys
from contextlib import nullcontext, redirect_stdout
from functools import partial
from inspect import signature
from io import StringIO
from random import Random

from cli.checkpoints import load_in_place_of_fit, save_checkpoint
from cli.files import write_files
from cli.options import Parser, add_run_options, add_training_settings, parse_settings, whole_number
from cli.plotting import plot_runs
from cli.questions import ask, marked, parse_sum
from cli.repeating import name_seeds, repeat
from cli.terminal import clear_line, start_keras, verbose_for_terminal
from common.pairs import random_sum_pairs
from common.scaling import LARGEST_SUM
from common.training import fit


def stage_parser(experiment, description, verbose, n_units=None):
    """Make the parser of a stage. The parameters are those of run_stage."""
    defaults = {name: each.default for name, each in signature(experiment).parameters.items()}
    parser = Parser(description, f"{experiment.__name__}.py")

    def add(option, name, help, type):
        parser.add_setting(option, name, defaults[name], help, type=type, metavar="N")

    add("--numbers", "n_numbers", "how many numbers are added", whole_number(2, 1000))
    add("--largest", "largest", "the largest of the numbers", whole_number(1, LARGEST_SUM))
    examples = "new examples in each epoch, and how many to evaluate on"
    add_training_settings(parser, defaults, n_units, examples=examples)
    help = f"losses: 0 none, 1 with a progress bar, 2 one line an epoch (default: {verbose})"
    some = {"type": whole_number(0, 2), "metavar": "{0,1,2}", "help": help}
    parser.add_argument("--verbose", default=verbose, **some)
    add_run_options(parser)
    return parser


def run_stage(experiment, answer, score, description, verbose, n_units=None):
    """Run a stage from the command line, with all its options. Returns the exit status.

    experiment: a function of the settings, and of train, which is fit or what takes its place. It
    returns model, history, expected and predicted. answer(model, numbers, largest): the model's
    answer to one question; score: its name, and a function of the expected and predicted answers;
    description: for --help; verbose: the default of --verbose; n_units: as for parse_settings.
    """
    parser = stage_parser(experiment, description, verbose, n_units)
    training_only = ("n_epoch", "n_batch", "learning_rate")
    options, settings, trained = parse_settings(parser, training_only, n_units)
    n_numbers, largest, first = settings["n_numbers"], settings["largest"], settings["seed"]
    if (total := n_numbers * largest) > LARGEST_SUM:
        parser.error(f"argument --largest: the largest sum, {total}, is larger than {LARGEST_SUM}")

    def answer_string(model, question):
        numbers = parse_sum(question, n_numbers, largest)
        predicted = answer(model, numbers, largest)
        return "+".join(map(str, numbers)), str(sum(numbers)), str(predicted)

    start_keras()
    if options.repeats > 1:
        runs = repeat(experiment, settings, options.repeats, options.jobs, score)
    elif options.load is not None:
        # with --ask nobody sees the examples that it is evaluated on, unless --plot draws them
        unseen = options.ask is not None and options.plot is None
        n_trained = 0 if unseen else trained["n_examples"] * trained["n_epoch"]
        load = load_in_place_of_fit(options.load, n_trained)
        with nullcontext() if options.ask is None else redirect_stdout(StringIO()):
            runs = [experiment(**settings, train=load)]
    else:
        drawn = random_sum_pairs(options.watch, n_numbers, largest, Random(f"watch {first}"))[0]
        watched = ["+".join(map(str, numbers)) for numbers in drawn]
        callbacks = [watching(options.watch, answer_string, sys.stdout, watched)] if drawn else []
        verbose = verbose_for_terminal(options.verbose)
        runs = [experiment(**settings, train=partial(fit, verbose=verbose, callbacks=callbacks))]
    n_epoch, seeds = trained["n_epoch"], name_seeds(trained["seed"], options.repeats)
    epochs = f"{n_epoch} epoch{'s' * (n_epoch > 1)} of {trained['n_examples']} examples"
    name = experiment.__name__.replace("_", " ")
    title = f"{name}: {n_numbers} numbers up to {largest}, {epochs}, {seeds}"
    draw = partial(plot_runs, title=title, runs=runs, score=score)
    status = save_plot_and_ask(options, runs[0][0], draw, answer_string)
    return status or int(len(runs) < options.repeats)


def watching(n, answer, out, questions):
    """Make a Keras callback that writes n questions and their answers to out after each epoch."""
    from keras.callbacks import LambdaCallback
    from tqdm import tqdm

    def show(epoch, logs):
        asked = (marked(*answer(callback.model, each)) for each in questions[:n])
        clear_line()  # Keras's bar may stand there
        tqdm.write(f"epoch {epoch + 1}: {'  '.join(asked)}", file=out)  # beside tqdm's bar

    return (callback := LambdaCallback(on_epoch_end=show))


def save_plot_and_ask(options, model, draw, answer):
    """Do what --save, --plot and --ask say, all that can be done. Returns the exit status.

    options: of cli.options.parse_settings; draw(path): draws the figure; answer(model, question):
    the three strings that cli.questions.ask wants.
    """
    save = partial(save_checkpoint, model, command=options.command)
    status = write_files((options.save, save), (options.plot, draw))
    if options.ask is None:
        return status
    return ask(options.ask, partial(answer, model)) or status
