"""Numbers to the range from 0 to 1, and back: stage 1's "Data Generation"."""

import numpy as np

from common.training import check_finite


def normalize(X, y, n_numbers, largest):
    """Divide numbers and sums by the largest possible sum, largest * n_numbers.

    X: (n_examples, n_numbers) integers from 1 to largest; y: (n_examples,) their sums.
    Returns both as arrays of floats; the sums lie between 0 and 1.

    >>> normalize([[3, 10]], [13], 2, 10)
    (array([[0.15, 0.5 ]]), array([0.65]))
    """
    X, y = np.array(X, dtype=float), np.array(y, dtype=float)
    return X / (largest * n_numbers), y / (largest * n_numbers)


def invert(value, n_numbers, largest):
    """Invert the normalization of one value: the nearest whole number.

    value: a float; 1.0 means the largest possible sum, largest * n_numbers.
    Raises FloatingPointError if value is NaN or infinite.

    >>> invert(0.65, 2, 10)
    13
    """
    check_finite(value)
    return round(float(value) * (largest * n_numbers))
