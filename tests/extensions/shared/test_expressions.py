"""Expressions against Python's own arithmetic, and equivalent ones against algebra done by hand."""

from itertools import product
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extensions.shared import expressions
from extensions.shared.expressions import (
    Grammar,
    make_is_held_out,
    operands,
    operations,
    parse,
    parse_question,
    random_expression,
    text,
    value,
)

SUMS = Grammar((2, 4), "+", 10, brackets=False)
PAIRS = Grammar((2, 2), "+-*", 99, brackets=False)
BRACKETS = Grammar((2, 4), "+-*", 10, brackets=True)
GRAMMARS = [SUMS, PAIRS, BRACKETS, Grammar((3, 5), "-*", 7, brackets=True)]
SMALL = [
    Grammar((2, 3), "+", 3, brackets=False),
    Grammar((2, 3), "+-", 3, brackets=False),
    Grammar((2, 2), "+-*", 12, brackets=False),
    Grammar((2, 2), "*", 11, brackets=True),
    Grammar((2, 3), "+-*", 3, brackets=True),
    Grammar((3, 3), "-*", 4, brackets=True),
    Grammar((4, 4), "+-", 2, brackets=True),
]


def draw(grammar, seed, n=300):
    random = Random(seed)
    return [random_expression(grammar, random) for _ in range(n)]


def coin(random):
    return lambda: random.random() < 0.5


@pytest.mark.parametrize("grammar", GRAMMARS)
@pytest.mark.parametrize("seed", range(10))
def test_text_and_value_are_pythons(grammar, seed):
    random = Random(seed)
    for tree in draw(grammar, seed):
        assert eval(text(tree)) == value(tree)
        assert eval(text(tree, coin(random))) == value(tree)
        assert eval(text(tree, lambda: True)) == value(tree)


@pytest.mark.parametrize("grammar", GRAMMARS)
def test_a_drawn_expression_is_of_its_grammar(grammar):
    trees = draw(grammar, 1, 3000)
    assert {len(operands(tree)) for tree in trees} == set(
        range(grammar.operands[0], grammar.operands[1] + 1)
    )
    assert set.union(*map(operations, trees)) == set(grammar.operations)
    assert {n for tree in trees for n in operands(tree)} == set(range(1, grammar.largest + 1))
    written = [text(tree, lambda: grammar.brackets) for tree in trees]
    assert set("".join(written)) < set(expressions.alphabet(grammar))
    assert any("(" in string for string in written) == grammar.brackets


def test_every_nesting_occurs():
    """The shapes of four operands in a binary tree: the fifth Catalan number but one."""
    shapes = {
        text(tree, lambda: True).translate(str.maketrans("123", "nnn"))
        for tree in draw(Grammar((4, 4), "-", 3, brackets=True), 1)
    }
    assert shapes == {
        *("((n-n)-n)-n", "(n-(n-n))-n", "(n-n)-(n-n)", "n-((n-n)-n)", "n-(n-(n-n))"),
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
def test_needed_brackets_and_others(tree, needed, all_):
    assert (text(tree), text(tree, lambda: True)) == (needed, all_)


@given(st.data())
def test_no_pair_of_brackets_is_round_the_whole(data):
    tree = random_expression(BRACKETS, data.draw(st.randoms(use_true_random=False)))
    string = text(tree, lambda: True)
    if string[0] == "(":
        depths = [
            string[: i + 1].count("(") - string[: i + 1].count(")") for i in range(len(string))
        ]
        assert 0 in depths[:-1]


@pytest.mark.parametrize(
    "string, tree",
    [
        ("3+10*2", ("+", 3, ("*", 10, 2))),
        ("3*10+2", ("+", ("*", 3, 10), 2)),
        ("(3+10)*2", ("*", ("+", 3, 10), 2)),
        ("3-10-2", ("-", ("-", 3, 10), 2)),
        ("3-(10-2)", ("-", 3, ("-", 10, 2))),
        (" 3 - ( 10+2 )", ("-", 3, ("+", 10, 2))),
        ("((3))+2", ("+", 3, 2)),
        ("7", 7),
    ],
)
def test_precedence_and_brackets_are_read(string, tree):
    assert parse(string) == tree


@given(st.data())
def test_what_is_written_can_be_read(data):
    random = data.draw(st.randoms(use_true_random=False))
    tree = random_expression(BRACKETS, random)
    assert parse(text(tree, lambda: True)) == tree
    assert value(parse(text(tree))) == value(tree)


@pytest.mark.parametrize(
    "string",
    [
        *("", "3+", "+3", "-3+2", "3 4", "(3+4", "3+4)", "()", "3**4", "3/4", "3//4", "1.5+2"),
        *("(3)(4)", "03+4", "x+1", "3,4", "True+1", "__import__('os')", "'a'*3", "3+4\n5"),
        *("(" * 5000, "1" + "+1" * 100_000, "9" * 5000),
    ],
)
def test_what_is_no_expression_is_refused(string):
    with pytest.raises(ValueError, match="not numbers with an operation"):
        parse(string)


@pytest.mark.parametrize("grammar", SMALL)
def test_lengths_are_those_of_the_longest_that_can_occur(grammar):
    """Against every expression that there is."""
    fewest, most = grammar.operands
    everything = [tree for n in range(fewest, most + 1) for tree in every(n, grammar)]
    longest = max(len(text(tree, lambda: grammar.brackets)) for tree in everything)
    assert expressions.lengths(grammar) == (longest, max(len(str(value(t))) for t in everything))


def every(n, grammar):
    """Every expression of n operands."""
    if n == 1:
        yield from range(1, grammar.largest + 1)
        return
    for n_left in range(1, n) if grammar.brackets else [n - 1]:
        yield from product(
            grammar.operations, list(every(n_left, grammar)), list(every(n - n_left, grammar))
        )


@pytest.mark.parametrize(
    "grammar, lengths",
    [
        (SUMS, (4 * 2 + 3, 2)),  # 10+10+10+10, 40
        (Grammar((2, 2), "+-", 99, brackets=False), (5, 3)),  # 99+99, -98
        (PAIRS, (5, 4)),  # 99*99
        (Grammar((2, 2), "-", 10, brackets=False), (5, 2)),  # 10-10, -9
        (BRACKETS, (4 * 2 + 3 + 4, 5)),  # 10-((10-10)-10), 10*10*10*10
        (Grammar((2, 9), "+", 1, brackets=True), (9 + 8 + 14, 1)),
    ],
)
def test_lengths(grammar, lengths):
    assert expressions.lengths(grammar) == lengths


@pytest.mark.parametrize("grammar", GRAMMARS)
def test_the_alphabet_holds_just_what_is_in_use(grammar):
    alphabet = expressions.alphabet(grammar)
    used = set("0123456789 ").union(grammar.operations, "()" if grammar.brackets else "")
    assert len(alphabet) == len(set(alphabet))
    assert set(alphabet) == used


def test_two_operands_have_no_brackets():
    assert "(" not in expressions.alphabet(Grammar((2, 2), "+-", 10, brackets=True))


EQUIVALENT = [
    ("2*9", "9*2"),
    ("3+10", "10+3"),
    ("1+2+3+4", "4+(3+(2+1))"),
    ("5+3-2", "5-2+3"),
    ("1-(2-3)", "3+1-2"),
    ("(3+10)*2", "2*(10+3)"),
    ("2*3*4", "4*(2*3)"),
    ("5-(2+1)", "5-1-2"),
    ("2*9+1", "1+9*2"),
    ("3-2", "2-3"),
    ("(3-2)*4", "4*(2-3)"),
]


@pytest.mark.parametrize("one, other", EQUIVALENT)
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
    apart = sum(
        is_held_out(parse(one)) != is_held_out(parse(other))
        for is_held_out in (make_is_held_out(0.5, seed) for seed in range(100))
    )
    assert 25 < apart < 75


@given(st.data())
def test_swapping_sides_makes_an_equivalent_expression(data):
    random = data.draw(st.randoms(use_true_random=False))
    tree = random_expression(BRACKETS, random)
    is_held_out = make_is_held_out(0.5, data.draw(st.integers(0, 99)))

    def swapped(tree):
        if isinstance(tree, int):
            return tree
        operation, left, right = tree[0], swapped(tree[1]), swapped(tree[2])
        both = (left, right) if operation == "-" or random.random() < 0.5 else (right, left)
        return operation, *both

    assert is_held_out(tree) == is_held_out(swapped(tree))


@pytest.mark.parametrize("share", [0.1, 0.5])
def test_the_share_that_is_held_out(share):
    is_held_out = make_is_held_out(share, 1)
    pairs = [("+", a, b) for a in range(1, 100) for b in range(a, 100)]
    assert abs(sum(map(is_held_out, pairs)) / len(pairs) - share) < 0.03


def test_what_is_always_zero_is_never_held_out():
    assert not any(make_is_held_out(0.5, seed)(parse("2-2")) for seed in range(20))


GRAMMAR = Grammar((2, 3), "+*", 10, brackets=True)


@pytest.mark.parametrize(
    "question, tidy, tree",
    [
        ("3+10", "3+10", ("+", 3, 10)),
        (" 3 + 10 * 2", "3+10*2", ("+", 3, ("*", 10, 2))),
        ("(3+10)*2", "(3+10)*2", ("*", ("+", 3, 10), 2)),
        ("(3+1)", "(3+1)", ("+", 3, 1)),
        ("( 03+010 ) * 2", "(3+10)*2", ("*", ("+", 3, 10), 2)),
    ],
)
def test_an_expression_is_read_as_it_was_asked(question, tidy, tree):
    assert parse_question(question, GRAMMAR) == (tidy, tree)


@pytest.mark.parametrize(
    "question, says",
    [
        ("", "empty"),
        ("3-1", r"'-' is not in the alphabet '0123456789\+\*\(\) '"),
        ("3+", "not numbers with an operation"),
        ("1 0+3", "not numbers with an operation"),
        ("(3+1", "not numbers with an operation"),
        ("3**2", "not numbers with an operation"),
        ("3", "has 1 numbers, .* reads 2 to 3"),
        ("1+2+3+4", "has 4 numbers, .* reads 2 to 3"),
        ("3+11", "11 .* 1 to 10"),
        ("3*0", "0 .* 1 to 10"),
        ("((((10+10))))*1", "more than the 10 characters"),
    ],
)
def test_an_expression_that_cannot_be_asked_is_refused(question, says):
    with pytest.raises(ValueError, match=says):
        parse_question(question, GRAMMAR)


def test_without_brackets_there_are_none_to_ask():
    with pytest.raises(ValueError, match=r"'\(' is not in the alphabet"):
        parse_question("(3+1)", GRAMMAR._replace(operands=(2, 2)))
