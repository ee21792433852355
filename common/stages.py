"""The comforts round a stage's experiment: repeat it, picture it, keep its model and ask it."""

from collections import namedtuple
from contextlib import redirect_stdout
from io import StringIO

from common import keeping
from common.asking import ask, parse_sum
from common.options import parse_stage_options
from common.plotting import plot_runs
from common.repeating import name_seeds, repeat
from common.terminal import import_keras

Run = namedtuple("Run", "model history expected predicted")
Run.__doc__ = """What an experiment gives back.

model: trained; history: metric -> one value an epoch; expected, predicted: its last examples'
answers, as the stage reports them.
"""


def run_stage(experiment, answer, score, description, n_units=None, alphabet=()):
    """Run a stage from the command line, with all its options.

    experiment: a function with the tutorial's values as its defaults, which prints as it goes and
    returns a Run. Beside those it takes callbacks, for Keras's fit, and kept, a file of weights
    to use instead of training.
    answer(model, numbers, largest): what the model says to one question.
    score: a name, and the one of common.reporting's scores that --repeats compares.
    n_units: how many --units there must be, None for any number; alphabet: the characters that
    the model reads, where it does.
    Returns the exit status.
    """
    fixed = {"stage": experiment.__name__, "alphabet": "".join(alphabet)}
    options = parse_stage_options(experiment, description, fixed, n_units)
    title = f"{experiment.__name__}: {options.n_numbers} numbers up to {options.largest}"

    def answered(model, question):
        numbers = parse_sum(question, options.n_numbers, options.largest)
        predicted = answer(model, numbers, options.largest)
        return "+".join(map(str, numbers)), str(sum(numbers)), str(predicted)

    return run_with_comforts(experiment, options, score, fixed, title, answered)


def run_with_comforts(
    experiment, options, score, fixed, title, answered, summarise=lambda runs: None
):
    """Run an experiment as the options say: repeat it, picture it, keep its model and ask it.

    experiment: as for run_stage; options: its settings and the comforts; title: of a figure, to
    which the training is added.
    answered(model, question): a question's tidy form, the right answer and the model's; it raises
    ValueError for one that cannot be asked. summarise(runs): prints what repeated runs came to.
    Returns the exit status.
    """
    settings = vars(options).copy()
    comforts = [settings.pop(name) for name in ("repeats", "plot", "save", "load", "ask")]
    repeats, plot, save, load, questions = comforts

    import_keras()
    if repeats > 1:
        runs = repeat(experiment, settings, repeats, score)
        summarise(runs)
    elif load and questions is not None:
        with redirect_stdout(StringIO()):  # only the answers were asked for
            runs = [experiment(**settings, kept=load)]
    else:
        runs = [experiment(**settings, kept=load)]

    if save:
        # all but how it is shown: a later evaluation must know what the training has seen
        told = {name: value for name, value in settings.items() if name != "verbose"}
        keeping.save(runs[0].model, save, fixed | told)
        print(f"The model is kept in {save}.")
    if plot:
        plot_runs(plot, _title(title, settings, repeats), runs)
    if questions is None:
        return 0
    return ask(questions, lambda question: answered(runs[0].model, question))


def _title(title, settings, repeats):
    n_examples = settings.get("n_examples") or settings["n_samples"]
    seeds = name_seeds(settings["seed"], repeats)
    epochs = f"{settings['n_epoch']} epoch{'s' * (settings['n_epoch'] > 1)}"
    return f"{title}, {epochs} of {n_examples} examples, {seeds}"
