"""The encoder's vector: what is read from it, and how far off the answers are."""

from itertools import combinations

import numpy as np
import pytest

from extensions.encoder_vector import train
from extensions.shared import probing
from extensions.shared.tasks import Task
from tests.extensions.spying import strings_of


@pytest.fixture
def read(eager, monkeypatch):
    """Train with a learning rate, and read from the vectors. Only one digit is probed."""
    digits_of = probing.digits_of
    monkeypatch.setattr(probing, "digits_of", lambda *args: {"carry": digits_of(*args)["carry"]})

    def read(learning_rate):
        case = {"network": Task, "largest": 10, "held_out": 0.2, "callbacks": []}
        sizes = {"n_examples": 20, "n_batch": 10, "n_epoch": 1, "learning_rate": learning_rate}
        result = train(1, **case, **sizes)
        return result["scores"], result["kept"]["map"]

    return read


def test_the_scores_are_those_of_the_answers(read, asked):
    scores, _ = read(0.03)
    # the last answers are those to the never seen pairs
    X, answers = [each for each in asked if each.result.shape[1:] == (2, 12)][-1]
    sums = [sum(map(int, question.split("+"))) for question in strings_of(X)]
    numbers = [answer.strip() for answer in strings_of(answers)]
    errors = [abs(int(n) - s) if n.isdigit() else None for n, s in zip(numbers, sums)]
    counts = [errors.count(error) for error in (0, 1, 10)]
    assert scores["errors"] == [*counts, len(sums) - sum(counts)]
    assert scores["never seen"] == pytest.approx(counts[0] / len(sums))
    near = [abs(a - b) <= 1 for a, b in combinations(sums, 2)]
    assert scores["1 by chance"] == pytest.approx(np.mean(near))


def test_the_control_is_the_network_with_which_the_training_starts(read, monkeypatch):
    """A component has no direction: on the map the first one rises with the sum."""
    scores, dots = read(0.03)
    components = probing.components
    monkeypatch.setattr(probing, "components", lambda vectors: components(vectors) * [-1, 1])
    _, untrained = read(0.0)
    assert dots["untrained"] == untrained["untrained"] == untrained["trained"] != dots["trained"]
    for when in ("untrained", "trained"):
        correlation = np.corrcoef(np.array(dots[when])[:, 0], dots["sums"])[0, 1]
        assert correlation > 0
        assert scores[f"{when} correlation"] == pytest.approx(correlation, abs=0.02)
        assert scores[f"{when} R2"] > 0.8 and 0 <= scores[f"{when} rounded"] <= 1
        assert len(scores[f"probe carry, {when}"]) == 5
    assert len(dots["sums"]) == len(dots["is seen"]) == 100  # all questions up to 10
