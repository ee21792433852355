"""The curriculum: what is drawn, what is never trained on, and when the limit rises."""

from math import comb
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extensions.shared import curriculum
from extensions.shared.curriculum import (
    DRAWS,
    ascending,
    complete,
    decaying,
    edges,
    long_carries,
    nines_and_round,
    repeated_digits,
    reversed_sides,
    split,
    train_adder,
    training_pair,
    uniform_lengths,
    uniform_numbers,
    write_pairs,
)
from tests.extensions.spying import pairs_of, strings_of

SMALL = {"n_examples": 100, "n_batch": 100, "n_epoch": 4, "units": (4, 4)}
limits, randoms = st.integers(1, 15), st.integers(0, 10**9).map(Random)


def n_digits(pair):
    return tuple(len(str(number)) for number in pair)


def carries(a, b):
    """Whether each column carries, units first, as one adds on paper."""
    carried, carry = [], 0
    while a or b:
        carry = a % 10 + b % 10 + carry >= 10
        carried.append(bool(carry))
        a, b = a // 10, b // 10
    return carried


def column_sums(a, b, n_columns):
    """What each column after the units makes, without the carries."""
    return [a // 10**i % 10 + b // 10**i % 10 for i in range(1, n_columns)]


# --- what is drawn


@given(limits, randoms, st.sampled_from([training_pair, *(draw for _, draw in DRAWS.values())]))
def test_no_number_is_longer_than_the_limit(limit, random, draw):
    for _ in range(20):
        assert all(1 <= number < 10**limit for number in draw(limit, random))


@given(limits, randoms)
def test_with_long_carries_the_units_make_ten_or_more(limit, random):
    for _ in range(20):
        a, b = long_carries(limit, random)
        assert a % 10 + b % 10 >= 10


@given(limits, randoms)
def test_with_share_1_the_carry_goes_through_every_column(limit, random):
    for more in (0, 0.5, 1):
        a, b = long_carries(limit, random, share=1, more=more)
        assert carries(a, b) == [True] * limit
        assert a + b >= 10**limit
        sums = column_sums(a, b, limit)
        assert more == 0.5 or all((column > 9) == more for column in sums)


def test_with_long_carries_any_share_of_the_columns_makes_nine():
    random = Random(1)
    drawn = (long_carries(9, random, more=0) for _ in range(9000))
    pairs = [pair for pair in drawn if max(pair) > 10**8]
    others = [column_sums(a, b, 9) for a, b in pairs]
    counts = np.bincount([column.count(9) for column in others], minlength=9)
    assert len(pairs) > 500  # an eighth have all nine columns, nearly all with a first digit
    # the share is even from 0 to 1, and a tenth of the other columns makes nine by chance
    share = np.linspace(0.1, 1, 1001)
    expected = [
        len(pairs) * comb(8, k) * np.mean(share**k * (1 - share) ** (8 - k)) for k in range(9)
    ]
    assert (abs(counts - expected) < 4 * np.sqrt(expected)).all(), (counts, expected)


@given(limits, randoms)
def test_repeated_digits_are_one_to_three_without_a_leading_zero(limit, random):
    for _ in range(20):
        for number in repeated_digits(limit, random):
            assert 1 <= len(set(str(number))) <= 3
            assert 1 <= number < 10**limit


@given(limits, randoms)
def test_with_same_1_both_numbers_are_made_of_the_same_digits(limit, random):
    for _ in range(20):
        a, b = repeated_digits(limit, random, same=1)
        assert len(set(f"{a}{b}")) <= 3


def test_long_carries_have_two_columns_or_more():
    """Half of the tens make nine because they carry on, and a tenth of the others by chance."""
    random = Random(1)
    drawn = [long_carries(2, random, more=0) for _ in range(2000)]
    assert abs(np.mean([column_sums(a, b, 2) == [9] for a, b in drawn]) - 0.55) < 0.05


def test_repeated_digits_are_of_every_length_and_of_one_two_and_three():
    random = Random(1)
    drawn = [number for _ in range(2000) for number in repeated_digits(5, random)]
    kinds = {(len(str(number)), len(set(str(number)))) for number in drawn}
    assert kinds == {(n, k) for n in range(1, 6) for k in range(1, 4) if k <= n}
    assert {str(number)[0] for number in drawn} == set("123456789")


@pytest.mark.parametrize("draw, share", [(uniform_lengths, 1 / 9), (uniform_numbers, 0.9)])
def test_lengths_are_even_or_numbers_are(draw, share):
    """The share of numbers with nine of nine digits."""
    random = Random(1)
    lengths = [n for _ in range(3000) for n in n_digits(draw(9, random))]
    assert abs(lengths.count(9) / len(lengths) - share) < 0.02


def test_each_draw_has_its_share_of_the_training(monkeypatch):
    """The draws are replaced by their names."""
    names = {name: (share, lambda *_, name=name: name) for name, (share, _) in DRAWS.items()}
    monkeypatch.setattr(curriculum, "DRAWS", names)
    random = Random(1)
    for draws in (tuple(DRAWS), ("repeats",), ()):
        drawn = [training_pair(9, random, draws) for _ in range(5000)]
        for name, (share, _) in DRAWS.items():
            expected = share if name in draws else 0
            assert abs(drawn.count(name) / 5000 - expected) < 0.025


# --- what is kept for the tests


@pytest.mark.parametrize("digits", [1, 2, 4])
def test_tests_are_held_out_and_hold_what_they_say(monkeypatch, digits):
    monkeypatch.setattr(curriculum, "N_TEST", 3000)
    tests, validation, held_out = split(digits, Random(1))
    assert [*validation] == [*range(1, digits + 1)]
    for limit, pairs in validation.items():
        assert max(map(max, pairs)) in range(10 ** (limit - 1), 10**limit)
    for name, pairs in (tests | validation).items():
        assert len(pairs) == len(set(pairs)), name
        assert set(map(ascending, pairs)) <= held_out, name
        assert all(1 <= number < 10**digits for pair in pairs for number in pair), name
    assert all(a <= b for a, b in held_out)
    sizes = {(a, b) for a in range(1, digits + 1) for b in range(1, digits + 1)}
    assert set(map(n_digits, tests["uniform lengths"])) == sizes
    assert {tuple(carries(*pair)) for pair in tests["long carries"]} == {(True,) * digits}
    assert all(len(set(str(n))) <= 3 for pair in tests["repeated digits"] for n in pair)
    assert set(nines_and_round(digits)) <= set(tests["repeated digits"])
    assert tests["edges"] == edges(digits)
    # of the pairs of up to two digits, a fifth and the edges
    small = [pair for pair in held_out if max(pair) < min(100, 10**digits)]
    n_small = min(99, 10**digits - 1)
    assert 0.2 <= len(small) / (n_small * (n_small + 1) / 2) < (0.4 if digits == 1 else 0.21)
    if digits == 4:
        sizes = {"uniform numbers": 2900, "long carries": 900, "repeated digits": 900}
        assert all(len(tests[name]) > size for name, size in sizes.items())


@given(st.integers(1, 15))
def test_nines_meet_a_one_with_zeros_or_nines(digits):
    nines = [10**i - 1 for i in range(1, digits + 1)]
    round_ = [10**j for j in range(digits)]
    pairs = nines_and_round(digits)
    assert len(pairs) == 2 * digits**2
    assert set(pairs) == {(a, b) for a in nines for b in nines + round_}
    assert all(any(carries(a, b)) for a, b in pairs if b != 10 ** len(str(a)) and b < 10 * a)


# --- how it is written


@given(limits, st.data())
def test_every_digit_has_a_fixed_place(digits, data):
    number = st.integers(1, 10**digits - 1)
    pair = data.draw(number), data.draw(number)
    (question,), (answer,) = write_pairs([pair], digits, (False, False))
    assert (len(question), len(answer)) == (2 * digits + 1, digits + 1)
    assert question[digits] == "+"
    assert (int(question[:digits]), int(question[digits + 1 :])) == pair
    assert int(answer) == sum(pair)
    for reverse in ((True, False), (False, True), (True, True)):
        written = write_pairs([pair], digits, reverse)
        expected = (question, answer)
        assert [strings[0] for strings in written] == [
            string[::-1] if turned else string for string, turned in zip(expected, reverse)
        ]


def test_only_the_answer_is_reversed():
    assert reversed_sides("nothing") == (False, True)
    assert reversed_sides("plain_question") == (True, True)
    assert reversed_sides("reverse_answer") == (False, False)


# --- the training


@pytest.mark.parametrize("name", [*DRAWS, "uniform", None])
def test_nothing_held_out_is_ever_drawn(keras, monkeypatch, name):
    """One of the draws, all of the time; no draw, or all of them."""
    monkeypatch.setattr(curriculum, "N_TEST", 500)
    if name in DRAWS:
        monkeypatch.setitem(DRAWS, name, (1, DRAWS[name][1]))
        for other in DRAWS.keys() - {name}:
            monkeypatch.setitem(DRAWS, other, (0, None))
    settings = complete({"digits": 2, "without": "draws" if name == "uniform" else "nothing"})
    drawn = {}

    def train(model, new_examples):
        for limit in (1, 2):
            drawn[limit] = pairs_of(new_examples(3000, limit)[0])

    _, tests, _ = train_adder(3, [], **settings, train=train)
    tested = {ascending(pair) for pairs in tests.values() for pair in pairs}
    _, _, held_out = split(2, Random(3))
    assert tested <= held_out
    for limit, pairs in drawn.items():
        assert pairs.isdisjoint(held_out)
        assert all(max(pair) < 10**limit for pair in pairs)
    assert len(drawn[2]) > 100
    if name == "carries":
        assert all(a % 10 + b % 10 >= 10 for a, b in drawn[2])


@pytest.fixture
def train_a_little(keras, eager, monkeypatch):
    """Train with few examples. Returns the learning rate of each epoch, and the history."""
    monkeypatch.setattr(curriculum, "N_TEST", 100)
    monkeypatch.setattr(curriculum, "N_VALIDATION", 20)

    def train(n_most=99, **settings):
        rates = []

        class NoteRates(keras.callbacks.Callback):
            def on_epoch_begin(self, epoch, logs):
                assert epoch == len(rates)
                if epoch == n_most:
                    raise StopIteration(rates)
                rates.append(float(self.model.optimizer.learning_rate))

        settings = complete({"learning_rate": 0.01, **SMALL, **settings})
        _, tests, history = train_adder(3, [NoteRates()], **settings)
        assert {len(values) for values in history.values()} == {len(rates)}
        return rates, tests, history

    return train


@pytest.mark.parametrize("without", ["nothing", "reverse_answer"])
def test_a_training_in_the_open(train_a_little, monkeypatch, fed, asked, without):
    """The limit rises when enough is right. Then the rate decays. Each epoch has its own pairs."""
    monkeypatch.setattr(curriculum, "RISE", 0)
    monkeypatch.setattr(curriculum, "decaying", lambda rate, n: decaying(rate, n)[::10])
    rates, tests, history = train_a_little(digits=2, without=without)
    end = decaying(0.01, 20 * 2)[::10]
    assert history["limit"] == [1, 2] + [2] * len(end)
    assert rates == pytest.approx([0.01] * 2 + end, rel=1e-5)
    # what Keras gets is within the limit, and not what it is asked for
    tested = {ascending(pair) for pairs in tests.values() for pair in pairs}
    validation = set().union(*(pairs_of(X) for X, _ in asked))
    assert validation
    for X, limit in zip(fed, history["limit"], strict=True):
        pairs = pairs_of(X)
        assert pairs.isdisjoint(tested | validation)
        assert max(max(pair) for pair in pairs) in range(10 ** (limit - 1), 10**limit)
    curves = history["limit"], history["exact match"], history["places"]
    for (X, result), limit, exact_match, places in zip(asked, *curves, strict=True):
        pairs = [list(map(int, question.split("+"))) for question in strings_of(X)]
        assert max(map(max, pairs)) in range(10 ** (limit - 1), 10**limit)
        answers = strings_of(result, reverse=without == "nothing")
        sums = [str(sum(pair)).rjust(3) for pair in pairs]
        right = np.array([[a == b for a, b in zip(*each)] for each in zip(sums, answers)])
        assert exact_match == pytest.approx(right.all(axis=1).mean(), abs=1e-4)
        assert places == pytest.approx(right.mean(axis=0)[::-1], abs=1e-4)  # the last one first


@pytest.mark.parametrize(
    "rise, without, limits",
    [
        (2, "nothing", [1] * 4 + [2] * 2),  # it ends though the limit has not risen
        (0, "nothing", [1, 2] + [2] * 2),
        (0, "curriculum", [2] + [2] * 2),
    ],
)
def test_when_the_limit_rises(train_a_little, monkeypatch, rise, without, limits):
    monkeypatch.setattr(curriculum, "RISE", rise)
    monkeypatch.setattr(curriculum, "decaying", lambda rate, n: [rate / 2] * 2)  # a short end
    rates, _, history = train_a_little(digits=2, without=without)
    assert history["limit"] == limits
    assert rates == pytest.approx([0.01] * (len(limits) - 2) + [0.005] * 2)


def test_without_a_decay_the_rate_stays(train_a_little, monkeypatch):
    """It is enough to see the first epochs of the end."""
    monkeypatch.setattr(curriculum, "RISE", 0)
    with pytest.raises(StopIteration) as stopped:
        train_a_little(digits=1, without="decay", n_most=3)
    assert stopped.value.value == pytest.approx([0.01] * 3)
    with pytest.raises(StopIteration) as stopped:
        train_a_little(digits=1, n_most=3)
    assert stopped.value.value[-1] < 0.00995


def test_a_loss_that_is_no_number_ends_the_training(eager, monkeypatch):
    monkeypatch.setattr(curriculum, "N_TEST", 100)
    settings = complete({"digits": 1, "learning_rate": 1e38, **SMALL})
    with pytest.raises(FloatingPointError, match="loss is nan.*smaller learning rate"):
        train_adder(3, [], **settings)


@given(st.floats(1e-5, 1), st.integers(2, 200))
def test_the_learning_rate_decays_along_half_a_cosine(rate, n):
    rates = decaying(rate, n)
    assert len(rates) == n and rates[0] == rate
    assert rates == sorted(rates, reverse=True)
    assert 0 < rates[-1] <= rate / 2
    assert rates[n // 2] == pytest.approx(rate / 2, rel=2 / n + 1e-9, abs=rate * 2 / n)


@pytest.mark.parametrize("digits, limit", [(3, 3), (4, 4), (5, 3), (9, 9)])
def test_what_is_not_given_depends_on_the_limit(digits, limit):
    settings = complete({"digits": digits, "limit": None if limit == digits else limit})
    assert settings["limit"] == limit and settings["n_epoch"] == 40 * limit
    assert settings["n_examples"] % settings["n_batch"] == 0
    given = {"digits": digits, "n_epoch": 7, "n_batch": 9, "units": (3, 3), "learning_rate": 0.5}
    assert complete(given).items() >= given.items()
