"""The curriculum: what is sampled, what is never trained on, and when a digit is added."""

from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extensions.shared import curriculum
from extensions.shared.curriculum import DRAWS, SHARES, Adder, sample_carries, sample_numbers
from tests.extensions.spying import pairs_of

any_digits, any_rng = st.integers(1, 15), st.integers(0, 10**9).map(Random)


def lengths_of(pair):
    return tuple(len(str(number)) for number in pair)


def carries(a, b):
    """Whether each column carries, the last digits first, as one adds on paper."""
    carried, carry = [], 0
    while a or b:
        carry = a % 10 + b % 10 + carry >= 10
        carried.append(carry)
        a, b = a // 10, b // 10
    return carried


@given(any_digits, any_rng)
def test_no_number_has_more_digits_than_it_may(n_digits, rng):
    for sampler in (sample_numbers, *DRAWS.values()):
        for _ in range(10):
            assert all(1 <= number < 10**n_digits for number in sampler(n_digits, rng))


@given(any_digits, any_rng)
def test_with_share_1_the_carry_goes_through_every_column(n_digits, rng):
    for more in (0, 0.5, 1):
        assert carries(*sample_carries(n_digits, rng, share=1, more=more)) == [True] * n_digits
    assert carries(*sample_carries(n_digits, rng))[0]


def test_any_share_of_the_columns_carries_on():
    rng, counts = Random(1), np.zeros(10, int)
    for pair in (sample_carries(9, rng, more=0) for _ in range(9000)):
        if max(pair) > 10**8:
            counts[sum(a + b == 9 for a, b in zip(*(map(int, f"{n:09}") for n in pair)))] += 1
    # all counts are about as frequent, but that none of eight makes nine is rarer
    assert (abs(counts[1:9] / counts.sum() - 1 / 8.5) < 0.05).all(), counts


def test_repeated_digits_are_of_every_length_and_of_one_two_and_three():
    rng = Random(1)
    numbers = [str(number) for _ in range(2000) for number in curriculum.sample_repeats(5, rng)]
    kinds = {(len(number), len(set(number))) for number in numbers}
    assert kinds == {(n, k) for n in range(1, 6) for k in range(1, 4) if k <= n}
    assert {number[0] for number in numbers} == set("123456789")


@pytest.mark.parametrize("sampler, share", [(DRAWS["lengths"], 1 / 9), (sample_numbers, 0.9)])
def test_lengths_are_even_or_numbers_are(sampler, share):
    rng = Random(1)
    lengths = [n for _ in range(3000) for n in lengths_of(sampler(9, rng))]
    assert abs(lengths.count(9) / len(lengths) - share) < 0.02


@pytest.mark.parametrize("draws", [list(DRAWS), ["repeats"]])
def test_each_draw_has_its_share_of_the_training(monkeypatch, draws):
    """The samplers are replaced by their names."""
    for name in DRAWS:
        monkeypatch.setitem(DRAWS, name, lambda *_, name=name: name)
    rng = Random(1)
    sampled = [curriculum.sample_pair(9, draws, rng) for _ in range(5000)]
    for name, share in SHARES.items():
        assert abs(sampled.count(name) / 5000 - share * (name in draws)) < 0.025


def test_tests_are_held_out_and_hold_what_they_say(monkeypatch):
    monkeypatch.setattr(curriculum, "N_TEST", 500)
    tests, validation, held_out = curriculum.hold_out(4, Random(1))
    assert all(
        max(map(max, pairs)) in range(10 ** (n - 1), 10**n) for n, pairs in validation.items()
    )
    for name, pairs in (tests | validation).items():
        assert len(pairs) == len(set(pairs)), name
        assert held_out.issuperset(pairs), name
        assert len(pairs) > 480 or name not in ("uniform numbers", "long carries")
    assert all((b, a) in held_out for a, b in held_out)
    assert len(set(map(lengths_of, tests["uniform lengths"]))) == 4 * 4
    assert {tuple(carries(*pair)) for pair in tests["long carries"]} == {(True,) * 4}
    assert all(len(set(str(n))) <= 3 for pair in tests["repeated digits"] for n in pair)
    assert set(curriculum.pairs_of_nines(4)) <= set(tests["repeated digits"])
    assert tests["edges"] == curriculum.edges(4)
    # of the pairs of up to two digits, a fifth and the edges
    small = [(a, b) for a, b in held_out if a <= b < 100]
    assert 0.2 <= len(small) / (99 * 100 / 2) < 0.21


def test_no_more_digits_are_trained_than_there_are():
    settings = curriculum.settings_of(3, trained_digits=2, n_batch=16)
    assert settings == curriculum.settings_of(2, n_batch=16) | {"digits": 3}
    assert (settings["trained_digits"], settings["n_examples"]) == (2, 1600)
    for digits, trained in ((2, 3), (16, 3)):
        with pytest.raises(SystemExit, match=f"--digits: {digits} is not from"):
            curriculum.settings_of(digits, trained)


def test_every_digit_has_a_fixed_place_from_right_to_left_too():
    task = Adder(3, (4, 4), reverse_question=True, reverse_answer=False)
    assert task.strings([(7, 95)], [102]) == (["59 +7  "], [" 102"])


@pytest.fixture
def train(keras, eager, monkeypatch):
    """Train with few examples. Returns the learning rate of each epoch, and the task."""
    monkeypatch.setattr(curriculum, "N_TEST", 100)
    monkeypatch.setattr(curriculum, "N_HARD", 100)
    monkeypatch.setattr(curriculum, "N_VALIDATION", 20)

    def train(**settings):
        rates = {}

        class NoteRates(keras.callbacks.Callback):
            def on_epoch_begin(self, epoch, logs):
                rates[epoch] = float(self.model.optimizer.learning_rate)

        settings |= {"n_examples": 100, "n_batch": 100, "units": (4, 4), "learning_rate": 0.01}
        task, _ = curriculum.train_adder(3, [NoteRates()], **curriculum.settings_of(**settings))
        assert list(rates) == list(range(len(task.history["curve digits"])))
        return list(rates.values()), task

    return train


@pytest.mark.parametrize("draws", [[*DRAWS], ["carries"]])
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
