"""Grokking: weight decay, the variations, and the figure."""

import numpy as np
import pytest

from extensions import grokking
from extensions.comparing import Result, seq2seq_10
from extensions.grokking import VARIATIONS, with_weight_decay
from tests.in_process import refused, run


@pytest.mark.parametrize("weight_decay", [0, 0.5])
def test_a_step_takes_a_share_of_every_weight(keras, weight_decay):
    """The same step with Adam and with AdamW: they differ by learning rate * weight decay * w."""
    problem = seq2seq_10()
    pairs = [(3, 10), (7, 8)]
    X, y = problem.encode(pairs, [13, 15])
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


def test_each_variation_has_a_row_and_a_line_for_each_size(keras, monkeypatch):
    shown_axes = []

    def train_with_seeds(problem, held_out, seeds, scored_after):
        assert (held_out, scored_after) == (0.2, {1, 2, 3})
        for seed in seeds:
            never_seen = [0.1, 0.5, 0.25] if "embedding" in problem.title else [0, 0, 0]
            yield Result(seed, 1, 1, [1, 2, 3], {"seen": [0.5, 1, 1], "never seen": never_seen})

    monkeypatch.setattr(grokking, "train_with_seeds", train_with_seeds)
    monkeypatch.setattr(
        grokking, "save_figure", lambda figure, path: shown_axes.extend(figure.axes)
    )
    shown = run(grokking, "--epochs", 3, "--repeats", 2, "--plot", "f.png").out.splitlines()
    assert len(shown) == 2 + 2 * len(VARIATIONS) == 12
    assert shown[2].split()[:6] == ["up", "to", "10,", "weight", "decay", "0"]
    assert shown[-1].split() == [
        *"up to 20, embedding 100.00% (100.00-100.00)".split(),
        *"25.00% (25.00-25.00) 50.00% (50.00-50.00)".split(),
    ]
    for ax in shown_axes:
        assert len(ax.lines) == 2 * len(VARIATIONS)
        (line,) = (line for line in ax.lines if line.get_label() == "embedding")
        assert list(line.get_ydata()) == [0.1, 0.5, 0.25]


def test_wrong_options_are_refused():
    assert "--largest" in refused(grokking, "--largest", 1)
    assert "--variations" in refused(grokking, "--variations", "dropout")
