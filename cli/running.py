"""Run an experiment as the command line says: train it or load it, repeat, plot, save and ask."""

import signal
import sys
from contextlib import redirect_stdout
from functools import partial
from inspect import signature
from io import StringIO
from random import Random
from shutil import get_terminal_size
from statistics import mean, median, stdev
from time import perf_counter

from cli.files import load_weights, read_settings, save_checkpoint, write_files
from cli.options import Parser, number
from cli.plotting import plot_runs
from cli.questions import ask, marked
from cli.terminal import clear_line, interrupts_held_back, start_keras
from common.pairs import random_sum_pairs


def run_stage(
    experiment, evaluate, create_model, read, write, right, answer, score, description, n_units="+"
):
    """Run a stage from the command line, with all its options. Returns the exit status.

    experiment: trains a model; returns model, history, expected and predicted answers. All its
    parameters but callbacks are settings, and options. Other functions get the settings they name.
    evaluate(model, rng, ...): returns expected and predicted; create_model(...): for --load;
    read(question): returns its numbers, or raises ValueError; write(numbers): returns a question;
    right(numbers): the right answer; answer(model, ...): the model's, to "numbers" or "question";
    score: its name, a function of expected and predicted, its format; n_units: nargs of --units.
    """
    parser = Parser(description)
    given, settings, saved = read_command_line(parser, experiment, write([3, 10]), n_units)
    n_numbers, largest, seed = (settings[name] for name in ("n_numbers", "largest", "seed"))

    def call(function, *arguments, **more):
        names, values = signature(function).parameters, settings | more
        return function(*arguments, **{name: values[name] for name in values if name in names})

    def asked(model, numbers):
        predicted = call(answer, model, numbers=numbers, question=write(numbers))
        return write(numbers), str(right(numbers)), str(predicted)

    start_keras()
    model, runs = None, {}
    if "load" in given:
        try:
            model = call(create_model)
        except Exception:  # Keras has many
            parser.error(f"argument --load: the settings in {given['load']!r} are damaged")
        load_weights(model, given["load"])
        if "ask" not in given:  # on numbers of its own; a seed may be a string
            runs[seed] = model, {}, *call(evaluate, model, Random(f"evaluate {seed}"))
    elif "repeats" in given:
        runs = repeat(experiment, settings, given["repeats"], given.get("jobs", 1), score)
    else:
        rng = Random(f"watch {seed}")
        numbers, _ = random_sum_pairs(given.get("watch", 0), n_numbers, largest, rng)
        runs[seed] = experiment(callbacks=[watching(numbers, asked)] if numbers else [], **settings)
        model = runs[seed][0]
    if model is not None and runs and settings["verbose"] == 0:
        print(score[0], score[2].format(score[1](*runs[seed][2:])))
    title = f"{parser.prog}: {n_numbers} numbers up to {largest}, {saved['n_epoch']} epochs of "
    title += f"{saved['n_examples']} examples, seeds: {', '.join(map(str, runs))}"
    draw = partial(plot_runs, title=title, runs=[*runs.values()], score=score)
    save = partial(save_checkpoint, model, script=parser.prog, settings=saved)
    status = write_files((given.get("save"), save), (given.get("plot") if runs else None, draw))
    if "ask" in given:
        answered = lambda question: asked(model, read(question))  # noqa: E731
        status = ask(given["ask"], answered, largest, n_numbers, read) or status
    return status or int(model is None and len(runs) < given["repeats"])


def read_command_line(parser, experiment, example, n_units):
    """Read the options that are given, the settings to run with, and those for a checkpoint."""
    parameters = signature(experiment).parameters.values()
    settings = {each.name: each.default for each in parameters if each.name != "callbacks"}
    for name, default in settings.items():
        if not isinstance(default, (list, tuple) if name == "units" else (int, float, str)):
            parser.error(f"the default of {name} is not a number, a text, True or False")
        parser.setting(name, default, **{"nargs": n_units} if name == "units" else {})
    parser.option("--watch", "ask the same N questions after each epoch", type=number(int, 1, 99))
    parser.model_options(example, "; it then evaluates on other numbers")
    given = vars(parser.parse_args())
    trained = settings | {name: value for name, value in given.items() if name in settings}
    del trained["verbose"]
    if "load" in given:  # all is in the file, but how many examples to evaluate on
        others = settings.keys() - {"n_examples", "verbose"}
        parser.refuse(given, "load", *others, "repeats", "jobs", "watch", "save")
        parser.refuse(given, "ask", "plot", "n_examples", "verbose")
        trained = read_settings(parser, given["load"], trained)
        for name in trained.keys() - {"learning_rate"}:
            if type(trained[name]) is not (list if name == "units" else type(settings[name])):
                parser.error(f"argument --load: the setting {name} in {given['load']!r} is damaged")
    parser.refuse(given, "repeats", "save", "ask", "watch", "verbose")
    if "jobs" in given and "repeats" not in given:
        parser.error("argument --jobs: has no effect without --repeats")
    settings = settings | trained | {name: given[name] for name in given if name in settings}
    # with 6,000,000 characters of questions, all drawn at once, stage 3 takes 1.7 GB of memory
    n = settings["n_examples"] * (1 if "load" in given else settings["n_epoch"] + 1)
    most = 6_000_000 // (settings["n_numbers"] * (len(str(settings["largest"])) + 1))
    if n > most:
        parser.error(f"argument --examples: {n:,} in all do not fit into 2 GB, {most:,} do")
    if trained["n_batch"] > trained["n_examples"]:
        parser.error(f"argument --examples: are fewer than the --batch-size, {trained['n_batch']}")
    if settings["verbose"] == 1 and not (sys.stdout.isatty() and get_terminal_size().columns >= 80):
        settings["verbose"] = 2  # Keras's bar has no room, so two lines
    return given, settings, trained


def watching(numbers, asked):
    """Make a Keras callback that asks for the same numbers after each epoch."""
    from keras.callbacks import LambdaCallback

    def show(epoch, logs):
        clear_line()  # Keras's bar may stand there
        answers = (marked(*asked(callback.model, each)) for each in numbers)
        print(f"epoch {epoch + 1}: {'  '.join(answers)}")

    callback = LambdaCallback(on_epoch_end=show)
    return callback


def train_all(trainings, n_jobs=1):
    """Run trainings, n_jobs at a time. Yields what each returns and its seconds, in their order.

    trainings: for each a name, such as "seed 1", its number of epochs, and a function of Keras
    callbacks. What it prints is hidden. If one fails, a line names it, and its result is None.
    """
    from joblib import Parallel, delayed
    from joblib.externals.loky.process_executor import TerminatedWorkerError
    from tqdm import tqdm

    n_jobs = min(n_jobs, len(trainings))
    form = "{desc} {percentage:3.0f}%|{bar}| {elapsed}<{remaining}"
    rest = {"disable": None, "leave": False, "dynamic_ncols": True, "bar_format": form}
    with tqdm(total=len(trainings), file=sys.stdout, **rest) as bar:  # only a terminal shows it
        if n_jobs > 1:
            bar.set_description(f"{n_jobs} at a time; the bar moves when one is done")
        parallel, shown = Parallel(n_jobs, return_as="generator"), bar if n_jobs == 1 else None
        # the processes that start here inherit that Ctrl-C is not for them; this one ends them
        interrupt = signal.signal(signal.SIGINT, signal.SIG_IGN)
        outcomes = parallel(delayed(_train)(*training, shown) for training in trainings)
        signal.signal(signal.SIGINT, interrupt)
        for n_done, (name, *_) in enumerate(trainings, start=1):
            try:
                result, seconds, failure = next(outcomes)
            except TerminatedWorkerError:
                lost = "a process was killed, perhaps as the memory is full. Try fewer --jobs."
                tqdm.write(f"{name}, and what should follow: {lost}", file=sys.stderr)
                return
            if failure:
                tqdm.write(f"{name}: {failure}", file=sys.stderr)  # beside the progress bar
            bar.clear()
            yield result, seconds
            bar.update(n_done - bar.n)


def _train(name, n_epoch, run, bar):
    """Run one training, in this process or another. Returns result, seconds, why it failed."""
    with redirect_stdout(StringIO()):
        keras = start_keras()
        with interrupts_held_back():  # it runs callbacks in which Python ignores all exceptions
            keras.utils.clear_session()  # otherwise each training is slower than the one before
        callbacks, start = [], perf_counter()
        if bar is not None:
            bar.set_description(name)
            move = lambda *_: bar.update(min(1 / n_epoch, bar.total - bar.n))  # noqa: E731
            callbacks.append(keras.callbacks.LambdaCallback(on_epoch_end=move))
        try:
            return run(callbacks), perf_counter() - start, ""
        except FloatingPointError as error:
            return None, perf_counter() - start, str(error)


def repeat(experiment, settings, n_repeats, n_jobs, score):
    """Run an experiment with the seed in settings, the next seed, and so on, n_repeats times.

    Prints the scores. Returns {seed: what the experiment returned}, with None in place of the
    models, which would fill the memory, and without the runs that failed.
    """
    name, function, form = score
    seeds = range(settings["seed"], settings["seed"] + n_repeats)

    def run(callbacks, seed):
        _, *rest = experiment(callbacks=callbacks, **settings | {"seed": seed, "verbose": 0})
        return None, *rest

    runs, scores = {}, []
    trainings = [(f"seed {s}", settings["n_epoch"], partial(run, seed=s)) for s in seeds]
    for seed, (result, seconds) in zip(seeds, train_all(trainings, n_jobs)):
        if result is not None:
            runs[seed] = result
            scores.append(function(*result[2:]))
            print(f"seed {seed}: {name} {form.format(scores[-1])} in {seconds:.1f} s")
    if len(scores) > 1:
        figures = {"median": median, "mean": mean, "std": stdev, "lowest": min, "highest": max}
        shown = (f"{each} {form.format(of(scores))}" for each, of in figures.items())
        print(f"{len(scores)} runs: {', '.join(shown)}")
    return runs
