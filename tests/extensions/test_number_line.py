"""The number line: what is measured, and of which vectors."""

import numpy as np
import pytest

from extensions import number_line
from extensions.number_line import CASES, LINE, TASKS, measure_line, order_of, vectors_of


def test_a_line_in_order_has_all_of_the_variance_and_every_parallelogram():
    for direction in ([1, 2, 3], [-1, 0, 0]):
        assert measure_line(np.outer(range(10), direction) + 7) == (1, 9, 1)


def test_without_the_order_neighbours_and_parallelograms_are_missing():
    share, in_order, rqi = measure_line(np.outer([0, 5, 1, 6, 2, 7, 3, 8, 4, 9], [1, 2]))
    assert (share, in_order) == (1, 5) and rqi < 0.7
    # corners of a simplex: each is as far from every other one
    share, _, rqi = measure_line(np.eye(10))
    assert share == pytest.approx(1 / 9, abs=1e-3) and rqi == 0


def test_up_to_10_a_zero_stands_for_ten():
    assert order_of(10) == [1, 2, 3, 4, 5, 6, 7, 8, 9, 0]
    assert order_of(99) == list(range(10))


@pytest.mark.parametrize("name", ["tutorial's network", "embedding from 1"])
def test_the_vectors_are_those_with_which_the_network_reads_a_digit(keras, eager, name):
    """Another vector for the 3 changes the answers to questions with a 3, and no others."""
    task = TASKS[name](10)
    model = task.create_model(0.01)
    X, _ = task.encode([(3, 4), (5, 4)], [7, 9])
    before = model.predict_on_batch(X)
    first, *others = model.get_weights()
    np.testing.assert_array_equal(vectors_of(model), first[:10])
    first[3] += 1
    model.set_weights([first, *others])
    after = model.predict_on_batch(X)
    assert np.abs(after[0] - before[0]).max() > 1e-4
    np.testing.assert_allclose(after[1], before[1])


def test_the_line_is_measured_at_the_start_and_after_each_epoch(eager):
    network, largest = CASES["embedding from 0.2, up to 10"]
    sizes = {"n_examples": 20, "n_batch": 20, "n_epoch": 2, "learning_rate": 0.01, "decay": False}
    result = number_line.train(network, largest, 1, [], held_out=0.2, **sizes)
    scores, places = result["scores"], np.array(result["kept"]["digits"])
    assert scores["line epochs"] == [0, 1, 2]
    assert all(len(scores[name]) == 3 for name in LINE)
    assert places.shape == (3, 10, 2)
    for side in ("seen", "never seen"):
        assert scores[f"line {side}"][-1] == scores[side]
    # along the first component of the end, the places have the share of the variance that is told
    spread = (places[-1] ** 2).sum(axis=0)
    assert spread[0] >= spread[1]
    assert np.corrcoef(places[-1, order_of(10), 0], range(10))[0, 1] >= 0
