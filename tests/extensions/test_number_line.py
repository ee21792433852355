"""The number line: what is measured, given and drawn, and the answers on the way."""

from random import Random

import numpy as np
import pytest

from cli.plotting import new_figure
from extensions import number_line
from extensions.number_line import CASES, CHANGES, FIRST, N_STEPS, measure_line, order_of
from extensions.shared.splitting import split_pairs
from extensions.shared.tasks import NumberAfterDecoder, embedding_from, join

TINY = {"n_examples": 20, "n_batch": 20, "learning_rate": 0.01}


def test_only_a_line_in_order_has_all_neighbours_in_order():
    assert measure_line(7 - np.outer(range(10), [1, 0, 2])) == {"share": 1, "order": 9}
    line = measure_line(np.outer([0, 5, 1, 6, 2, 7, 3, 8, 4, 9], [1, 2]))
    assert line == {"share": 1, "order": 5}
    # corners of a simplex: each is as far from every other one
    assert measure_line(np.eye(10))["share"] == pytest.approx(1 / 9, abs=1e-3)
    assert measure_line(np.zeros((10, 2)))["share"] == []
    assert (order_of(10), order_of(99)) == ([*range(1, 10), 0], [*range(10)])  # or it is a ten


def test_the_vectors_are_those_with_which_the_network_reads_a_digit(keras, eager):
    """Another vector for the 3 changes the answers to questions with a 3, and no others."""
    task = embedding_from(1)(10)
    model = task.create_model(0.01)
    X, _ = task.encode([(3, 4), (5, 4)], [7, 9])
    before = model.predict_on_batch(X)
    first, *others = model.get_weights()
    np.testing.assert_array_equal(number_line.vectors_of(task, model), first)
    first[3] += 1
    model.set_weights([first, *others])
    after = model.predict_on_batch(X)
    assert np.abs(after[0] - before[0]).max() > 1e-4
    np.testing.assert_allclose(after[1], before[1])


@pytest.mark.parametrize("direction", [[3, 4], [0, 5]])  # NumPy lets one of them fall
def test_the_line_is_measured_at_the_start_and_after_each_epoch(eager, monkeypatch, direction):
    """Vectors on a line that grows stand in for the network's. What is kept of them rises."""
    network, largest = CASES["from 0.5"]
    vectors = np.outer([10, *range(1, 10), 4, 4], direction * 6)
    lines = iter([vectors, 2 * vectors, *[3 * vectors] * 5])
    monkeypatch.setattr(number_line, "vectors_of", lambda *_: next(lines))
    case = {"network": network, "held_out": 0.2, "seed": 1, "callbacks": []}
    result = number_line.run(largest=largest, n_epoch=2, **case, **TINY)
    scores, places = result["scores"], np.array(result["kept"]["digits"])
    for name, values in {"epochs": [0, 1, 2], "share": [1] * 3, "order": [9] * 3}.items():
        assert scores[f"line {name}"] == values
    for side in ("seen", "held-out"):
        assert scores[f"line {side}"][-1] == scores[side]
    steps = np.diff(places[:, order_of(10)], axis=1)
    for n, of_epoch in enumerate(steps, start=1):
        np.testing.assert_allclose(of_epoch, [[5 * 6**0.5 * n, 0]] * 9, atol=1e-2)


def test_what_another_network_gets_are_the_same_vectors_of_all_or_of_other_digits():
    codes = np.random.default_rng(1).normal(size=(12, 12))
    np.testing.assert_array_equal(CHANGES["as they are"](codes), codes)
    large = CHANGES["enlarged"](codes)
    np.testing.assert_allclose(large / large[0, 0], codes / codes[0, 0])
    assert np.mean(large**2) == pytest.approx(1 / 3)  # as of random numbers from -1 to 1
    dealt = CHANGES["dealt out"](codes)
    np.testing.assert_array_equal(dealt[10:], codes[10:])
    same = (dealt[:10, np.newaxis] == codes[:10]).all(axis=-1)
    assert (same.sum(axis=0) == 1).all() and same.trace() < 5


def test_a_network_reads_the_vectors_that_it_is_given_and_keeps_them(eager, fed):
    """Neither it nor the network that has found them is trained on a held-out pair."""
    network, largest, change = CASES["given dealt out"]
    case = {"network": network, "largest": largest, "change": change, "held_out": 0.2}
    number_line.run(
        seed=1, callbacks=[], n_epoch=1, **case, **TINY | {"n_examples": 400, "n_batch": 400}
    )
    finder, given = fed
    _, held_out = split_pairs(10, 0.2, Random(1))
    characters = "0123456789+ "
    for X in (finder, given):
        assert X.shape[:2] == (400, 5)
        assert len(np.unique(X.reshape(2000, -1), axis=0)) == 12  # they never change
    questions = ["".join(characters[i] for i in question) for question in finder]
    assert held_out.isdisjoint(tuple(sorted(map(int, each.split("+")))) for each in questions)


@pytest.fixture
def adder(keras):
    """A network whose answer is the sum of what the vectors of both digits say: its first entry."""
    task = join(embedding_from(0), NumberAfterDecoder)(10)
    layers = keras.layers.Embedding(12, 12), keras.layers.Flatten(), keras.layers.Dense(1)
    model = keras.Sequential([keras.Input((5,)), *layers])
    vectors, kernel = np.zeros((12, 12)), np.zeros((5, 12))
    vectors[:10, 0] = range(10)
    kernel[[2, 4], 0] = 1 / 20  # the places of the digits in '  3+1'
    model.set_weights([vectors, kernel.reshape(60, 1), np.zeros(1)])
    return task, model


def test_on_a_line_every_sum_is_answered_in_turn(eager, adder):
    ways = [number_line.answers_on_the_way(*adder, first) for first in FIRST]
    between = number_line.between
    for first, way in zip(FIRST, ways):
        assert len(way) == N_STEPS and sorted(set(way)) == [*range(first + 1, first + 10)]
        assert way == sorted(way)
    assert between(ways) == 1
    assert between([way[::-1] for way in ways]) < 0.2
    assert between([[None] * N_STEPS] * len(FIRST)) == 0


def test_each_digit_is_drawn_at_its_place_and_each_answer_at_its_x():
    places = [[[i, -i] for i in range(10)], [[2 * i, i] for i in range(10)]]
    way = [4 + i // 10 for i in range(N_STEPS)]
    kept = {"digits": places, "staircase": [None, way, None, None]}
    line = {"kept": kept, "settings": {"largest": 10}}
    _, (above, below) = new_figure(2, "")
    number_line.plot_digits(above, line, -1)
    number_line.plot_staircase(below, line)
    assert {text.get_text(): text.get_position() for text in above.texts} == {
        str(i): (2 * i, i) for i in range(10)
    }
    right, answers = below.lines
    np.testing.assert_allclose(right.get_ydata(), right.get_xdata() + 3)
    x, y = answers.get_data()
    assert (x[0], x[-1], list(y)) == (1, 9, way)
