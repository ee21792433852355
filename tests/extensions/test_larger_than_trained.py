"""Larger than trained: what is trained on, what is asked, and how the answers are scored."""

import numpy as np
import pytest

from extensions import larger_than_trained
from extensions.larger_than_trained import NETWORKS, TESTS
from tests.extensions.spying import strings_of

TINY = {"n_examples": 2000, "n_batch": 2000, "n_epoch": 2, "learning_rate": 0.01}


@pytest.mark.parametrize("network", ["tutorial's network", "MLP mapping"])
def test_the_tested_pairs_up_to_100_are_never_trained_on(eager, fed, asked, network):
    scores = larger_than_trained.run(network, 1, [], **NETWORKS[network][1] | TINY)["scores"]
    assert list(scores) == list(TESTS)
    for (X, answers), (test, (least, most)) in zip(asked, TESTS.items(), strict=True):
        pairs = pairs_read(network, X)
        assert len(X) == 500 and len(set(pairs)) > 450
        assert all(least <= number <= most for pair in pairs for number in pair)
        if network == "MLP mapping":  # on the scale of its training
            sums = np.rint(200 * answers[:, 0])
            assert scores[test] == np.mean([sum(pair) == total for pair, total in zip(pairs, sums)])
    trained = {pair for X in fed for pair in pairs_read(network, X)}
    assert max(map(max, trained)) == 100 and trained.isdisjoint(pairs_read(network, asked[0].X))


def pairs_read(network, X):
    """The ascending pairs in what a network reads."""
    if network == "MLP mapping":
        pairs = np.rint(200 * X.reshape(-1, 2)).astype(int).tolist()
        return [tuple(sorted(pair)) for pair in pairs]
    return [tuple(sorted(map(int, string.split("+")))) for string in strings_of(X)]
