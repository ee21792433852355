"""Larger than trained: what is trained on, what is asked, and how the answers are scored."""

import numpy as np

from extensions import larger_than_trained
from extensions.larger_than_trained import NETWORKS, TESTS

TINY = {"n_examples": 2000, "n_batch": 2000, "n_epoch": 2, "learning_rate": 0.01}


def pairs_read(X):
    """The ascending pairs in scaled questions."""
    return [tuple(sorted(pair)) for pair in np.rint(200 * X).astype(int).tolist()]


def test_the_tested_pairs_up_to_100_are_never_trained_on(eager, fed, asked):
    settings = NETWORKS["MLP mapping"][1] | TINY
    scores = larger_than_trained.run("MLP mapping", 1, [], **settings)["scores"]
    assert list(scores) == list(TESTS)
    for (X, answers), (test, (least, most)) in zip(asked, TESTS.items(), strict=True):
        pairs = pairs_read(X)
        assert len(X) == 500 and len(set(pairs)) > 450
        assert all(least <= number <= most for pair in pairs for number in pair)
        sums = np.rint(200 * answers[:, 0])  # on the scale of its training
        assert scores[test] == np.mean([sum(pair) == total for pair, total in zip(pairs, sums)])
    trained = {pair for X in fed for pair in pairs_read(X)}
    assert max(map(max, trained)) == 100 and trained.isdisjoint(pairs_read(asked[0].X))
