"""Does a memoriser come to learn if it goes on?

Power et al. (2022) trained networks long after they knew their examples by heart. Some of them
suddenly learned the rule. They call it grokking. Weight decay helped most: it pulls all weights
towards 0. Here stage 3's network is trained as in the tutorial, but 20 times as long, and with
different weight decays (AdamW, Loshchilov & Hutter 2019). A fifth of the pairs is held out. One
variation has an embedding in place of one-hot vectors, and no weight decay.

Expect that going on alone does not help. With a weight decay of 0.1, numbers up to 20, the
last third of the never seen pairs comes late. Up to 10 the embedding helps most.

Try --largest 10 --variations weight_decay_0.1 --epochs 3000: is it only a question of time?
"""

if not __package__:
    raise SystemExit("Run it as a module: python -m extensions.grokking")

from functools import partial

from cli.files import write_files
from cli.options import whole_number
from cli.terminal import run_script
from extensions.shared import problems, sweeps
from extensions.shared.results import spread, whole_percent


def with_weight_decay(problem, weight_decay):
    """Train with AdamW: in every step each weight loses learning rate * weight_decay of itself."""

    def create(learning_rate):
        # imported here, because Keras takes seconds, and --help does not need it
        from keras.optimizers import AdamW

        model = problem.create(learning_rate)
        optimizer = AdamW(learning_rate, weight_decay=weight_decay)
        model.compile(loss="categorical_crossentropy", optimizer=optimizer)
        return model

    return problem._replace(create=create)


VARIATIONS = {
    f"weight_decay_{decay}": partial(with_weight_decay, weight_decay=decay)
    for decay in (0, 0.01, 0.1, 1)
} | {"embedding": problems.embedding}


def main():
    """Run the comparison with the options of the command line."""
    parser = sweeps.question_parser(__doc__, "grokking", "600, 20 times the tutorial's")
    some = {"type": whole_number(2, 999), "default": [10, 20], "nargs": "+", "metavar": "N"}
    parser.add_argument("--largest", **some, help="the largest of the numbers (default: 10 and 20)")
    sweeps.add_choice(parser, "--variations", VARIATIONS)
    sweeps.add_held_out(parser)
    options = sweeps.parse_question(parser)
    cases = {}
    for largest in options.largest:
        sweeps.check_split(parser, largest, options.held_out)
        for name in options.variations:
            case = {"variation": name, "largest": largest, "held_out": options.held_out}
            case |= problems.TUTORIALS | {"n_epoch": 600}
            cases[f"up to {largest}, {name.replace('_', ' ')}"] = case
    train = partial(sweeps.train_variation, VARIATIONS, n_scorings=60)
    results, status = sweeps.sweep(options, "grokking", cases, train)
    columns = sweeps.shares(whole_percent) | {"highest, never seen %": highest}
    sweeps.print_results(options, results, columns)
    draw = partial(sweeps.draw_learning, results=results, n_columns=len(options.variations))
    title = f"Exact match, {sweeps.seeds_of(options)}"
    return write_files((options.plot, partial(draw, title=title))) or status


def highest(lines):
    """Write the highest exact match on never seen pairs at any time, over the seeds."""
    highest = list(map(max, sweeps.scores_of(lines, problems.SIDES[1])))
    return spread(highest, whole_percent)


if __name__ == "__main__":
    run_script(main)
