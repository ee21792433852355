"""What stands in the arrays that Keras gets."""

from addition_seq2seq import alphabet
from common.encoding import invert


def strings_of(X, reverse=False):
    """The strings in one-hot vectors; reverse: they are written from right to left."""
    strings = [invert(seq, alphabet) for seq in X]
    return [string[::-1] for string in strings] if reverse else strings


def pairs_of(X):
    """The pairs of numbers in one-hot questions, in ascending order."""
    return {tuple(sorted(map(int, string.split("+")))) for string in strings_of(X)}
