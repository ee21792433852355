"""Expressions against Python's own arithmetic, and equivalent ones against algebra done by hand."""

from itertools import combinations, product
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extensions.shared.expressions import (
    Expressions,
    make_is_held_out,
    operands,
    parse,
    text,
    value,
)

SUMS = Expressions((2, 4), "+", 10, brackets=False)
PAIRS = Expressions((2, 2), "+-*", 99, brackets=False)
BRACKETS = Expressions((2, 4), "+-*", 10, brackets=True)
KINDS = [SUMS, PAIRS, BRACKETS, Expressions((3, 5), "-*", 7, brackets=True)]
SMALL = [
    Expressions((2, 3), "+", 3, brackets=False),
    Expressions((2, 3), "+-", 3, brackets=False),
    Expressions((2, 2), "+-*", 12, brackets=False),
    Expressions((2, 2), "*", 11, brackets=True),
    Expressions((2, 3), "+-*", 3, brackets=True),
    Expressions((3, 3), "-*", 4, brackets=True),
    Expressions((4, 4), "+-", 2, brackets=True),
]


@pytest.mark.parametrize("kind", KINDS)
def test_text_and_value_are_pythons(kind):
    rng = Random(1)
    for tree in kind.sample(1000):
        for also in (lambda: False, lambda: True, lambda: rng.random() < 0.5):
            assert eval(text(tree, also)) == value(tree)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_drawn_has_all_that_is_allowed_and_nothing_else(kind):
    trees = kind.sample(3000)
    fewest, most = kind.operands
    assert {len(operands(tree)) for tree in trees} == set(range(fewest, most + 1))
    assert {n for tree in trees for n in operands(tree)} == set(range(1, kind.largest + 1))
    used = set("".join(text(tree, lambda: kind.brackets) for tree in trees)) - set("0123456789")
    assert used == set(kind.operations).union("()" * kind.brackets)
    assert sorted(kind.alphabet) == sorted([*"0123456789", *used, " "])


def test_every_nesting_of_four_numbers_occurs():
    trees = Expressions((4, 4), "-", 1, brackets=True).sample(300)
    assert {text(tree, lambda: True) for tree in trees} == {
        *("((1-1)-1)-1", "(1-(1-1))-1", "(1-1)-(1-1)", "1-((1-1)-1)", "1-(1-(1-1))"),
    }


@pytest.mark.parametrize(
    "tree, needed, all_",
    [
        (("+", 1, ("*", 2, 3)), "1+2*3", "1+(2*3)"),
        (("*", ("+", 1, 2), 3), "(1+2)*3", "(1+2)*3"),
        (("*", 1, ("-", 2, 3)), "1*(2-3)", "1*(2-3)"),
        (("-", 1, ("-", 2, 3)), "1-(2-3)", "1-(2-3)"),
        (("-", ("-", 1, 2), 3), "1-2-3", "(1-2)-3"),
        (("-", 1, ("*", 2, 3)), "1-2*3", "1-(2*3)"),
        (("+", 1, ("-", 2, 3)), "1+2-3", "1+(2-3)"),
        (("*", 1, ("*", 2, 3)), "1*2*3", "1*(2*3)"),
    ],
)
def test_brackets_that_are_needed_and_others(tree, needed, all_):
    assert (text(tree), text(tree, lambda: True)) == (needed, all_)


def test_a_coin_decides_on_brackets_that_are_not_needed():
    trees = [("+", ("+", 1, 2), 3)] * 100
    X, y = BRACKETS.write(trees)
    assert {string.strip() for string in X} == {"1+2+3", "(1+2)+3"}
    assert 30 < sum("(" in string for string in X) < 70
    assert {string.strip() for string in y} == {"6"}
    assert {string.strip() for string in SUMS.write(trees)[0]} == {"1+2+3"}


@pytest.mark.parametrize(
    "string, tree",
    [
        ("3+10*2", ("+", 3, ("*", 10, 2))),
        ("(3+10)*2", ("*", ("+", 3, 10), 2)),
        ("3-10-2", ("-", ("-", 3, 10), 2)),
        (" 3 - ( 10+2 )", ("-", 3, ("+", 10, 2))),
        ("((3))+2", ("+", 3, 2)),
        ("7", 7),
    ],
)
def test_precedence_and_brackets_are_read(string, tree):
    assert parse(string) == tree


def test_what_is_written_can_be_read():
    for tree in BRACKETS.sample(300):
        assert parse(text(tree, lambda: True)) == tree
        assert value(parse(text(tree))) == value(tree)


@pytest.mark.parametrize(
    "string",
    [
        *("", "3+", "+3", "-3+2", "3 4", "(3+4", "3+4)", "()", "3**4", "3/4", "3//4", "1.5+2"),
        *("(3)(4)", "x+1", "3,4", "True+1", "__import__('os')", "'a'*3", "3+4\n5"),
        *("(" * 5000, "1" + "+1" * 100_000),
    ],
)
def test_what_is_no_expression_is_refused(string):
    with pytest.raises(ValueError, match="not numbers with an operation"):
        parse(string)


def every(n, kind):
    """Every expression of n operands."""
    if n == 1:
        yield from range(1, kind.largest + 1)
        return
    for n_left in range(1, n) if kind.brackets else [n - 1]:
        yield from product(kind.operations, every(n_left, kind), list(every(n - n_left, kind)))


@pytest.mark.parametrize("kind", SMALL)
def test_there_is_room_for_the_longest_that_can_occur(kind):
    """Against every expression that there is."""
    fewest, most = kind.operands
    trees = [tree for n in range(fewest, most + 1) for tree in every(n, kind)]
    longest = max(len(text(tree, lambda: kind.brackets)) for tree in trees)
    assert (kind.n_in, kind.n_out) == (longest, max(len(str(value(tree))) for tree in trees))


def test_two_operands_have_no_brackets():
    assert "(" not in Expressions((2, 2), "+-", 10, brackets=True).alphabet


@pytest.mark.parametrize(
    "one, other",
    [
        *(("2*9", "9*2"), ("3+10", "10+3"), ("1+2+3+4", "4+(3+(2+1))"), ("5+3-2", "5-2+3")),
        *(("1-(2-3)", "3+1-2"), ("(3+10)*2", "2*(10+3)"), ("2*3*4", "4*(2*3)")),
        *(("5-(2+1)", "5-1-2"), ("2*9+1", "1+9*2"), ("3-2", "2-3"), ("(3-2)*4", "4*(2-3)")),
    ],
)
def test_equivalent_expressions_are_on_one_side(one, other):
    for seed in range(100):
        is_held_out = make_is_held_out(0.5, seed)
        assert is_held_out(parse(one)) == is_held_out(parse(other))


@pytest.mark.parametrize(
    "one, other",
    [("3-2", "3+2"), ("9+9", "2*9"), ("3+4", "2+5"), ("2*6", "3*4"), ("1+2", "1+2+2-2*1")],
)
def test_others_are_on_either(one, other):
    """Their values may be the same; in about half of the splits they are apart."""
    splits = [make_is_held_out(0.5, seed) for seed in range(100)]
    assert 25 < sum(split(parse(one)) != split(parse(other)) for split in splits) < 75


@given(st.data())
def test_swapping_sides_makes_an_equivalent_expression(data):
    kind = Expressions((2, 4), "+-*", 10, brackets=True, seed=data.draw(st.integers(0, 1000)))
    (tree,) = kind.sample(1)
    is_held_out = make_is_held_out(0.5, kind.seed)

    def swapped(tree):
        if isinstance(tree, int):
            return tree
        operation, left, right = tree[0], swapped(tree[1]), swapped(tree[2])
        keeps = operation == "-" or data.draw(st.booleans())
        return operation, *((left, right) if keeps else (right, left))

    assert is_held_out(tree) == is_held_out(swapped(tree))


@pytest.mark.parametrize("share", [0.1, 0.5])
def test_the_share_that_is_held_out(share):
    is_held_out = make_is_held_out(share, 1)
    pairs = [("+", a, b) for a in range(1, 100) for b in range(a, 100)]
    assert abs(sum(map(is_held_out, pairs)) / len(pairs) - share) < 0.03


def test_what_is_always_zero_is_never_held_out():
    assert not any(make_is_held_out(0.5, seed)(parse("2-2")) for seed in range(20))


@pytest.mark.parametrize("strict", [False, True])
def test_strict_keeps_held_out_sums_out_of_longer_ones(strict):
    """Equivalent sums have the same numbers: nobody needs algebra for that."""
    kind = Expressions((2, 3), "+", 10, brackets=False, seed=5, strict=strict)
    tests = kind.sample_tests(1000).values()
    as_in_training, never_seen = (
        {tuple(sorted(operands(tree))) for tree in trees} for trees, *_ in tests
    )
    assert never_seen.isdisjoint(as_in_training)
    for side in (as_in_training, never_seen):
        assert {len(numbers) for numbers in side} == {2, 3}
    within = {pair for numbers in as_in_training for pair in combinations(numbers, 2)}
    assert within.isdisjoint(never_seen) == strict


def test_a_draw_that_finds_nothing_ends_with_a_line():
    """With this seed 1+1 and 2+2 are held out, and any three numbers have one of them within."""
    kind = Expressions((3, 4), "+", 2, brackets=False, seed=62, strict=True)
    with pytest.raises(SystemExit, match="^argument --largest: 2 leaves too few .*seed 62"):
        kind.sample(1, kind.is_trained_on)


@pytest.mark.parametrize(
    "question, asked, tree",
    [
        (" 3 + 10 * 2", "3+10*2", ("+", 3, ("*", 10, 2))),
        ("( 3+1 )", "(3+1)", ("+", 3, 1)),
        ("0+300", "0+300", ("+", 0, 300)),
    ],
)
def test_an_expression_is_read_as_it_was_asked(question, asked, tree):
    assert BRACKETS.read(question) == (asked.rjust(BRACKETS.n_in), tree)


@pytest.mark.parametrize(
    "question, says",
    [
        ("3+", "not numbers with an operation"),
        ("3", "reads 2 to 4 numbers, not 1"),
        ("1+2+3+4+5", "reads 2 to 4 numbers, not 5"),
        ("((((((10+10))))))*1", "does not fit into 15 characters"),
    ],
)
def test_an_expression_that_cannot_be_asked_is_refused(question, says):
    with pytest.raises(ValueError, match=says):
        BRACKETS.read(question)
