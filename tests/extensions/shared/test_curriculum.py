"""The curriculum: what is never trained on, when a digit is added, and how the rate decays."""

import numpy as np
import pytest

from extensions.shared import curriculum, hard_sums
from extensions.shared.curriculum import Adder, create_adder, settings_of, train_adder
from extensions.shared.hard_sums import HARD_SUMS, SHARES
from extensions.shared.training import settings_for
from tests.extensions.spying import pairs_of


def test_no_more_digits_are_trained_than_there_are():
    settings = settings_of(3, trained_digits=2, n_batch=16)
    assert settings == settings_of(2, n_batch=16) | {"digits": 3}
    assert (settings["trained_digits"], settings["n_examples"]) == (2, 1600)
    for digits, trained in ((2, 3), (16, 3)):
        with pytest.raises(ValueError, match=f"--digits: {digits} is not from"):
            settings_of(digits, trained)


def test_every_digit_has_a_fixed_place_from_right_to_left_too():
    assert Adder(3, (4, 4), True, False).strings([(7, 95)], [102]) == (["59 +7  "], [" 102"])
    assert Adder(3, (4, 4), False, True).strings([(7, 95)], [102]) == (["  7+ 95"], ["201 "])


@pytest.fixture
def train(keras, eager, monkeypatch):
    """Train with few examples. Returns the learning rate of each epoch, and the task."""
    monkeypatch.setattr(hard_sums, "N_TEST", 100)
    monkeypatch.setattr(hard_sums, "N_HARD", 100)
    monkeypatch.setattr(hard_sums, "N_VALIDATION", 20)

    def train(**settings):
        rates = {}

        class NoteRates(keras.callbacks.Callback):
            def on_epoch_begin(self, epoch, logs):
                rates[epoch] = float(self.model.optimizer.learning_rate)

        settings |= {"n_examples": 100, "n_batch": 100, "units": (4, 4), "learning_rate": 0.01}
        settings = settings_of(**settings) | {"seed": 3}
        task = create_adder(**settings_for(create_adder, settings))
        train_adder(task, callbacks=[NoteRates()], **settings_for(train_adder, settings))
        assert list(rates) == list(range(len(task.history["curve digits"])))
        return list(rates.values()), task

    return train


@pytest.mark.parametrize("draws", [[*HARD_SUMS], ["carries"]])
def test_nothing_held_out_is_ever_trained_on(train, monkeypatch, fed, draws):
    """A single draw is all of a training. Sums with an even first number are right."""
    asked = []

    def ask(task, model, X):
        asked.append(X)
        return [0] * len(X), [a % 2 for a, _ in X]

    monkeypatch.setattr(Adder, "ask", ask)
    monkeypatch.setattr(curriculum, "LEARNED", 0)
    if len(draws) == 1:
        monkeypatch.setitem(SHARES, *draws, 1)
    _, task = train(digits=2, n_epoch=5, draws=draws)
    held_out = {tuple(sorted(pair)) for X in (*task.tests.values(), *asked) for pair in X}
    assert task.history["curve digits"] == [1, 2, 2] and task.history["learned"] == [[1, 1], [2, 1]]
    shares = task.history["curve exact match"]
    for X, validation, share, n_digits in zip(fed, asked, shares, [1, 2, 2], strict=True):
        trained = pairs_of(X)
        assert len(trained) > 20 or n_digits == 1
        assert trained.isdisjoint(held_out)
        for pairs in trained, validation:
            assert max(map(max, pairs)) in range(10 ** (n_digits - 1), 10**n_digits)
        assert len(draws) > 1 or all(a % 10 + b % 10 > 9 for a, b in trained)
        assert share == pytest.approx(np.mean([a % 2 == 0 for a, _ in validation]), abs=1e-4)


@pytest.mark.parametrize(
    "learned, settings, digits, rates",
    [
        # it ends in time, and decays on the digits that were reached
        (2, {"n_epoch": 6}, [1, 1, 1, 1, 1, 1], [1, 1, 1, 1, 1, 1 / 2]),
        (0, {"n_epoch": 6, "curriculum": False, "decay": False}, [2, 2, 2], [1, 1, 1]),
        (0, {"n_epoch": 6, "trained_digits": 1}, [1, 1, 1], [1, 1, 1 / 2]),
    ],
)
def test_when_a_digit_is_added_and_how_the_rate_decays(
    train, monkeypatch, learned, settings, digits, rates
):
    monkeypatch.setattr(curriculum, "LEARNED", learned)
    found, task = train(digits=2, **settings)
    assert task.history["curve digits"] == digits
    assert found == pytest.approx([0.01 * rate for rate in rates])
    assert task.history["learned"] == [[n, 1] for n in sorted({*digits}) if not learned]
