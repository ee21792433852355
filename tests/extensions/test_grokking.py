"""Grokking: weight decay against its definition."""

import numpy as np
import pytest

from extensions import grokking
from extensions.shared import training
from extensions.shared.tasks import Task


@pytest.mark.parametrize("weight_decay", [0.0, 0.5])
def test_a_step_takes_a_share_of_every_weight(keras, eager, monkeypatch, weight_decay):
    """The same step with Adam and with AdamW: they differ by learning rate * weight decay * w."""
    X, y = Task(10).encode([(3, 10), (7, 8)], [13, 15])
    monkeypatch.setattr(training, "run_with_curves", lambda n_scores, network: network)
    after = []
    for network in (Task, grokking.run(Task, weight_decay)):
        keras.utils.set_random_seed(1)
        model = network(10).create_model(0.01)
        before = model.get_weights()
        model.train_on_batch(X, y)
        after.append(model.get_weights())
    for weights, with_adam, with_decay in zip(before, *after, strict=True):
        np.testing.assert_allclose(with_adam - with_decay, 0.01 * weight_decay * weights, atol=1e-6)
