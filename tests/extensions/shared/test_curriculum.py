"""The curriculum: what is sampled, what is never trained on, and when a digit is added."""

from math import comb
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extensions.shared import curriculum
from extensions.shared.curriculum import (
    DRAWS,
    SHARES,
    Adder,
    edges,
    hold_out,
    pairs_of_nines,
    sample_carries,
    sample_lengths,
    sample_numbers,
    sample_pair,
    sample_repeats,
    settings_of,
    train_adder,
)
from tests.extensions.spying import pairs_of, strings_of

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


def column_sums(a, b, n_columns):
    """What each column after the last digits makes, without the carries."""
    return [a // 10**i % 10 + b // 10**i % 10 for i in range(1, n_columns)]


# --- what is sampled


@given(any_digits, any_rng)
def test_no_number_has_more_digits_than_it_may(n_digits, rng):
    for sampler in (sample_numbers, *DRAWS.values()):
        for _ in range(10):
            assert all(1 <= number < 10**n_digits for number in sampler(n_digits, rng))


@given(any_digits, any_rng)
def test_with_share_1_the_carry_goes_through_every_column(n_digits, rng):
    for more in (0, 0.5, 1):
        a, b = sample_carries(n_digits, rng, share=1, more=more)
        assert carries(a, b) == [True] * n_digits
        sums = column_sums(a, b, n_digits)
        assert more == 0.5 or all((column > 9) == more for column in sums)
        a, b = sample_carries(n_digits, rng)
        assert carries(a, b)[0]


def test_with_long_carries_any_share_of_the_columns_makes_nine():
    rng = Random(1)
    pairs = [sample_carries(9, rng, more=0) for _ in range(9000)]
    pairs = [pair for pair in pairs if max(pair) > 10**8]
    others = [column_sums(a, b, 9) for a, b in pairs]
    counts = np.bincount([column.count(9) for column in others], minlength=9)
    assert len(pairs) > 500  # an eighth have all nine columns, nearly all with a first digit
    # the share is even from 0 to 1, and a tenth of the other columns makes nine by chance
    share = np.linspace(0.1, 1, 1001)
    expected = [
        len(pairs) * comb(8, k) * np.mean(share**k * (1 - share) ** (8 - k)) for k in range(9)
    ]
    assert (abs(counts - expected) < 4 * np.sqrt(expected)).all(), (counts, expected)


def test_repeated_digits_are_of_every_length_and_of_one_two_and_three():
    rng = Random(1)
    numbers = [str(number) for _ in range(2000) for number in sample_repeats(5, rng)]
    kinds = {(len(number), len(set(number))) for number in numbers}
    assert kinds == {(n, k) for n in range(1, 6) for k in range(1, 4) if k <= n}
    assert {number[0] for number in numbers} == set("123456789")
    same = (sample_repeats(5, rng, same=1) for _ in range(200))
    assert all(len(set(f"{a}{b}")) <= 3 for a, b in same)


@pytest.mark.parametrize("sampler, share", [(sample_lengths, 1 / 9), (sample_numbers, 0.9)])
def test_lengths_are_even_or_numbers_are(sampler, share):
    rng = Random(1)
    lengths = [n for _ in range(3000) for n in lengths_of(sampler(9, rng))]
    assert abs(lengths.count(9) / len(lengths) - share) < 0.02


@pytest.mark.parametrize("draws", [list(DRAWS), ["repeats"], []])
def test_each_draw_has_its_share_of_the_training(monkeypatch, draws):
    """The samplers are replaced by their names."""
    for name in DRAWS:
        monkeypatch.setitem(DRAWS, name, lambda *_, name=name: name)
    rng = Random(1)
    sampled = [sample_pair(9, draws, rng) for _ in range(5000)]
    for name, share in SHARES.items():
        assert abs(sampled.count(name) / 5000 - share * (name in draws)) < 0.025


# --- what is held out


@pytest.mark.parametrize("digits", [1, 2, 4])
def test_tests_are_held_out_and_hold_what_they_say(monkeypatch, digits):
    monkeypatch.setattr(curriculum, "N_TEST", 3000)
    tests, validation, held_out = hold_out(digits, Random(1))
    assert [*validation] == [*range(1, digits + 1)]
    for n, pairs in validation.items():
        assert max(map(max, pairs)) in range(10 ** (n - 1), 10**n)
    for name, pairs in (tests | validation).items():
        assert len(pairs) == len(set(pairs)), name
        assert held_out.issuperset(pairs), name
        assert all(1 <= number < 10**digits for pair in pairs for number in pair), name
    assert all((b, a) in held_out for a, b in held_out)
    lengths = {(a, b) for a in range(1, digits + 1) for b in range(1, digits + 1)}
    assert set(map(lengths_of, tests["uniform lengths"])) == lengths
    assert {tuple(carries(*pair)) for pair in tests["long carries"]} == {(True,) * digits}
    assert all(len(set(str(n))) <= 3 for pair in tests["repeated digits"] for n in pair)
    assert set(pairs_of_nines(digits)) <= set(tests["repeated digits"])
    assert tests["edges"] == edges(digits)
    # of the pairs of up to two digits, a fifth and the edges
    small = [(a, b) for a, b in held_out if a <= b < min(100, 10**digits)]
    n_small = min(99, 10**digits - 1)
    assert 0.2 <= len(small) / (n_small * (n_small + 1) / 2) < (0.4 if digits == 1 else 0.21)
    if digits == 4:
        sizes = {"uniform numbers": 2900, "long carries": 900, "repeated digits": 900}
        assert all(len(tests[name]) > size for name, size in sizes.items())


@given(any_digits)
def test_nines_meet_a_one_with_zeros_or_nines(digits):
    nines, pairs = [10**i - 1 for i in range(1, digits + 1)], pairs_of_nines(digits)
    assert len(pairs) == 2 * digits**2
    assert set(pairs) == {(a, b) for a in nines for b in nines + [n + 1 for n in nines[:-1]] + [1]}


# --- how it is written


@given(any_digits, st.booleans(), st.booleans(), st.data())
def test_every_digit_has_a_fixed_place(digits, reverse_question, reverse_answer, data):
    number = st.integers(1, 10**digits - 1)
    pair = data.draw(number), data.draw(number)
    task = Adder(digits, (4, 4), reverse_question, reverse_answer)
    (question,), (answer,) = task.strings([pair], [sum(pair)])
    question, answer = question[:: 1 - 2 * reverse_question], answer[:: 1 - 2 * reverse_answer]
    assert (len(question), len(answer)) == (2 * digits + 1, digits + 1)
    assert question[digits] == "+"
    assert (int(question[:digits]), int(question[digits + 1 :])) == pair
    assert int(answer) == sum(pair)
    _, y = task.encode([pair], [sum(pair)])
    assert task.decode(y) == [answer]


@pytest.mark.parametrize("numbers", [[1, 10], [1, 2, 3]])
def test_what_has_no_room_is_refused(numbers):
    with pytest.raises(ValueError, match="does not fit into 3 characters"):
        Adder(1, (4, 4), False, True).encode([numbers], [1])


# --- the training


@pytest.fixture
def train(keras, eager, monkeypatch):
    """Train with few examples. Returns the learning rate of each epoch, tests and scores."""
    monkeypatch.setattr(curriculum, "N_TEST", 100)
    monkeypatch.setattr(curriculum, "N_HARD", 100)
    monkeypatch.setattr(curriculum, "N_VALIDATION", 20)

    def train(**settings):
        rates = {}

        class NoteRates(keras.callbacks.Callback):
            def on_epoch_begin(self, epoch, logs):
                rates[epoch] = float(self.model.optimizer.learning_rate)

        sizes = {"n_examples": 100, "n_batch": 100, "units": (4, 4), "learning_rate": 0.01}
        _, _, tests, scores = train_adder(3, [NoteRates()], **settings_of(**sizes | settings))
        n_epoch = len(scores["curve loss"])
        assert list(rates) == list(range(n_epoch))
        assert {len(values) for name, values in scores.items() if "curve" in name} == {n_epoch}
        return list(rates.values()), tests, scores

    return train


@pytest.mark.parametrize("draws", [[name] for name in DRAWS] + [[]])
@pytest.mark.parametrize("reverse", [True, False])
def test_nothing_held_out_is_ever_trained_on(train, monkeypatch, fed, asked, draws, reverse):
    """Each draw is all of a training. Its scores are counted again."""
    monkeypatch.setattr(curriculum, "LEARNED", 0)
    for name in draws:
        monkeypatch.setitem(SHARES, name, 1)
    _, tests, scores = train(digits=2, n_epoch=5, draws=draws, reverse_answer=reverse)
    asked_pairs = set().union(*(pairs_of(X) for X, _ in asked))
    tested = {tuple(sorted(pair)) for pairs in tests.values() for pair in pairs}
    assert scores["curve digits"] == [1, 2, 2]
    for X, n_digits in zip(fed, scores["curve digits"], strict=True):
        trained = pairs_of(X)
        assert len(trained) > 20 or n_digits == 1
        assert trained.isdisjoint(tested | asked_pairs)
        assert max(map(max, trained)) in range(10 ** (n_digits - 1), 10**n_digits)
        assert draws != ["carries"] or all(a % 10 + b % 10 > 9 for a, b in trained)
    for epoch, (X, result) in enumerate(asked):
        sums = [str(sum(map(int, question.split("+")))).rjust(3) for question in strings_of(X)]
        answers = strings_of(result, reverse)
        right = np.array([[a == b for a, b in zip(*both)] for both in zip(sums, answers)])
        exact_match = scores["curve exact match"][epoch]
        assert exact_match == pytest.approx(right.all(axis=1).mean(), abs=1e-4)
        places = right.mean(axis=0)[::-1]  # the last one first
        assert scores["curve places"][epoch] == pytest.approx(places, abs=1e-4)
        if epoch < 2:  # each number of digits was learned in one epoch
            worst = scores["learned"][epoch][2] - 1
            assert scores["learned"][epoch][:2] == [epoch + 1, 1]
            assert places[worst] == min(places[: epoch + 2])


@pytest.mark.parametrize(
    "learned, settings, digits, rates",
    [
        # it ends in time, and decays on the digits that were reached
        (2, {"n_epoch": 6}, [1, 1, 1, 1, 1, 1], [1, 1, 1, 1, 1, 1 / 2]),
        (0, {"n_epoch": 6}, [1, 2, 2, 2], [1, 1, 1, 1 / 2]),
        (0, {"n_epoch": 6, "curriculum": False}, [2, 2, 2], [1, 1, 1 / 2]),
        (0, {"n_epoch": 6, "decay": False}, [1, 2, 2, 2], [1, 1, 1, 1]),
        (0, {"n_epoch": 6, "trained_digits": 1}, [1, 1, 1], [1, 1, 1 / 2]),
        (2, {"n_epoch": 2}, [1, 1], [1, 1]),
    ],
)
def test_when_a_digit_is_added_and_how_the_rate_decays(
    train, monkeypatch, learned, settings, digits, rates
):
    monkeypatch.setattr(curriculum, "LEARNED", learned)
    found, _, scores = train(digits=2, **settings)
    assert scores["curve digits"] == digits
    assert found == pytest.approx([0.01 * rate for rate in rates])
    assert [n for n, *_ in scores["learned"]] == ([] if learned else sorted({*digits}))


def test_a_failed_training_is_said(train):
    with pytest.raises(FloatingPointError, match="smaller learning rate"):
        train(digits=1, n_epoch=3, learning_rate=1e38)


@pytest.mark.parametrize("digits, trained_digits, n", [(3, None, 3), (5, 3, 3)])
def test_what_is_not_given_depends_on_the_digits_of_the_training(digits, trained_digits, n):
    settings = settings_of(digits, trained_digits, n_batch=10)
    assert (settings["digits"], settings["trained_digits"]) == (digits, n)
    expected = {"n_epoch": 60 * n, "n_examples": 500 * n, "learning_rate": 0.015 / n}
    expected |= {"reverse_question": False, "reverse_answer": True}
    assert settings.items() >= expected.items()
    assert (
        settings_of(digits, decay=False, n_epoch=7).items()
        >= {"decay": False, "n_epoch": 7}.items()
    )
