"""Run an experiment as the command line says: train or load, repeat, plot, save and ask."""

from contextlib import nullcontext, redirect_stdout
from functools import partial
from io import StringIO

from cli.checkpoints import load_in_place_of_fit, save_checkpoint
from cli.files import write_files
from cli.options import parse_stage_options
from cli.plotting import plot_runs
from cli.questions import ask, parse_sum
from cli.repeating import name_seeds, repeat
from cli.terminal import start_keras, verbose_for_terminal
from common.training import fit


def run_stage(experiment, answer, score, description, verbose, n_units=None, alphabet=()):
    """Run a stage from the command line, with all its options.

    experiment: a function with the tutorial's values as its defaults. Its last parameter is train:
    fit, or what takes its place. It prints, and returns model, history, expected and predicted.
    answer(model, numbers, largest): the model's answer to one question.
    score: its name, and a function of the expected and predicted answers.
    description: for --help; verbose: the default of --verbose; n_units: how many --units there must
    be, None for any number; alphabet: the characters that the model reads, if it reads characters.
    Returns the exit status.
    """
    identity = {"script": experiment.__name__, "alphabet": "".join(alphabet)}
    options, settings, trained = parse_stage_options(
        experiment, description, identity=identity, verbose=verbose, n_units=n_units
    )
    largest, n_numbers = settings["largest"], settings["n_numbers"]

    def run(n_examples, **others):
        return experiment(n_examples, **others)  # the tutorial has two names for the first

    def answer_string(model, question):
        numbers = parse_sum(question, n_numbers, largest)
        predicted = answer(model, numbers, largest)
        return "+".join(map(str, numbers)), str(sum(numbers)), str(predicted)

    start_keras()
    if options.repeats > 1:
        runs = repeat(run, settings, options.repeats, options.jobs, score)
    elif options.load is not None:
        n_trained = trained["n_examples"] * trained["n_epoch"]
        runs = [evaluate_checkpoint(run, options, settings, n_trained)]
    else:
        runs = [run(**settings, train=partial(fit, verbose=verbose_for_terminal(options.verbose)))]
    title = f"{experiment.__name__.replace('_', ' ')}: {n_numbers} numbers up to {largest}"
    status = save_plot_and_ask(
        options,
        model=runs[0][0],
        settings=identity | trained,
        draw=lambda path: plot_runs(path, describe(title, trained, options.repeats), runs, score),
        answer=answer_string,
    )
    return status or int(len(runs) < options.repeats)


def evaluate_checkpoint(experiment, options, settings, n_trained=0):
    """Run an experiment with the weights of --load in place of training.

    n_trained: as for load_in_place_of_fit. With --ask, what it prints is hidden: only the answers
    were asked for.
    """
    load = load_in_place_of_fit(options.load, n_trained)
    with nullcontext() if options.ask is None else redirect_stdout(StringIO()):
        return experiment(**settings, train=load)


def describe(title, trained, n_repeats):
    """Write the title of a figure, with the training that the model really had.

    >>> describe("MLP", {"n_epoch": 1, "n_examples": 20, "seed": 1}, 2)
    'MLP, 1 epoch of 20 examples, seeds 1 to 2'
    """
    n_epoch, n_examples = trained["n_epoch"], trained["n_examples"]
    epochs = f"{n_epoch} epoch{'s' * (n_epoch > 1)} of {n_examples} examples"
    return f"{title}, {epochs}, {name_seeds(trained['seed'], n_repeats)}"


def save_plot_and_ask(options, model, settings, draw, answer):
    """Do what --save, --plot and --ask say, after an experiment has run.

    If one of them fails, the others are done. settings: of the checkpoint; draw(path): draws the
    figure; answer(model, question): the three strings that cli.questions.ask wants.
    Returns the exit status.
    """
    status = write_files(
        (options.save, lambda path: save_checkpoint(model, path, settings)), (options.plot, draw)
    )
    if options.ask is None:
        return status
    return ask(options.ask, partial(answer, model)) or status
