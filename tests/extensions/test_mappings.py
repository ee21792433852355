"""The two mappings side by side: what is trained and how both orders are scored."""

import numpy as np
import pytest

from extensions import mappings
from extensions.shared.tasks import LSTMMapping, MLPMapping


class Adder:
    """It adds scaled numbers, but treats the second otherwise where it is the larger one."""

    def predict_on_batch(self, X):
        a, b = np.reshape(X, (-1, 2)).T
        return (a + b + np.where(b > a, 0.5, 0))[:, np.newaxis]

    def count_params(self):
        return 9


@pytest.mark.parametrize("network", [MLPMapping, LSTMMapping])
def test_both_orders_are_asked_and_scored_apart(monkeypatch, network):
    stage = lambda *_, **settings: (Adder(), None, [1, 2], [1, 5])  # noqa: E731
    monkeypatch.setitem(mappings.STAGES, network, stage)
    scores = {"RMSE": 3 / 2**0.5, "exact match": 0.5}
    scores |= {"small+large": 0, "large+small": 1, "same answer": 0}
    assert mappings.run(network, []) == {"weights": 9, "scores": pytest.approx(scores)}


@pytest.mark.parametrize("case, n_weights", [("LSTM mapping", 491), ("no hidden layer", 3)])
def test_each_is_trained_as_its_stage_trains_it(eager, fed, asked, case, n_weights):
    settings = mappings.CASES[case] | {"n_epoch": 2, "n_batch": 20}
    result = mappings.run(seed=3, callbacks=[], n_examples=20, learning_rate=0.01, **settings)
    assert result["weights"] == n_weights
    numbers = np.rint(200 * fed[0].reshape(-1, 2))
    assert numbers.shape == (40, 2) and 1 <= numbers.min() <= numbers.max() <= 100
    own, *orders = (X.reshape(-1, 2) for X, _ in asked)
    small_large, large_small = np.split(np.concatenate(orders), 2)
    assert len(own) == 20 and len(small_large) == len(large_small) == 99 * 100 / 2
    assert (small_large[:, 0] < small_large[:, 1]).all()
    assert np.array_equal(np.flip(small_large, axis=1), large_small)
