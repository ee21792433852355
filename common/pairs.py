"""Random integers and their sum: the problem that all the scripts share."""

import random
from itertools import repeat


def random_integers(n, largest, random=random):
    """Draw n random integers from 1 to largest.

    They are the ones that n calls of random.randint(1, largest) would give, and leave the
    generator where those would; going past randint's layers to the bits below is several times
    as fast, and drawing was half the cost of a data set.

    n, largest: whole numbers; random: a random.Random, or the module itself.
    Raises ValueError where largest is below 1.

    >>> from random import Random
    >>> random_integers(5, 100, Random(1))
    [18, 73, 98, 9, 33]
    """
    if largest < 1:
        raise ValueError(f"largest is {largest}, but the integers start at 1")
    n_bits = largest.bit_length()
    integers = []
    while (missing := n - len(integers)) > 0:
        # bits that are too large are drawn again, as in randint: so all stay equally likely
        drawn = map(random.getrandbits, repeat(n_bits, missing))
        integers += [bits + 1 for bits in drawn if bits < largest]
    return integers


def random_sum_pairs(n_examples, n_numbers, largest, random=random):
    """Generate lists of random integers and their sum.

    Returns X, n_examples lists of n_numbers integers from 1 to largest, and y, their sums.
    random is a generator of the caller's own, because Keras draws from Python's global one
    whenever it builds a layer; left out, the global one is used, as in the tutorial.
    Raises ValueError where largest is below 1.

    From the tutorial's "Data Generation", both of them:

    >>> from random import Random
    >>> X, y = random_sum_pairs(100, 2, 100, Random(1))
    >>> for in_pattern, out_pattern in zip(X[-7:], y[-7:]):
    ...     print(in_pattern, out_pattern)
    [2, 97] 99
    [97, 36] 133
    [32, 35] 67
    [15, 80] 95
    [24, 45] 69
    [38, 9] 47
    [22, 21] 43
    >>> random_sum_pairs(1, 2, 10, Random(1))
    ([[3, 10]], [13])
    """
    integers = iter(random_integers(n_examples * n_numbers, largest, random))
    X = [list(in_pattern) for in_pattern in zip(*[integers] * n_numbers)]
    y = [sum(in_pattern) for in_pattern in X]
    return X, y
