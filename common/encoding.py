"""Numbers to padded strings, to integers, to one-hot vectors, and back: stage 3."""

import random
from itertools import chain

import numpy as np

from common.pairs import random_sum_pairs


def seq_lengths(n_numbers, largest):
    """Work out how many characters the longest question and the longest answer take.

    Returns n_in_seq_length and n_out_seq_length. The tutorial takes the ceiling of log10(n); that
    is the number of digits of n - 1, which counting gives exactly, however large the number.

    From the tutorial's "Addition as a Sequence Prediction Problem", "Data Generation".

    >>> seq_lengths(n_numbers=2, largest=10)
    (5, 2)
    >>> seq_lengths(n_numbers=1, largest=200)
    (3, 3)
    """
    n_in_seq_length = n_numbers * len(str(largest)) + n_numbers - 1
    n_out_seq_length = len(str(n_numbers * (largest + 1) - 1))
    return n_in_seq_length, n_out_seq_length


def pad(strings, length):
    """Pad strings with spaces on the left, so that the digits keep their place on the right.

    Raises ValueError for a string that is longer than length.

    >>> pad(['3+10', '12+50'], 5)
    [' 3+10', '12+50']
    """
    longest = max(strings, key=len, default="")
    if len(longest) > length:
        raise ValueError(f"{longest!r} does not fit into {length} characters")
    return [string.rjust(length) for string in strings]


def to_string(X, y, n_numbers, largest):
    """Convert lists of integers and their sums to padded strings.

    X: lists of n_numbers integers up to largest; y: their sums. Returns lists of strings, all of
    the lengths that seq_lengths gives.
    Raises ValueError where X and y differ in length, a list of X is not n_numbers long, a number
    is larger than largest, or a sum does not fit its length.

    From the tutorial's "Addition as a Sequence Prediction Problem", "Data Generation".

    >>> to_string([[3, 10]], [13], 2, 10)
    ([' 3+10'], ['13'])
    """
    _check_sizes(X, y)
    for length in set(map(len, X)) - {n_numbers}:
        raise ValueError(f"X holds a list of {length} numbers, not of {n_numbers}")
    if (number := max(chain.from_iterable(X), default=largest)) > largest:
        raise ValueError(f"{number} is larger than the largest, {largest}")
    n_in_seq_length, n_out_seq_length = seq_lengths(n_numbers, largest)
    sum_of = "+".join(["%s"] * n_numbers)
    Xstr = pad([sum_of % tuple(pattern) for pattern in X], n_in_seq_length)
    ystr = pad(list(map(str, y)), n_out_seq_length)
    return Xstr, ystr


def integer_encode(X, y, alphabet):
    """Replace every character by its place in the alphabet.

    X, y: lists of strings, each list of one length; alphabet: a sequence of different characters.
    Returns integer arrays of the shapes (n_samples, length of a string).
    Raises ValueError where X and y differ in size, strings of one list differ in length, or a
    character is not in the alphabet.

    From the tutorial's "Addition as a Sequence Prediction Problem", "Data Generation".

    >>> alphabet = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '+', ' ']
    >>> X, y = integer_encode([' 3+10'], ['13'], alphabet)
    >>> print(X.tolist(), y.tolist())
    [[11, 3, 10, 1, 0]] [[1, 3]]
    """
    _check_sizes(X, y)
    char_to_int = {char: i for i, char in enumerate(alphabet)}
    if len(char_to_int) < len(alphabet):
        raise ValueError(f"a character stands twice in the alphabet {''.join(alphabet)!r}")
    return _integers(X, char_to_int), _integers(y, char_to_int)


def _integers(strings, char_to_int):
    length = len(strings[0]) if strings else 0
    for other in set(map(len, strings)) - {length}:
        raise ValueError(f"strings of {length} and of {other} characters, like {strings[0]!r}")
    try:
        integers = np.fromiter(map(char_to_int.__getitem__, "".join(strings)), dtype=int)
    except KeyError as error:
        alphabet = "".join(char_to_int)
        raise ValueError(f"{error.args[0]!r} is not in the alphabet {alphabet!r}") from None
    return integers.reshape(len(strings), length)


def one_hot_encode(X, y, max_int):
    """Replace every integer by a vector of max_int zeros with a one at the integer's place.

    X, y: (n_samples, length) integers from 0 to max_int - 1. Returns arrays of the shapes
    (n_samples, length, max_int), of the floats that Keras computes with.
    Raises ValueError where X and y differ in size or an integer is out of range.

    From the tutorial's "Addition as a Sequence Prediction Problem", "Data Generation".

    >>> X, y = one_hot_encode([[2, 0]], [[1]], 3)
    >>> print(X.astype(int).tolist(), y.astype(int).tolist())
    [[[0, 0, 1], [1, 0, 0]]] [[[0, 1, 0]]]
    """
    _check_sizes(X, y)
    return _vectors(X, max_int), _vectors(y, max_int)


def _vectors(integers, max_int):
    integers = np.asarray(integers)
    outside = integers[(integers < 0) | (integers >= max_int) | (integers % 1 != 0)]
    if outside.size:
        raise ValueError(f"{outside[0]} is not a whole number from 0 to {max_int - 1}")
    return np.eye(max_int, dtype="float32")[integers.astype(int)]


def _check_sizes(X, y):
    if len(X) != len(y):
        raise ValueError(f"X holds {len(X)} samples, y holds {len(y)}")


def encode(X, y, n_numbers, largest, alphabet, reverse=(False, False)):
    """Encode integers and their sums: to strings, to integers, to one-hot vectors.

    reverse: whether to write the questions, and the answers, from right to left, with the least
    significant digit first (Sutskever et al., Sequence to Sequence Learning, 2014, reverse the
    input). Returns X, (n_samples, n_in_seq_length, n_chars), and y, (n_samples,
    n_out_seq_length, n_chars).
    """
    # convert to strings
    X, y = to_string(X, y, n_numbers, largest)
    X, y = (
        [string[::-1] for string in strings] if backwards else strings
        for strings, backwards in zip((X, y), reverse)
    )
    return encode_strings(X, y, alphabet)


def encode_strings(X, y, alphabet):
    """Encode padded strings: to integers, to one-hot vectors.

    Shapes and errors as in integer_encode and one_hot_encode.

    >>> X, y = encode_strings([' 3+10'], ['13'], '0123456789+ ')
    >>> print(X.shape, y.shape)
    (1, 5, 12) (1, 2, 12)
    """
    # integer encode
    X, y = integer_encode(X, y, alphabet)
    # one hot encode
    X, y = one_hot_encode(X, y, len(alphabet))
    return X, y


def generate_data(n_samples, n_numbers, largest, alphabet, random=random):
    """Generate an encoded data set.

    Returns X, (n_samples, n_in_seq_length, n_chars), and y, (n_samples, n_out_seq_length,
    n_chars), both one-hot. random: as in random_sum_pairs.

    From the tutorial's "Addition as a Sequence Prediction Problem", "Data Generation".

    >>> X, y = generate_data(1000, 2, 10, '0123456789+ ')
    >>> print(X.shape, y.shape)
    (1000, 5, 12) (1000, 2, 12)
    """
    # generate pairs
    X, y = random_sum_pairs(n_samples, n_numbers, largest, random)
    # encode them
    return encode(X, y, n_numbers, largest, alphabet)


def invert(seq, alphabet):
    """Invert the encoding of one sequence: the likeliest character of each vector.

    seq: (length, n_chars), one-hot vectors or the probabilities of a softmax.
    Returns a string. Raises ValueError where seq holds a NaN or does not suit the alphabet.

    From the tutorial's "Addition as a Sequence Prediction Problem", "Data Generation".

    >>> invert([[0, 1, 0], [0, 0, 1], [.5, .3, .2]], '0+ ')
    '+ 0'
    """
    seq = np.asarray(seq, dtype=float)
    if np.isnan(seq).any():
        raise ValueError(f"a vector holds nan: {seq[np.isnan(seq).any(axis=1)][0]}")
    if len(seq) and seq.shape[1] != len(alphabet):
        raise ValueError(f"vectors of {seq.shape[1]} for an alphabet of {len(alphabet)}")
    return "".join(alphabet[vector.argmax()] for vector in seq)
