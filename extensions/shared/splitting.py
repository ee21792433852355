"""Pairs that are kept out of the training, to find out whether a model learns or memorises.

A pair is written in ascending order and means both orders: a model that has seen 3+10 must not be
tested on 10+3.
"""

from itertools import combinations_with_replacement

from common.pairs import random_sum_pairs


def split_pairs(largest, held_out, rng):
    """Split all pairs of numbers from 1 to largest: those to train on, and those held out.

    held_out: the share to hold out, between 0 and 1, rounded to whole pairs; rng: a
    random.Random. Returns two sets of ascending pairs. Raises ValueError if one would be empty, or
    if the numbers go beyond 999, as all pairs are listed.

    >>> from random import Random
    >>> seen, never_seen = split_pairs(10, 0.2, Random(1))
    >>> len(seen), len(never_seen)
    (44, 11)
    """
    if largest > 999:
        raise ValueError("the numbers may go up to 999")
    pairs = list(combinations_with_replacement(range(1, largest + 1), 2))
    n_held_out = round(held_out * len(pairs))
    if not 0 < n_held_out < len(pairs):
        side = "test" if n_held_out == 0 else "training"
        raise ValueError(f"{held_out} of {len(pairs)} pairs leaves no pair for the {side}")
    never_seen = set(rng.sample(pairs, n_held_out))
    return set(pairs) - never_seen, never_seen


def draw_pairs(n, largest, rng):
    """Draw a set of n different ascending pairs of numbers from 1 to largest.

    Raises ValueError if there are fewer than n.
    """
    n_pairs = largest * (largest + 1) // 2
    if n > n_pairs:
        raise ValueError(f"there are {n_pairs} pairs up to {largest}, not {n}")
    pairs = set()
    while missing := n - len(pairs):
        X, _ = random_sum_pairs(missing, 2, largest, rng)
        pairs.update(tuple(sorted(pair)) for pair in X)
    return pairs


def random_sum_pairs_without(held_out, n_examples, largest, rng):
    """Generate lists of two random integers and their sum, without the held-out pairs.

    The pairs are those of random_sum_pairs, drawn again where one is held out.
    held_out: a set of ascending pairs, but not all pairs up to largest.
    """
    X = []
    while missing := n_examples - len(X):
        pairs, _ = random_sum_pairs(missing, 2, largest, rng)
        X += [pair for pair in pairs if tuple(sorted(pair)) not in held_out]
    return X, [sum(pair) for pair in X]


def both_orders(pairs):
    """List both orders of ascending pairs.

    >>> both_orders({(2, 3), (1, 1)})
    [(1, 1), (2, 3), (3, 2)]
    """
    return sorted({order for a, b in pairs for order in ((a, b), (b, a))})
