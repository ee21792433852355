"""How far does a number as the answer go?

The encoder with a number as its answer learns to add numbers up to 10, where stage 3's network
memorises: see held_out_pairs. Its answer is one number, which is rounded, so the error must be
below a half. Here both ways to answer are trained on larger numbers, with twice the examples of the
longer training. They are tested on 1000 pairs that are never trained on, in both orders.

Expect that up to 99 both learn to add. Up to 999 the number is wrong in a third of the
answers, and characters are learned. Up to 9,999 this training is too short for both.

Try --largest 99 --epochs 10: which way to answer learns first?
"""

if not __package__:
    raise SystemExit("Run it as a module: python -m extensions.number_out")

from math import ceil
from random import Random

import numpy as np

from cli.terminal import run_script
from common.reporting import is_number
from common.training import fit
from extensions.shared import problems, sweeps
from extensions.shared.results import spread
from extensions.shared.splitting import both_orders, draw_pairs, random_sum_pairs_without

N_TEST = 1000
LARGEST = (99, 999, 9999)
ANSWERS = {"characters": problems.seq2seq, "number": lambda n: problems.number(problems.seq2seq(n))}
TRAINING = problems.LONGER | {"n_examples": 19_200}


def train(seed, callbacks, answer, largest, n_examples, n_batch, n_epoch, learning_rate, decay):
    """Train, and test on pairs that are never trained on. Returns what a sweep wants.

    The scores are the exact match, and the median of the errors of the answers that are numbers.
    """
    import keras  # imported here, because Keras takes seconds, and --help does not need it

    random, problem = Random(seed), ANSWERS[answer](largest)
    never_seen = draw_pairs(N_TEST, largest, random)

    def new_examples(n):
        return problem.encode(*random_sum_pairs_without(never_seen, n, largest, random))

    keras.utils.set_random_seed(seed)
    n_steps = ceil(n_examples / n_batch) * n_epoch
    model = problem.create(keras.optimizers.schedules.CosineDecay(learning_rate, n_steps))
    sizes = {"n_examples": n_examples, "n_batch": n_batch, "n_epoch": n_epoch}
    fit(model, new_examples, **sizes, verbose=0, callbacks=callbacks)
    pairs, sums = both_orders(never_seen)
    X, y = problem.encode(pairs, sums)
    expected, predicted = problem.decode(y), problem.decode(problem.predict(model, X))
    right = np.mean([e == p for e, p in zip(expected, predicted)])
    errors = [abs(int(e) - int(p)) for e, p in zip(expected, predicted) if is_number(str(p))]
    middle = float(np.median(errors)) if errors else None
    return model.count_params(), {"right": float(right), "median error": middle}


def main():
    """Train both ways to answer, with the options of the command line."""
    parser = sweeps.question_parser(__doc__, "number_out", TRAINING["n_epoch"], figures=None)
    sweeps.add_choice(parser, "--largest", LARGEST, "is the largest of the numbers ")
    options = sweeps.parse_question(parser)
    cases = {
        f"up to {largest}, {answer} out": {"answer": answer, "largest": largest, **TRAINING}
        for largest in options.largest
        for answer in ANSWERS
    }
    results, status = sweeps.sweep(options, "number_out", cases, train)
    columns = {
        "right %": lambda lines: spread([line["scores"]["right"] for line in lines]),
        "median error": median_errors,
    }
    sweeps.print_results(options, results, columns)
    return status


def median_errors(lines):
    """Write the median error of the answers, over the seeds."""
    errors = [line["scores"]["median error"] for line in lines]
    return spread([error for error in errors if error is not None], "{:g}".format)


if __name__ == "__main__":
    run_script(main)
