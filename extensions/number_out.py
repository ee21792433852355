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

from random import Random
from statistics import median

from cli.terminal import run_script
from common.reporting import exact_match, is_number
from extensions.shared import problems, sweeps
from extensions.shared.splitting import both_orders, draw_pairs

N_TEST = 1000
LARGEST = (99, 999, 9999)
ANSWERS = {"characters": problems.seq2seq, "number": problems.number_out}
TRAINING = problems.LONGER | {"n_examples": 19_200}


def train(seed, callbacks, answer, largest, **training):
    """Train, and test on pairs that are never trained on. Returns what a sweep wants.

    The scores are the exact match, and the median of the errors of the answers that are numbers.
    """
    random, problem = Random(seed), ANSWERS[answer](largest)
    never_seen = draw_pairs(N_TEST, largest, random)
    model = problems.train_without(never_seen, problem, random, seed, callbacks, **training)
    X, y = problem.encode(*both_orders(never_seen))
    expected, predicted = problem.decode(y), problem.decode(problem.predict(model, X))
    errors = [abs(int(e) - int(p)) for e, p in zip(expected, predicted) if is_number(str(p))]
    scores = {"right": exact_match(expected, predicted)}
    scores["median error"] = float(median(errors)) if errors else None
    return model.count_params(), scores


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
    columns = sweeps.score_columns(["right"], header="{} %")
    columns |= sweeps.score_columns(["median error"], "{:g}".format)
    sweeps.print_results(options, results, columns)
    return status


if __name__ == "__main__":
    run_script(main)
