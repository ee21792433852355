"""How steady stage 3's training is: run `python -m tests.benchmarks.steadiness`.

The tutorial's way (one fit an epoch) and the project's, with seeds 1 to 24. The score is the exact
match on 1000 new examples. It takes some ten minutes.
"""

from statistics import median

from addition_seq2seq import alphabet
from cli.terminal import run_script, start_keras
from common.encoding import invert
from common.reporting import exact_match
from tests.benchmarks.benchmark import stage_3, the_projects_way, the_tutorials_way

SEEDS = range(1, 25)


def main():
    keras = start_keras()
    scores = {the_tutorials_way: [], the_projects_way: []}
    for seed in SEEDS:
        for way in scores:
            model, new_examples = way(keras, stage_3, seed)
            X, y = new_examples(1000)
            result = model.predict(X, batch_size=1000, verbose=0)
            answers = [[invert(seq, alphabet) for seq in sequences] for sequences in (y, result)]
            scores[way].append(exact_match(*answers))
            keras.utils.clear_session()
        print(f"seed {seed}: " + ", ".join(f"{way.__name__} {s[-1]}" for way, s in scores.items()))
    for way, shares in scores.items():
        middle = f"median {median(shares)}, lowest {min(shares)}, highest {max(shares)}"
        print(f"{way.__name__}: {middle}")


if __name__ == "__main__":
    run_script(main)
