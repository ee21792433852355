"""Networks that one can save, load and ask, beside the options of every question."""

from functools import partial
from itertools import product

from cli.files import read_settings, save_checkpoint, write_files
from cli.questions import ask
from cli.terminal import start_keras
from extensions.shared.sweeps import draw, sweep


def run_models(parser, question, make_cases, train, score, report, plot=None, needs=None):
    """Train networks and score them, or load one. Then draw, save and ask, as the options say.

    make_cases(options): returns {name: settings}; train(seed, callbacks, load, **settings): returns
    a task, which may have its tests, and a model, of a checkpoint if there is one to load;
    score(task, model): returns what a sweep wants; report(lines): prints tables; the others: as for
    sweep and draw.
    """
    parser.model_options("3+10")
    parser.set_defaults(save=None, load=None, ask=None)
    options = parser.parse_args()
    given = {n: v for n, v in vars(options).items() if v != parser.get_default(n)}
    for option in ("save", "load", "ask"):
        parser.refuse(given, option, "results", "repeats", "jobs")
    parser.refuse(given, "load", *[name for name in given if name not in ("load", "ask")])
    cases, trained, is_asked = make_cases(options), [], options.ask is not None
    (_, settings), *others = cases.items()
    if others and (options.save or is_asked):
        parser.error("arguments --save, --ask: are for one model, not for several")

    def train_and_score(**settings):
        trained[:] = train(**settings)
        return score(*trained)

    if options.load:
        settings = read_settings(parser, options.load, [*settings, "seed"])
        start_keras()
        trained, lines, status = train(callbacks=[], load=options.load, **settings), [], 0
        if not is_asked:
            line = {"case": "saved model", "settings": settings, "seed": settings["seed"]}
            lines = [line | score(*trained)]
    else:
        lines, status = sweep(options, question, cases, train_and_score, needs)
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

    >>> name_cases(["{} digits".format, str], [[3], ["all", "none"]])
    {'all': (3, 'all'), 'none': (3, 'none')}
    """
    cases = {}
    for combination in product(*values):
        written = [write(value) for write, value in zip(parts, combination)]
        differs = [part for part, several in zip(written, values) if len({*several}) > 1]
        cases[", ".join(differs or written[:1])] = combination
    return cases
