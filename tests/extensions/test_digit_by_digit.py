"""Digit by digit: what is trained on, in which direction, and how each place is scored."""

import numpy as np
import pytest

from extensions.digit_by_digit import DIRECTIONS, PLACES, run
from tests.extensions.spying import pairs_of, strings_of


@pytest.mark.parametrize("direction", DIRECTIONS)
def test_the_tested_pairs_are_never_trained_on_and_each_place_is_scored(
    eager, fed, asked, direction
):
    sizes = {"n_examples": 1000, "n_batch": 1000, "n_epoch": 2, "learning_rate": 0.01}
    # with numbers up to 600 the answer has four places
    result = run(direction, 600, (8, 8), 400, 1, [], **sizes)
    scores, trained = result["scores"], set().union(*map(pairs_of, fed))
    assert len(asked) == 2 and scores["epochs"] == [1, 2]
    for epoch, (X, answers) in enumerate(asked):
        assert len(pairs_of(X)) == 400 and trained.isdisjoint(pairs_of(X))
        sums = [sum(map(int, question.split("+"))) for question in strings_of(X)]
        answers = strings_of(answers, reverse=direction == "right to left")
        right = [[a == b for a, b in zip(f"{s:4}", answer)] for s, answer in zip(sums, answers)]
        shares = [*np.mean(right, axis=0), np.all(right, axis=1).mean()]
        assert [scores[place][epoch] for place in PLACES] == pytest.approx(shares)
    assert any(0 < share < 1 for place in PLACES for share in scores[place])


def test_a_network_that_answers_nan_is_found_out(keras, eager):
    sizes = {"n_examples": 10, "n_batch": 10, "n_epoch": 1, "learning_rate": float("nan")}
    with pytest.raises(FloatingPointError):
        run("left to right", 600, (4, 4), 20, 1, [], **sizes)
