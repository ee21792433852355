"""How steady stage 3's training is: run `python -m tests.benchmarks.steadiness`.

The tutorial's way (one fit an epoch) and the project's, with seeds 1 to 24. The score is the exact
match on 1000 new examples. It takes some ten minutes.
"""

from statistics import median

from addition_seq2seq import addition_seq2seq, alphabet
from cli.terminal import run_script, start_keras
from common.encoding import invert
from common.reporting import exact_match
from tests.benchmarks.benchmark import stage_3


def main():
    keras, scores = start_keras(), {"tutorial": [], "project": []}
    for seed in range(1, 25):
        answers = ([invert(x, alphabet) for x in each] for each in stage_3(seed))
        scores["tutorial"].append(exact_match(*answers))
        scores["project"].append(exact_match(*addition_seq2seq(seed=seed, verbose=0)[2:]))
        keras.utils.clear_session()
        print(f"seed {seed}:", *(f"{name} {s[-1]:.1%}" for name, s in scores.items()))
    for name, s in scores.items():
        print(f"{name}: median {median(s):.1%}, lowest {min(s):.1%}, highest {max(s):.1%}")


if __name__ == "__main__":
    run_script(main)
