"""Hard sums: what is held out. What is drawn is in test_samples.py, too."""

from itertools import product
from random import Random

from extensions.shared import hard_sums


def has_carry(a, b, n):
    """Whether the last n columns give a carry to the next one."""
    return a % 10**n + b % 10**n >= 10**n


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
    lengths = {tuple(len(str(n)) for n in pair) for pair in tests["uniform lengths"]}
    assert len(lengths) == 4 * 4
    carries = {has_carry(*pair, n) for pair in tests["long carries"] for n in range(1, 5)}
    assert carries == {True}
    assert all(len(set(str(n))) <= 3 for pair in tests["repeated digits"] for n in pair)
    nines = (9, 99, 999, 9999)
    assert {*product(nines, (1, 10, 100, 1000, *nines))} <= {*tests["repeated digits"]}
    assert tests["edges"] == [(9999, 1), (1, 9999), (1000, 1), (9999, 9999), (1, 1)]
    # of the pairs of up to two digits, a fifth and the edges
    small = [(a, b) for a, b in held_out if a <= b < 100]
    assert 0.2 <= len(small) / (99 * 100 / 2) < 0.21
