"""Random integers and their sum: the problem that the three stages share."""

import random


def random_sum_pairs(n_examples, n_numbers, largest, random=random):
    """Generate lists of random integers and their sum.

    Returns X, n_examples lists of n_numbers integers from 1 to largest, and y, their sums.
    random: a random.Random of the caller's own, because Keras draws from Python's global generator
    when it builds a layer. Without one the global generator is used, as in the tutorial.
    Raises ValueError if largest is below 1.

    From "Data Generation", in both of the tutorial's problems:

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
    if largest < 1:
        raise ValueError(f"largest is {largest}, but the integers start at 1")
    X = [[random.randint(1, largest) for _ in range(n_numbers)] for _ in range(n_examples)]
    return X, [sum(numbers) for numbers in X]
