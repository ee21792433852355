"""Digit by digit, and a number out: what is trained on, and how the answers are scored."""

import numpy as np
import pytest

from extensions import digit_by_digit, number_out
from extensions.digit_by_digit import DIRECTIONS, PLACES
from tests.extensions.spying import pairs_of, strings_of

SIZES = {"n_examples": 1000, "n_batch": 1000, "n_epoch": 2, "learning_rate": 0.01}


@pytest.mark.parametrize("direction", DIRECTIONS)
def test_the_tested_pairs_are_never_trained_on_and_each_place_is_scored(
    eager, fed, asked, monkeypatch, direction
):
    monkeypatch.setattr(digit_by_digit, "LARGEST", 60)  # so that most pairs are drawn
    monkeypatch.setattr(digit_by_digit, "N_TEST", 400)
    _, history = digit_by_digit.train(1, [], direction, **SIZES)
    trained = set().union(*map(pairs_of, fed))
    for epoch, (X, result) in enumerate(asked):
        assert len(pairs_of(X)) == 400 and trained.isdisjoint(pairs_of(X))
        sums = [sum(map(int, question.split("+"))) for question in strings_of(X)]
        answers = strings_of(result, reverse=direction == "right to left")
        right = [[a == b for a, b in zip(f"{s:3}", answer)] for s, answer in zip(sums, answers)]
        for place, share in zip(PLACES, np.mean(right, axis=0)):
            assert history[place][epoch] == pytest.approx(share)
        assert history["whole"][epoch] == pytest.approx(np.all(right, axis=1).mean())
    assert len(asked) == len(history["whole"]) == 2
    assert any(0 < share < 1 for place in PLACES for share in history[place])


@pytest.mark.parametrize("answer", number_out.ANSWERS)
def test_a_number_out_is_tested_on_what_is_never_trained_on(eager, fed, asked, monkeypatch, answer):
    monkeypatch.setattr(number_out, "N_TEST", 400)
    _, scores = number_out.train(1, [], answer, 60, **SIZES, decay=True)
    trained = set().union(*map(pairs_of, fed))
    ((X, result),) = asked
    assert len(pairs_of(X)) == 400 and trained.isdisjoint(pairs_of(X))
    sums = np.array([sum(map(int, question.split("+"))) for question in strings_of(X)])
    if answer == "number":
        errors = np.abs(np.round(result[:, 0].astype(float) * 120) - sums)
        assert scores["right"] == pytest.approx(np.mean(errors == 0))
        assert scores["median error"] == pytest.approx(np.median(errors))
    else:
        answers = [(string.strip(), s) for string, s in zip(strings_of(result), sums)]
        assert scores["right"] == pytest.approx(np.mean([a == str(s) for a, s in answers]))
        errors = [abs(int(a) - s) for a, s in answers if a.isdigit()]
        middle = float(np.median(errors)) if errors else None
        assert scores["median error"] == middle
