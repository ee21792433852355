"""Random integers and their sum: the problem that the three stages share."""

import random


def random_sum_pairs(n_examples, n_numbers, largest, rng=random):
    """Generate lists of random integers and their sum.

    Returns X, n_examples lists of n_numbers integers from 1 to largest, and y, their sums.
    rng: a random.Random of the caller's own, because Keras draws from Python's global generator
    when it builds a layer. Without one the global generator is used, as in the tutorial.

    From "Data Generation", in both of the tutorial's problems. In the first, its function also
    normalizes the numbers. This one does not: stages 1 and 2 call common.scaling.normalize.

    >>> from random import Random
    >>> X, y = random_sum_pairs(100, 2, 100, Random(1))
    >>> X[-7:]
    [[2, 97], [97, 36], [32, 35], [15, 80], [24, 45], [38, 9], [22, 21]]
    >>> y[-7:]
    [99, 133, 67, 95, 69, 47, 43]
    """
    X = [[rng.randint(1, largest) for _ in range(n_numbers)] for _ in range(n_examples)]
    return X, [sum(pattern) for pattern in X]
