"""Expressions against Python's own arithmetic, and equivalent ones against algebra done by hand."""

from itertools import combinations, product
from random import Random

import pytest

from extensions.shared.expressions import (
    Expressions,
    make_is_held_out,
    numbers_of,
    parse,
    text,
    value,
)

BRACKETS = Expressions((2, 4), "+-*", 10, brackets=True)
SMALL = [
    Expressions((2, 3), "+-", 3, brackets=False),
    Expressions((2, 2), "+-*", 11, brackets=True),
    Expressions((2, 3), "-*", 3, brackets=True),
    Expressions((4, 4), "+-", 2, brackets=True),
]


def test_what_is_written_means_the_same_to_python_and_can_be_read():
    rng = Random(1)
    for tree in BRACKETS.sample(1000):
        for also in (lambda: False, lambda: True, lambda: rng.random() < 0.5):
            assert eval(text(tree, also)) == value(tree) == value(parse(text(tree, also)))
        assert parse(text(tree, lambda: True)) == tree


@pytest.mark.parametrize("needed", ["1+2*3", "(1+2)*3", "1*(2-3)", "1-(2-3)", "1-2-3", "1*2*3"])
def test_brackets_are_written_where_they_are_needed(needed):
    assert text(parse(needed)) == needed


def every(n, kind):
    """Every expression of n operands."""
    if n == 1:
        yield from range(1, kind.largest + 1)
        return
    for n_left in range(1, n) if kind.brackets else [n - 1]:
        yield from product(kind.operations, every(n_left, kind), list(every(n - n_left, kind)))


@pytest.mark.parametrize("kind", SMALL)
def test_every_expression_that_is_allowed_is_drawn_and_has_room(kind):
    fewest, most = kind.operands
    trees = {tree for n in range(fewest, most + 1) for tree in every(n, kind)}
    assert set(kind.sample(10_000)) == trees
    strings = [text(tree, lambda: kind.brackets) for tree in trees]
    longest = max(map(len, strings)), max(len(str(value(tree))) for tree in trees)
    assert (kind.n_in, kind.n_out) == longest
    assert set(kind.alphabet) == set("0123456789 ").union(*strings)


@pytest.mark.parametrize(
    "one, other, apart",
    [
        *(("2*9", "9*2", 0), ("1+2+3+4", "4+(3+(2+1))", 0), ("1-(2-3)", "3+1-2", 0)),
        *(("(3+10)*2", "2*(10+3)", 0), ("(3-2)*4", "4*(2-3)", 0)),
        *(("3-2", "3+2", 50), ("9+9", "2*9", 50), ("1+2", "1+2+2-2*1", 50)),
    ],
)
def test_equivalent_expressions_are_on_one_side_and_others_on_either(one, other, apart):
    splits = [make_is_held_out(0.5, seed) for seed in range(100)]
    n_apart = sum(split(parse(one)) != split(parse(other)) for split in splits)
    assert abs(n_apart - apart) < (25 if apart else 1)


@pytest.mark.parametrize("strict", [False, True])
def test_strict_keeps_held_out_sums_out_of_longer_ones(strict):
    """Equivalent sums have the same numbers: nobody needs algebra for that."""
    kind = Expressions((2, 3), "+", 10, brackets=False, seed=5, strict=strict)
    tests = kind.sample_tests(1000).values()
    as_in_training, held_out = (
        {tuple(sorted(numbers_of(tree))) for tree in trees} for trees, *_ in tests
    )
    assert held_out.isdisjoint(as_in_training)
    for side in (as_in_training, held_out):
        assert {len(numbers) for numbers in side} == {2, 3}
    within = {pair for numbers in as_in_training for pair in combinations(numbers, 2)}
    assert within.isdisjoint(held_out) == strict


NO_EXPRESSION = ["", "3+", "-3+2", "3/4", "1.5+2", "True+1", "__import__('os')"]
NO_EXPRESSION += ["(" * 5000, "1" + "+1" * 100_000]


@pytest.mark.parametrize(
    "questions, says",
    [
        (NO_EXPRESSION, "not numbers with an operation"),
        (["3"], "has 1 numbers, not 2 to 4"),
        (["1+2+3+4+5"], "has 5 numbers, not 2 to 4"),
        (["((((((10+10))))))*1"], "does not fit into 15 characters"),
    ],
)
def test_an_expression_that_cannot_be_asked_is_refused(questions, says):
    for question in questions:
        with pytest.raises(ValueError, match=says):
            BRACKETS.read(question)
