"""Digit by digit: what is trained on, how the places are scored, and a small run."""

import numpy as np
import pytest

from addition_seq2seq import alphabet
from common.encoding import encode, invert
from extensions import digit_by_digit
from extensions.digit_by_digit import DIRECTIONS, PLACES, learn
from tests.extensions.spying import questions_of, spy_on_fit
from tests.in_process import run


@pytest.mark.parametrize("direction", DIRECTIONS)
def test_each_place_is_scored_for_itself(keras, monkeypatch, direction):
    """The model's answers are made up: every tens is wrong, and hundreds are, but for thousands."""
    step = 1 if direction == "left to right" else -1

    def fit(model, new_examples, callbacks, n_epoch, **_):
        for epoch in range(n_epoch):
            callbacks[-1].on_epoch_end(epoch, {})

    def predict(model, X):
        totals = [sum(map(int, invert(x, alphabet).split("+"))) for x in X]
        wrong = [f"{total:4}"[:2] + "+" + f"{total:4}"[3:] for total in totals]
        return encode([answer[::step] for answer in wrong], alphabet)

    monkeypatch.setattr(digit_by_digit, "fit", fit)
    monkeypatch.setattr(digit_by_digit, "predict", predict)
    history = learn(direction, 1, 2)
    assert history == {name: [1, 1] for name in PLACES} | {"tens": [0, 0], "exact match": [0, 0]}


@pytest.mark.parametrize("direction", DIRECTIONS)
def test_the_tested_pairs_are_never_trained_on(keras, monkeypatch, direction):
    monkeypatch.setattr(digit_by_digit, "LARGEST", 12)
    monkeypatch.setattr(digit_by_digit, "N_TEST", 20)
    monkeypatch.setattr(digit_by_digit, "N_EXAMPLES", 1600)
    asked = []
    monkeypatch.setattr(
        digit_by_digit,
        "predict",
        lambda model, X: asked.append((X, None)) or np.zeros((len(X), 2, len(alphabet))),
    )
    batches = spy_on_fit(monkeypatch, digit_by_digit)
    learn(direction, 1, 1)
    tested = questions_of(asked)
    assert len(tested) == 20
    assert len(questions_of(batches)) == 12 * 13 // 2 - 20
    assert tested.isdisjoint(questions_of(batches))
    (_, y), *_ = batches
    written = {invert(answer, alphabet) for answer in y}
    assert ("7 " in written) == (direction == "right to left")
    assert (" 7" in written) == (direction == "left to right")


def test_each_training_has_a_row_and_each_place_its_lines(keras, monkeypatch):
    def learn(direction, seed, n_epoch, callbacks):
        assert (n_epoch, len(callbacks)) == (3, 1)
        history = {place: [0.1, 0.95, 0.9] for place in PLACES}
        return history | {"tens": [seed / 10] * 3, "exact match": [0, 0, seed / 10]}

    shown_axes = []
    monkeypatch.setattr(digit_by_digit, "learn", learn)
    monkeypatch.setattr(
        digit_by_digit, "save_figure", lambda figure, path: shown_axes.extend(figure.axes)
    )
    shown = run(digit_by_digit, "--epochs", 3, "--repeats", 3, "--plot", "f.png").out
    rows = [line.split() for line in shown.splitlines()[2:]]
    assert [row[-6:] for row in rows[:3]] == [
        ["2", "2", "-", "2", "-", f"{seed}0.00%"] for seed in "123"
    ]
    assert [" ".join(row[:3]) for row in rows] == ["left to right,"] * 3 + ["right to left,"] * 3
    for ax in shown_axes:
        (tens,) = (line for line in ax.lines if line.get_label() == "tens")
        assert list(tens.get_ydata()) == [0.2] * 3
        assert len(ax.lines) == len(PLACES) * 4
