"""Hard sums: what is sampled, and what is held out."""

from itertools import product
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from extensions.shared import hard_sums
from extensions.shared.hard_sums import HARD_SUMS, sample_carries, sample_numbers

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
    for sampler in (sample_numbers, *HARD_SUMS.values()):
        for _ in range(10):
            assert all(1 <= number < 10**n_digits for number in sampler(n_digits, rng))


@given(any_digits, any_rng)
def test_with_share_1_the_carry_goes_through_every_column(n_digits, rng):
    for more in (0, 0.5, 1):
        assert carries(*sample_carries(n_digits, rng, share=1, more=more)) == [True] * n_digits
    assert carries(*sample_carries(n_digits, rng))[0]


def test_repeated_digits_are_of_every_length_and_of_one_two_and_three():
    rng = Random(1)
    numbers = [str(number) for _ in range(2000) for number in hard_sums.sample_repeats(5, rng)]
    kinds = {(len(number), len(set(number))) for number in numbers}
    assert kinds == {(n, k) for n in range(1, 6) for k in range(1, 4) if k <= n}
    assert {number[0] for number in numbers} == set("123456789")


def test_tests_are_held_out_and_hold_what_they_say(monkeypatch):
    monkeypatch.setattr(hard_sums, "N_TEST", 500)
    tests, validation, held_out = hard_sums.hold_out(4, Random(1))
    for n, pairs in validation.items():
        assert max(map(max, pairs)) in range(10 ** (n - 1), 10**n)
    for name, pairs in (tests | validation).items():
        assert len(pairs) == len(set(pairs)), name
        assert held_out.issuperset(pairs), name
        assert len(pairs) > 480 or name not in ("uniform numbers", "long carries")
    assert all((b, a) in held_out for a, b in held_out)
    assert len(set(map(lengths_of, tests["uniform lengths"]))) == 4 * 4
    assert {tuple(carries(*pair)) for pair in tests["long carries"]} == {(True,) * 4}
    assert all(len(set(str(n))) <= 3 for pair in tests["repeated digits"] for n in pair)
    nines = (9, 99, 999, 9999)
    assert {*product(nines, (1, 10, 100, 1000, *nines))} <= {*tests["repeated digits"]}
    assert tests["edges"] == [(9999, 1), (1, 9999), (1000, 1), (9999, 9999), (1, 1)]
    # of the pairs of up to two digits, a fifth and the edges
    small = [(a, b) for a, b in held_out if a <= b < 100]
    assert 0.2 <= len(small) / (99 * 100 / 2) < 0.21
