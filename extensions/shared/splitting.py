"""Pairs that are kept out of the training, to find out whether a model learns or memorises.

A pair is in ascending order and means both: who has seen 3+10 must not be tested on 10+3.
"""

from itertools import combinations_with_replacement

from common.pairs import random_sum_pairs


def count_pairs(largest):
    """Count the ascending pairs of numbers from 1 to largest."""
    return largest * (largest + 1) // 2


def split_sizes(largest, held_out):
    """Count the pairs that split_pairs trains on, and those that it holds out.

    Raises ValueError if there would be none of them, or if the numbers go beyond 999.
    """
    if largest > 999:
        raise ValueError("the numbers may go up to 999")
    n_pairs = count_pairs(largest)
    n_held_out = round(held_out * n_pairs)
    if not 0 < n_held_out < n_pairs:
        side = "test" if n_held_out == 0 else "training"
        raise ValueError(f"{held_out} of {n_pairs} pairs leaves no pair for the {side}")
    return n_pairs - n_held_out, n_held_out


def split_pairs(largest, held_out, rng):
    """Split all pairs of numbers from 1 to largest: those to train on, and those held out.

    held_out: a share. Returns two sets of ascending pairs. Raises ValueError as split_sizes does.
    """
    _, n_held_out = split_sizes(largest, held_out)
    pairs = list(combinations_with_replacement(range(1, largest + 1), 2))
    held_out_pairs = set(rng.sample(pairs, n_held_out))
    return set(pairs) - held_out_pairs, held_out_pairs


def draw_pairs(n, largest, rng):
    """Draw a set of n ascending pairs up to largest. Raises ValueError if there are fewer."""
    if n > count_pairs(largest):
        raise ValueError(f"there are {count_pairs(largest)} pairs up to {largest}, not {n}")
    pairs = set()
    while missing := n - len(pairs):
        X, _ = random_sum_pairs(missing, 2, largest, rng)
        pairs.update(tuple(sorted(pair)) for pair in X)
    return pairs


def random_sum_pairs_without(held_out_pairs, n_examples, largest, rng):
    """Generate pairs and sums as random_sum_pairs does, and others where a pair is held out.

    held_out_pairs: a set of ascending pairs, but not all pairs up to largest.
    """
    X = []
    while missing := n_examples - len(X):
        pairs, _ = random_sum_pairs(missing, 2, largest, rng)
        X += [pair for pair in pairs if tuple(sorted(pair)) not in held_out_pairs]
    return X, [sum(pair) for pair in X]


def both_orders(pairs):
    """List both orders of ascending pairs: (1, 1), (2, 3) and (3, 2) for {(2, 3), (1, 1)}."""
    return sorted({order for a, b in pairs for order in ((a, b), (b, a))})
