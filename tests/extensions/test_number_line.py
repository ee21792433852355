"""The number line: what is measured, and of which vectors."""

import numpy as np
import pytest

from extensions import number_line
from extensions.number_line import CASES, NETWORKS, measure_line, order_of, vectors_of


def test_only_a_line_in_order_has_all_neighbours_and_parallelograms():
    line = measure_line(7 - np.outer(range(10), [1, 0, 2]))
    assert line == {"share": 1, "order": 9, "RQI": 1}
    line = measure_line(np.outer([0, 5, 1, 6, 2, 7, 3, 8, 4, 9], [1, 2]))
    assert (line["share"], line["order"]) == (1, 5) and line["RQI"] < 0.7
    # corners of a simplex: each is as far from every other one
    line = measure_line(np.eye(10))
    assert line["share"] == pytest.approx(1 / 9, abs=1e-3) and line["RQI"] == 0


def test_up_to_10_a_zero_stands_for_ten():
    assert order_of(10) == [1, 2, 3, 4, 5, 6, 7, 8, 9, 0]
    assert order_of(99) == list(range(10))


@pytest.mark.parametrize("network", [NETWORKS[0], NETWORKS[-1]])
def test_the_vectors_are_those_with_which_the_network_reads_a_digit(keras, eager, network):
    """Another vector for the 3 changes the answers to questions with a 3, and no others."""
    task = network(10)
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


@pytest.mark.parametrize("direction", [[3, 4], [0, 5]])  # NumPy lets one of them fall
def test_the_line_is_measured_at_the_start_and_after_each_epoch(eager, monkeypatch, direction):
    """Vectors on a line that grows stand in for the network's. What is kept of them rises."""
    network, largest = CASES["embedding from 0.2, up to 10"]
    lines = (n * np.outer([10, *range(1, 10)], direction) for n in (1, 2, 3))
    monkeypatch.setattr(number_line, "vectors_of", lambda model: next(lines))
    sizes = {"n_examples": 20, "n_batch": 20, "learning_rate": 0.01}
    case = {"network": network, "held_out": 0.2, "seed": 1, "callbacks": []}
    result = number_line.run(largest, 2, **case, **sizes)
    scores, places = result["scores"], np.array(result["kept"]["digits"])
    for name, values in {"epochs": [0, 1, 2], "share": [1] * 3, "order": [9] * 3}.items():
        assert scores[f"line {name}"] == values
    for side in ("seen", "held-out"):
        assert scores[f"line {side}"][-1] == scores[side]
    steps = np.diff(places[:, order_of(10)], axis=1)
    for n, of_epoch in enumerate(steps, start=1):
        np.testing.assert_allclose(of_epoch, [[5 * n, 0]] * 9, atol=1e-3)
