"""Networks that one can save, load and ask, beside the options of every question."""

from argparse import Namespace
from functools import partial
from itertools import product

from cli.files import load_weights, read_settings, save_checkpoint, write_files
from cli.questions import ask
from cli.terminal import start_keras
from extensions.shared.sweeps import draw, read_cases, sweep
from extensions.shared.training import settings_for


def run_models(parser, question, cases_of, create, train, score, report, plot=None, needs=None):
    """Train networks and score them, or load one. Then draw, save and ask, as the options say.

    create(seed, ...): builds a task; train(task, seed, callbacks, ...): returns its model; both
    take the settings that they name. score(task, model): returns a result; report(lines): prints
    tables; the others: as for read_cases, sweep and draw. Returns the exit status.
    """
    parser.model_options("3+10")
    parser.set_defaults(save=None, load=None, ask=None)
    options, cases = read_cases(parser, cases_of)
    nothing = Namespace(**dict.fromkeys(vars(options)))  # no defaults: only what is given
    given = {n: v for n, v in vars(parser.parse_args(namespace=nothing)).items() if v is not None}
    for option in ("save", "load", "ask"):
        parser.refuse(given, option, "results", "repeats", "jobs")
    parser.refuse(given, "load", *given.keys() - {"load", "ask"})
    trained, is_asked = [], options.ask is not None
    (_, settings), *others = cases.items()
    if others and (options.save or is_asked):
        parser.error("arguments --save, --ask: are for one model, not for several")

    def run(callbacks, **settings):
        task = create(**settings_for(create, settings))
        model = train(task, callbacks=callbacks, **settings_for(train, settings))
        trained[:] = task, model
        return score(task, model)

    if options.load:
        settings = read_settings(parser, options.load, [*settings, "seed"])
        start_keras()
        task = create(**settings_for(create, settings))
        model = load_weights(task.create_model(settings["learning_rate"]), options.load)
        line = {"case": "saved model", "settings": settings, "seed": settings["seed"]}
        lines, status = [] if is_asked else [line | score(task, model)], 0
        trained = task, model
    else:
        lines, status = sweep(options, question, cases, run, needs)
        settings = lines[0]["settings"] | {"seed": options.seed}
    if lines:
        report(lines)
    status = draw(options, plot, lines) or status
    if options.save:
        save = partial(save_checkpoint, trained[1], script=parser.prog, settings=settings)
        status = write_files((options.save, save)) or status
    if is_asked:
        task, model = trained
        answer = partial(task.answer, model)
        status = ask(options.ask, answer, task.largest, task.n_numbers) or status
    return status


def name_cases(parts, values):
    """Name each combination of values by what differs: {name: combination}.

    parts: how to write a value of each kind. If nothing differs, the first kind is the name.
    """
    cases = {}
    for combination in product(*values):
        written = [write(value) for write, value in zip(parts, combination)]
        differs = [part for part, column in zip(written, values) if len({*column}) > 1]
        cases[", ".join(differs or written[:1])] = combination
    return cases
