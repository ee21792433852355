from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.encoding import (
    encode,
    generate_data,
    integer_encode,
    invert,
    one_hot_encode,
    pad,
    seq_lengths,
    to_string,
)
from common.pairs import random_sum_pairs
from tests.common import nested_loops

ALPHABET = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "+", " "]

# any order of the characters that are needed, among any others
alphabets = st.lists(st.characters(), unique=True, max_size=30).flatmap(
    lambda others: st.permutations(ALPHABET + [char for char in others if char not in ALPHABET])
)


def test_the_tutorials_example_goes_all_the_way_and_back():
    X, y = random_sum_pairs(1, 2, 10, Random(1))
    X, y = to_string(X, y, 2, 10)
    assert (X, y) == ([" 3+10"], ["13"])
    X, y = integer_encode(X, y, ALPHABET)
    assert X.tolist() == [[11, 3, 10, 1, 0]]
    assert y.tolist() == [[1, 3]]
    X, y = one_hot_encode(X, y, len(ALPHABET))
    assert X.tolist() == [
        [
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1],
            [0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0],
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0],
            [0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
            [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        ]
    ]
    assert y.tolist() == [
        [[0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], [0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]]
    ]
    assert (invert(X[0], ALPHABET), invert(y[0], ALPHABET)) == (" 3+10", "13")


@given(st.integers(1, 50), st.integers(1, 10**12))  # beyond, log10 itself is no longer exact
def test_lengths_are_those_of_the_tutorials_formula(n_numbers, largest):
    assert seq_lengths(n_numbers, largest) == nested_loops.lengths(n_numbers, largest)


@given(st.integers(1, 20), st.integers(0, 40), st.integers(-1, 1))
def test_lengths_suffice_for_the_largest_sum(n_numbers, exponent, aside):
    largest = max(1, 10**exponent + aside)
    n_in, n_out = seq_lengths(n_numbers, largest)
    X, y = to_string([[largest] * n_numbers], [largest * n_numbers], n_numbers, largest)
    assert X == ["+".join([str(largest)] * n_numbers)]
    assert y[0].lstrip() == str(largest * n_numbers)
    assert (len(X[0]), len(y[0])) == (n_in, n_out)


@given(
    st.integers(1, 20),
    st.integers(1, 5),
    st.integers(1, 10**12),
    alphabets,
    st.integers(),
)
def test_data_is_that_of_nested_loops(n_samples, n_numbers, largest, alphabet, seed):
    X, y = generate_data(n_samples, n_numbers, largest, alphabet, Random(seed))
    slow_X, slow_y = nested_loops.generate_data(
        n_samples, n_numbers, largest, alphabet, Random(seed)
    )
    np.testing.assert_array_equal(X, slow_X)
    np.testing.assert_array_equal(y, slow_y)


@given(st.data())
def test_strings_of_any_alphabet_survive_encoding_and_inverting(data):
    alphabet = data.draw(st.lists(st.characters(), unique=True, min_size=1))
    n_samples, length = data.draw(st.integers(1, 8)), data.draw(st.integers(0, 8))
    text = st.text(st.sampled_from(alphabet), min_size=length, max_size=length)
    texts = data.draw(st.lists(text, min_size=n_samples, max_size=n_samples))
    X, y = one_hot_encode(*integer_encode(texts, texts[::-1], alphabet), len(alphabet))
    assert X.shape == y.shape == (n_samples, length, len(alphabet))
    assert [invert(x, alphabet) for x in X] == texts
    assert [invert(x, alphabet) for x in y] == texts[::-1]


@given(st.lists(st.text("0123456789+ ", min_size=4, max_size=4), max_size=5))
def test_questions_without_answers_are_encoded_as_those_with(questions):
    X, _ = one_hot_encode(*integer_encode(questions, questions, ALPHABET), len(ALPHABET))
    np.testing.assert_array_equal(encode(questions, "".join(ALPHABET)), X)


def test_strings_to_pad_may_come_from_a_generator():
    assert pad((string for string in ["3+10", "12+50"]), 5) == [" 3+10", "12+50"]


def test_strings_to_encode_may_be_an_array():
    X, y = integer_encode(np.array([" 3+10", "12+50"]), np.array(["13", "62"]), ALPHABET)
    assert X.tolist() == [[11, 3, 10, 1, 0], [1, 2, 10, 5, 0]]
    assert y.tolist() == [[1, 3], [6, 2]]


@given(
    st.lists(st.lists(st.floats(0, 1, width=32), min_size=12, max_size=12), min_size=1, max_size=6)
)
def test_probabilities_invert_to_the_likeliest_characters(sequence):
    assert invert(sequence, ALPHABET) == nested_loops.invert(sequence, ALPHABET)


@pytest.mark.parametrize("seq", [[[0, 1], [float("nan"), 0]], np.full((2, 2), np.nan, "float32")])
def test_what_is_no_number_cannot_be_inverted(seq):
    with pytest.raises(FloatingPointError, match="nan"):
        invert(seq, "01")


@pytest.mark.parametrize(
    "says, call",
    [
        # a character that is not in the alphabet
        (r"'\*'", lambda: integer_encode([" 3*10"], ["13"], ALPHABET)),
        ("'x'", lambda: integer_encode([" 3+10"], ["1x"], ALPHABET)),
        # an alphabet that is none
        ("'1231'", lambda: integer_encode(["1"], ["1"], "1231")),
        # a string that does not fit its padded length
        (r"'12\+50'", lambda: pad(["12+50"], 4)),
        # a number that is too large or too small
        ("^11 .* to 10$", lambda: to_string([[3, 11]], [14], 2, 10)),
        ("^21 .* to 20$", lambda: to_string([[3, 10]], [21], 2, 10)),
        ("^-1 ", lambda: to_string([[3, -1]], [2], 2, 10)),
        # what is written with other characters than digits
        ("^nan ", lambda: to_string([[3, float("nan")]], [3], 2, 1000)),
        ("^nan ", lambda: to_string([[3, 10]], [float("nan")], 2, 100)),
        (r"^10\.0 ", lambda: generate_data(1, 2, 10.0, ALPHABET + ["."], Random(1))),
        ("^True ", lambda: generate_data(1, 2, True, ALPHABET + list("True"), Random(1))),
        # more or fewer numbers than there should be
        (r"\[1, 2, 3\] is not a list of 2", lambda: to_string([[1, 2, 3]], [6], 2, 10)),
        (r"\[1\] is not a list of 2", lambda: to_string([[3, 4], [1]], [7, 1], 2, 10)),
        # an integer outside the alphabet
        ("^12 ", lambda: one_hot_encode([[0, 12]], [[0]], 12)),
        ("^-1 ", lambda: one_hot_encode([[0, 1]], [[-1]], 12)),
        (r"^0\.5 ", lambda: one_hot_encode([[0.5]], [[1]], 12)),
        # sequences of unequal length
        ("'12' and '123'", lambda: integer_encode(["12", "123"], ["1", "1"], ALPHABET)),
        ("'1' and '12'", lambda: integer_encode(["1", "2"], ["1", "12"], ALPHABET)),
        # an X and y of different sizes
        ("X has 2 .* y has 1", lambda: to_string([[1, 2], [3, 4]], [3], 2, 10)),
        ("X has 1 .* y has 2", lambda: integer_encode(["1"], ["1", "2"], ALPHABET)),
        ("X has 1 .* y has 0", lambda: one_hot_encode([[1]], [], 12)),
        # vectors that are not the alphabet's
        (r"\(1, 3\), not \(length, 2\)", lambda: invert([[1, 0, 0]], "01")),
        (r"^\[1, 0\] .* \(2,\)", lambda: invert([1, 0], "01")),
        (r"^None ", lambda: invert(None, "01")),
    ],
)
def test_bad_input_is_refused_with_its_value(says, call):
    with pytest.raises(ValueError, match=says):
        call()
