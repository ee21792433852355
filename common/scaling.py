"""Numbers to the range that a network likes, and back: stages 1 and 2."""

import numpy as np


def normalize(X, y, n_numbers, largest):
    """Scale numbers and sums by the largest sum that there can be.

    X: (n_examples, n_numbers) integers; y: (n_examples,) their sums, of the same n_numbers and
    largest. Returns both as arrays of floats, the sums between 0 and 1.
    Raises ValueError where X and y differ in length, or X does not hold n_numbers a row.

    From the tutorial's "Addition as a Mapping Problem", "Data Generation".

    >>> normalize([[3, 10]], [13], 2, 10)
    (array([[0.15, 0.5 ]]), array([0.65]))
    """
    X, y = np.array(X, dtype=float), np.array(y, dtype=float)
    if len(X) != len(y):
        raise ValueError(f"X holds {len(X)} examples, y holds {len(y)}")
    if X.shape != (len(X), n_numbers):
        raise ValueError(f"X has the shape {X.shape}, not ({len(X)}, {n_numbers})")
    return X / (largest * n_numbers), y / (largest * n_numbers)


def invert(value, n_numbers, largest):
    """Invert the normalization of one value: the nearest whole number.

    value: a float, where 1.0 stands for the largest sum, largest * n_numbers.
    Raises ValueError where it is not a number (NaN) or not finite.

    From the tutorial's "Addition as a Mapping Problem", "Data Generation".

    >>> invert(0.65, 2, 10)
    13
    """
    if not np.isfinite(value):
        raise ValueError(f"{value} stands for no whole number")
    return round(float(value) * largest * n_numbers)
