"""Numbers to padded strings, to integers, to one-hot vectors, and back: stage 3.

From the tutorial's "Addition as a Sequence Prediction Problem", "Data Generation".
"""

import random

import numpy as np

from common.pairs import random_sum_pairs


def seq_lengths(n_numbers, largest):
    """Compute how many characters the longest question and the longest answer need.

    Returns n_in_seq_length and n_out_seq_length, as the tutorial does with log10. With three and
    more numbers n_out_seq_length is sometimes one more than needed, as in the tutorial.

    >>> seq_lengths(n_numbers=2, largest=10)
    (5, 2)
    >>> seq_lengths(n_numbers=1, largest=200)
    (3, 3)
    """
    n_in_seq_length = n_numbers * len(str(largest)) + n_numbers - 1
    n_out_seq_length = len(str(n_numbers * (largest + 1) - 1))
    return n_in_seq_length, n_out_seq_length


def pad(strings, length):
    """Pad strings with spaces on the left, so that the last digit is always the last character.

    Raises ValueError for a string that is longer than length.

    >>> pad(['3+10', '12+50'], 5)
    [' 3+10', '12+50']
    """
    for string in strings:
        if len(string) > length:
            raise ValueError(f"{string!r} does not fit into {length} characters")
    return [string.rjust(length) for string in strings]


def to_string(X, y, n_numbers, largest):
    """Convert lists of integers and their sums to padded strings.

    X: lists of n_numbers integers up to largest; y: their sums. Returns two lists of strings, of
    the lengths that seq_lengths gives.
    Raises ValueError if X and y differ in length, if a list in X does not have n_numbers integers,
    if an integer is larger than largest, or if a sum is too long.

    >>> to_string([[3, 10]], [13], 2, 10)
    ([' 3+10'], ['13'])
    """
    _check_lengths(X, y)
    for pattern in X:
        if len(pattern) != n_numbers:
            raise ValueError(f"{pattern} is not a list of {n_numbers} numbers")
        if max(pattern) > largest:
            raise ValueError(f"{max(pattern)} is larger than the largest number, {largest}")
    n_in_seq_length, n_out_seq_length = seq_lengths(n_numbers, largest)
    X = ["+".join(map(str, pattern)) for pattern in X]
    return pad(X, n_in_seq_length), pad([str(total) for total in y], n_out_seq_length)


def integer_encode(X, y, alphabet):
    """Replace every character by its index in the alphabet.

    X, y: lists of strings; the strings of one list have the same length. alphabet: a list or string
    of different characters. Returns two integer arrays, (n_samples, length of a string).
    Raises ValueError if X and y differ in length, if strings of one list differ in length, or if a
    character is not in the alphabet.

    >>> alphabet = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '+', ' ']
    >>> X, y = integer_encode([' 3+10'], ['13'], alphabet)
    >>> print(X.tolist(), y.tolist())
    [[11, 3, 10, 1, 0]] [[1, 3]]
    """
    _check_lengths(X, y)
    return _integers(X, alphabet), _integers(y, alphabet)


def _integers(strings, alphabet):
    char_to_int = {char: i for i, char in enumerate(alphabet)}
    if len(char_to_int) < len(alphabet):
        raise ValueError(f"the alphabet {''.join(alphabet)!r} has a character twice")
    length = len(strings[0]) if strings else 0
    for string in strings:
        if len(string) != length:
            raise ValueError(f"{strings[0]!r} and {string!r} differ in length")
    characters = "".join(strings)
    for char in set(characters) - set(alphabet):
        raise ValueError(f"{char!r} is not in the alphabet {''.join(alphabet)!r}")
    return np.array([char_to_int[char] for char in characters], int).reshape(len(strings), length)


def one_hot_encode(X, y, max_int):
    """Replace every integer by a vector of max_int zeros, with a one at the integer's index.

    X, y: (n_samples, length) integers from 0 to max_int - 1. Returns two arrays of 32-bit floats,
    (n_samples, length, max_int).
    Raises ValueError if X and y differ in length or an integer is out of range.

    >>> X, y = one_hot_encode([[2, 0]], [[1]], 3)
    >>> print(X.astype(int).tolist(), y.astype(int).tolist())
    [[[0, 0, 1], [1, 0, 0]]] [[[0, 1, 0]]]
    """
    _check_lengths(X, y)
    return _vectors(X, max_int), _vectors(y, max_int)


def _vectors(integers, max_int):
    integers = np.asarray(integers)
    outside = integers[(integers < 0) | (integers >= max_int) | (integers % 1 != 0)]
    if outside.size:
        raise ValueError(f"{outside[0]} is not a whole number from 0 to {max_int - 1}")
    return np.eye(max_int, dtype="float32")[integers.astype(int)]


def _check_lengths(X, y):
    if len(X) != len(y):
        raise ValueError(f"X has {len(X)} samples, y has {len(y)}")


def encode(strings, alphabet):
    """Encode one list of strings, such as questions without answers, as one-hot vectors.

    Returns (n_samples, length of a string, n_chars). Raises ValueError as integer_encode does.

    >>> encode([' 3+10'], '0123456789+ ').shape
    (1, 5, 12)
    """
    return _vectors(_integers(strings, alphabet), len(alphabet))


def generate_data(n_samples, n_numbers, largest, alphabet, random=random):
    """Generate an encoded data set.

    Returns X, (n_samples, n_in_seq_length, n_chars), and y, (n_samples, n_out_seq_length,
    n_chars), both one-hot. random: as in random_sum_pairs.

    >>> X, y = generate_data(1000, 2, 10, '0123456789+ ')
    >>> print(X.shape, y.shape)
    (1000, 5, 12) (1000, 2, 12)
    """
    # generate pairs
    X, y = random_sum_pairs(n_samples, n_numbers, largest, random)
    # convert to strings
    X, y = to_string(X, y, n_numbers, largest)
    # integer encode
    X, y = integer_encode(X, y, alphabet)
    # one hot encode
    X, y = one_hot_encode(X, y, len(alphabet))
    return X, y


def invert(seq, alphabet):
    """Invert the encoding of one sequence: take the most likely character of each vector.

    seq: (length, n_chars), one-hot vectors or the probabilities of a softmax. Returns a string.
    Raises FloatingPointError for a NaN, and ValueError for vectors not as long as the alphabet.

    >>> invert([[0, 1, 0], [0, 0, 1], [.5, .3, .2]], '0+ ')
    '+ 0'
    """
    seq = np.asarray(seq, dtype=float)
    if np.isnan(seq).any():
        raise FloatingPointError("The training has failed: the model answers nan.")
    if len(seq) and seq.shape[1] != len(alphabet):
        raise ValueError(f"the vectors have {seq.shape[1]} numbers, the alphabet {len(alphabet)}")
    return "".join(alphabet[vector.argmax()] for vector in seq)
