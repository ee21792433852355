"""Grokking: weight decay against its definition."""

import numpy as np
import pytest

from extensions.grokking import with_weight_decay
from extensions.shared.problems import seq2seq


@pytest.mark.parametrize("weight_decay", [0, 0.5])
def test_a_step_takes_a_share_of_every_weight(keras, weight_decay):
    """The same step with Adam and with AdamW: they differ by learning rate * weight decay * w."""
    problem = seq2seq(10)
    X, y = problem.encode([(3, 10), (7, 8)], [13, 15])
    after = []
    for each in (problem, with_weight_decay(problem, weight_decay)):
        keras.utils.set_random_seed(1)
        model = each.create(0.01)
        before = model.get_weights()
        model.run_eagerly = True  # for one step that is sooner than to compile it
        model.train_on_batch(X, y)
        after.append(model.get_weights())
    for weights, with_adam, with_decay in zip(before, *after):
        np.testing.assert_allclose(with_adam - with_decay, 0.01 * weight_decay * weights, atol=1e-6)
