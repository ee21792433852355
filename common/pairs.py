"""Random integers and their sum: the problem that the three stages share."""

import random

import numpy as np


def random_sum_pairs(n_examples, n_numbers, largest, random=random):
    """Generate lists of random integers and their sum.

    Returns X, n_examples lists of n_numbers integers from 1 to largest, and y, their sums.
    random: a random.Random of the caller's own, because Keras draws from Python's global generator
    when it builds a layer. Without one the global generator is used, as in the tutorial.
    Raises ValueError if largest is not an integer from 1, or if random is not Python's.

    From "Data Generation", in both of the tutorial's problems. In the first of them, this function
    also normalizes the numbers. Here it does not: stages 1 and 2 call common.scaling.normalize.

    >>> from random import Random
    >>> X, y = random_sum_pairs(100, 2, 100, Random(1))
    >>> X[-7:]
    [[2, 97], [97, 36], [32, 35], [15, 80], [24, 45], [38, 9], [22, 21]]
    >>> y[-7:]
    [99, 133, 67, 95, 69, 47, 43]
    """
    check_integer(largest)
    if not hasattr(random, "getrandbits"):  # NumPy's generators have none
        raise ValueError(f"{random} is not Python's: its randint may never give {largest}")
    X = [[random.randint(1, largest) for _ in range(n_numbers)] for _ in range(n_examples)]
    return X, [sum(numbers) for numbers in X]


def check_integer(number, lowest=1, largest=np.inf):
    """Raise ValueError if number is not an integer from lowest to largest."""
    is_bool = isinstance(number, bool)  # to Python, True is an int
    if is_bool or not isinstance(number, (int, np.integer)) or not lowest <= number <= largest:
        raise ValueError(f"{number} is not a whole number from {lowest} to {largest}")


def check_pairs(X, y, n_numbers, largest):
    """Raise ValueError if X and y are not like those of random_sum_pairs. They may hold 0, too."""
    check_integer(largest)
    check_lengths(X, y)
    for numbers, total in zip(X, y):
        if np.isscalar(numbers) or len(numbers) != n_numbers:
            raise ValueError(f"{numbers} is not a list of {n_numbers} numbers")
        for number in numbers:
            check_integer(number, 0, largest)
        check_integer(total, 0, n_numbers * largest)


def check_lengths(X, y):
    """Raise ValueError if X and y differ in their number of samples."""
    if len(X) != len(y):
        raise ValueError(f"X has {len(X)} samples, y has {len(y)}")
