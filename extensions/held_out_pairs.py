"""Does it learn to add, or does it memorise?

A share of all pairs is kept out of the training, a+b together with b+a. Afterwards the model is
asked for both kinds of pairs. If it has learned to add, it is as good on the pairs that it has
never seen as on those that it has seen.

Expect of the tutorial's models:
- The mappings are as good on either side.
- seq2seq with numbers up to 10 gives the right sum for every pair that it has seen and, with most
  seeds, for none of the others. It memorises. A longer training does not change that.
- The same encoder with a number as its answer learns to add, with the same training.
- seq2seq with numbers up to 99 sees some 4000 different pairs, and learns to add.

Try --held-out 0.5 --models seq2seq_99: half of the pairs are enough.
"""

if not __package__:
    raise SystemExit("Run it as a module: python -m extensions.held_out_pairs")

from functools import partial

from cli.files import write_files
from cli.terminal import run_script
from extensions.shared import problems, sweeps


def number_out_untrained(largest):
    """The control of number_out: its encoder stays as it starts, only Dense(1) is trained."""
    return problems.number(problems.seq2seq(largest), train_encoder=False)


MAPPINGS = {"n_examples": 100, "learning_rate": 0.001}
MODELS = {  # by the name of a row: what makes its Problem, the largest number, and its training
    "lstm_mapping": (problems.lstm_mapping, 100, MAPPINGS | {"n_batch": 1, "n_epoch": 100}),
    "mlp": (problems.mlp, 100, MAPPINGS | {"n_batch": 2, "n_epoch": 50}),
    "seq2seq_10": (problems.seq2seq, 10, problems.TUTORIALS),
    "seq2seq_10_longer": (problems.seq2seq, 10, problems.LONGER),
    "seq2seq_99": (problems.seq2seq, 99, problems.LONGER),
    "number_10": (problems.number_out, 10, problems.TUTORIALS),
    "number_99": (problems.number_out, 99, problems.LONGER),
    "untrained_10": (number_out_untrained, 10, problems.TUTORIALS),
    "untrained_10_longer": (number_out_untrained, 10, problems.LONGER),
}


def train(model, largest, seed, callbacks, **training):
    """Train one of the models. Returns what a sweep wants."""
    problem, training = MODELS[model][0](largest), training | {"n_scorings": 20}
    trained, scores = problems.train_and_score(problem, seed, callbacks, **training)
    return trained.count_params(), scores


def main():
    """Train the models, with the options of the command line."""
    epochs = "the tutorial's; 60 for longer and up to 99"
    parser = sweeps.question_parser(__doc__, "held_out_pairs", epochs)
    sweeps.add_choice(parser, "--models", MODELS)
    sweeps.add_held_out(parser)
    options = sweeps.parse_question(parser)
    cases = {}
    for name in options.models:
        _, largest, training = MODELS[name]
        sweeps.check_split(parser, largest, options.held_out)
        case = {"model": name, "largest": largest, "held_out": options.held_out}
        cases[name] = case | training
    results, status = sweeps.sweep(options, "held_out_pairs", cases, train)
    results = {name.replace("_", " "): lines for name, lines in results.items()}
    largest = {"largest": lambda lines: lines[0]["settings"]["largest"]}
    sweeps.print_results(options, results, largest | sweeps.WEIGHTS | sweeps.shares())
    title = f"Exact match on seen and never seen pairs, {sweeps.seeds_of(options)}"
    draw = partial(sweeps.draw_learning, title=title, results=results, n_columns=3)
    return write_files((options.plot, draw)) or status


if __name__ == "__main__":
    run_script(main)
