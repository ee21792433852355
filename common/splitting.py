"""Pairs that are kept out of the training, to see whether a model learns or memorises.

A held-out pair is written in ascending order and stands for both of its orders: who has seen 3+10
has seen 10+3.
"""

from itertools import combinations_with_replacement

from common.pairs import random_sum_pairs


def split_pairs(largest, held_out, random):
    """Split all pairs of numbers from 1 to largest into seen ones and a share held out.

    held_out: the share, between 0 and 1, rounded to whole pairs; random: a random.Random.
    Returns two sets of ascending pairs. Raises ValueError where one of them would be empty.

    >>> from random import Random
    >>> seen, never_seen = split_pairs(10, 0.2, Random(1))
    >>> len(seen), len(never_seen)
    (44, 11)
    """
    pairs = list(combinations_with_replacement(range(1, largest + 1), 2))
    n_held_out = round(held_out * len(pairs))
    if not 0 < n_held_out < len(pairs):
        side = "held-out" if n_held_out == 0 else "training"
        raise ValueError(f"{held_out} of {len(pairs)} pairs leaves the {side} side empty")
    never_seen = set(random.sample(pairs, n_held_out))
    return set(pairs) - never_seen, never_seen


def draw_pairs(n, largest, random):
    """Draw a set of n different ascending pairs of numbers from 1 to largest.

    Raises ValueError where there are not so many.
    """
    n_pairs = largest * (largest + 1) // 2
    if n > n_pairs:
        raise ValueError(f"there are {n_pairs} pairs up to {largest}, not {n}")
    pairs = set()
    while missing := n - len(pairs):
        X, _ = random_sum_pairs(missing, 2, largest, random)
        pairs.update(tuple(sorted(pair)) for pair in X)
    return pairs


def random_sum_pairs_without(held_out, n_examples, largest, random):
    """Generate lists of two random integers and their sum, none of them held out.

    held_out: a set of ascending pairs, some but not all of those up to largest; the rest as in
    random_sum_pairs, whose pairs these are, less the held-out ones.
    """
    X, y = [], []
    while missing := n_examples - len(X):
        for pair, total in zip(*random_sum_pairs(missing, 2, largest, random)):
            if tuple(sorted(pair)) not in held_out:
                X.append(pair)
                y.append(total)
    return X, y


def both_orders(pairs):
    """Both orders of ascending pairs, sorted, and their sums: X, y as random_sum_pairs gives.

    >>> both_orders({(2, 3), (1, 1)})
    ([[1, 1], [2, 3], [3, 2]], [2, 5, 5])
    """
    X = sorted({order for a, b in pairs for order in ((a, b), (b, a))})
    return [list(pair) for pair in X], [a + b for a, b in X]
