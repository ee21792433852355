"""Numbers to strings, to integers, to one-hot vectors, and back: stage 3's "Data Generation"."""

import random

import numpy as np

from common.pairs import random_sum_pairs
from common.training import check_finite


def seq_lengths(n_numbers, largest):
    """Compute how many characters the longest question and the longest answer need.

    Returns n_in_seq_length and n_out_seq_length, as the tutorial does with log10. With three and
    more numbers n_out_seq_length is sometimes one more than needed, as in the tutorial.
    Raises ValueError if largest is not an integer.

    >>> seq_lengths(n_numbers=2, largest=10)
    (5, 2)
    """
    # the digits of each number, and a "+" after each number but the last: - 1
    n_in_seq_length = n_numbers * len(f"{largest:d}") + n_numbers - 1
    # the tutorial rounds log10(22) up to 2, for two numbers up to 10; 22 - 1 has two digits, too
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

    X: lists of n_numbers integers up to largest; y: their sums. Returns two lists of strings, as
    long as seq_lengths says. Raises ValueError as pad does.

    >>> to_string([[3, 10]], [13], 2, 10)
    ([' 3+10'], ['13'])
    """
    n_in_seq_length, n_out_seq_length = seq_lengths(n_numbers, largest)
    X = ["+".join(map(str, pattern)) for pattern in X]
    return pad(X, n_in_seq_length), pad(list(map(str, y)), n_out_seq_length)


def integer_encode(X, y, alphabet):
    """Replace every character by its index in the alphabet.

    X, y: lists of strings; the strings of one list have the same length. alphabet: a list or string
    of different characters. Returns two integer arrays, (n_samples, length of a string).
    Raises ValueError for a character that is not in the alphabet.

    >>> alphabet = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '+', ' ']
    >>> X, y = integer_encode([' 3+10'], ['13'], alphabet)
    >>> print(X.tolist(), y.tolist())
    [[11, 3, 10, 1, 0]] [[1, 3]]
    """
    return _integers(X, alphabet), _integers(y, alphabet)


def _integers(strings, alphabet):
    char_to_int = {char: i for i, char in enumerate(alphabet)}
    try:
        return np.array([[char_to_int[char] for char in string] for string in strings], int)
    except KeyError as error:
        char = error.args[0]
        raise ValueError(f"{char!r} is not in the alphabet {''.join(alphabet)!r}") from None


def one_hot_encode(X, y, max_int):
    """Replace every integer by a vector of max_int zeros, with a one at the integer's index.

    X, y: (n_samples, length) integers from 0 to max_int - 1. Returns two arrays of 32-bit floats,
    (n_samples, length, max_int). Raises ValueError for an integer that is not in that range.

    >>> X, y = one_hot_encode([[2, 0]], [[1]], 3)
    >>> print(X.astype(int).tolist(), y.astype(int).tolist())
    [[[0, 0, 1], [1, 0, 0]]] [[[0, 1, 0]]]
    """
    return _vectors(X, max_int), _vectors(y, max_int)


def _vectors(integers, max_int):
    for integer in np.unique(integers):
        if not 0 <= integer < max_int:
            raise ValueError(f"{integer} is not an integer from 0 to {max_int - 1}")
    # row i of np.eye is the one-hot vector of i; an array as the index takes a row for each i in it
    return np.eye(max_int, dtype="float32")[np.asarray(integers)]


def encode(strings, alphabet):
    """Encode one list of strings, such as questions without answers, as one-hot vectors.

    Returns (n_samples, length of a string, n_chars). Raises ValueError as integer_encode does.

    >>> encode([' 3+10'], '0123456789+ ').shape
    (1, 5, 12)
    """
    return _vectors(_integers(strings, alphabet), len(alphabet))


def generate_data(n_samples, n_numbers, largest, alphabet, rng=random):
    """Generate an encoded data set.

    Returns X and y as one_hot_encode does. rng: as in random_sum_pairs.

    >>> X, y = generate_data(1000, 2, 10, '0123456789+ ')
    >>> print(X.shape, y.shape)
    (1000, 5, 12) (1000, 2, 12)
    """
    X, y = random_sum_pairs(n_samples, n_numbers, largest, rng)
    X, y = to_string(X, y, n_numbers, largest)
    X, y = integer_encode(X, y, alphabet)
    return one_hot_encode(X, y, len(alphabet))


def invert(seq, alphabet):
    """Invert the encoding of one sequence: take the most likely character of each vector.

    seq: (length, n_chars), one-hot vectors or the probabilities of a softmax. Returns a string.
    Raises FloatingPointError for a NaN.

    >>> invert([[0, 1, 0], [0, 0, 1], [.5, .3, .2]], '0+ ')
    '+ 0'
    """
    check_finite(seq)
    return "".join(alphabet[np.argmax(vector)] for vector in seq)
