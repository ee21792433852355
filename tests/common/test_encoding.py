from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from common import encoding
from tests.common import nested_loops

ALPHABET = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "+", " "]

alphabets = st.permutations([*ALPHABET, "*", "é"])


@given(st.integers(1, 50), st.integers(1, 10**12))  # beyond, log10 itself is no longer exact
def test_lengths_are_those_of_the_tutorials_formula(n_numbers, largest):
    assert encoding.seq_lengths(n_numbers, largest) == nested_loops.lengths(n_numbers, largest)


@given(st.integers(1, 20), st.integers(1, 5), st.integers(1, 10**12), alphabets, st.integers())
def test_data_is_that_of_nested_loops(n_samples, n_numbers, largest, alphabet, seed):
    sizes = n_samples, n_numbers, largest, alphabet
    ours = encoding.generate_data(*sizes, Random(seed))
    for fast, slow in zip(ours, nested_loops.generate_data(*sizes, Random(seed)), strict=True):
        np.testing.assert_array_equal(fast, slow)


@given(st.lists(st.lists(st.floats(0, 1, width=32), min_size=12, max_size=12), min_size=1))
def test_probabilities_invert_to_the_likeliest_characters(sequence):
    assert encoding.invert(sequence, ALPHABET) == nested_loops.invert(sequence, ALPHABET)


def test_what_is_no_number_cannot_be_inverted():
    with pytest.raises(FloatingPointError, match="The training has failed: .* nan"):
        encoding.invert([[0, 1], [float("nan"), 0]], "01")


@pytest.mark.parametrize(
    "says, function, arguments",
    [
        ("'x' is not in the alphabet", "integer_encode", ([" 3+10"], ["1x"], ALPHABET)),
        (r"'\*' is not in the alphabet", "encode", ([" 3*10"], ALPHABET)),
        (r"'12\+50' does not fit into 4", "pad", (["12+50"], 4)),
        (r"'10\+911' does not fit into 5", "to_string", ([[10, 911]], [21], 2, 10)),
        ("'101' does not fit into 2", "to_string", ([[10, 91]], [101], 2, 10)),
        ("'d' for object of type 'float'", "seq_lengths", (2, 10.0)),
        ("12 is not an integer from 0 to 11", "one_hot_encode", ([[0, 12]], [[0]], 12)),
        ("-1 is not an integer from 0 to 11", "one_hot_encode", ([[0, 1]], [[-1]], 12)),
    ],
)
def test_what_cannot_be_encoded_is_refused_with_its_value(says, function, arguments):
    with pytest.raises(ValueError, match=says):
        getattr(encoding, function)(*arguments)
