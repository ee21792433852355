"""Numbers to the range from 0 to 1, and back: stages 1 and 2."""

import numpy as np

# Up to this sum, normalize and invert give back the same number. A 64-bit float has 53 bits for the
# digits; the division and the multiplication may each be wrong in the last of them.
LARGEST_SUM = 2**51


def normalize(X, y, n_numbers, largest):
    """Divide numbers and sums by the largest possible sum, largest * n_numbers.

    X: (n_examples, n_numbers) integers from 1 to largest; y: (n_examples,) their sums.
    Returns both as arrays of floats; the sums lie between 0 and 1.
    Raises ValueError if X and y differ in length, or if a row of X does not have n_numbers numbers.

    From the tutorial's "Addition as a Mapping Problem", "Data Generation".

    >>> normalize([[3, 10]], [13], 2, 10)
    (array([[0.15, 0.5 ]]), array([0.65]))
    """
    X, y = np.array(X, dtype=float), np.array(y, dtype=float)
    if len(X) != len(y):
        raise ValueError(f"X has {len(X)} examples, y has {len(y)}")
    if X.shape != (len(X), n_numbers):
        raise ValueError(f"X has the shape {X.shape}, not ({len(X)}, {n_numbers})")
    return X / (largest * n_numbers), y / (largest * n_numbers)


def invert(value, n_numbers, largest):
    """Invert the normalization of one value: the nearest whole number.

    value: a float; 1.0 means the largest possible sum, largest * n_numbers.
    Raises FloatingPointError if value is NaN or infinite.

    From the tutorial's "Addition as a Mapping Problem", "Data Generation".

    >>> invert(0.65, 2, 10)
    13
    """
    if not np.isfinite(value):
        raise FloatingPointError(f"The training has failed: the model answers {value}.")
    return round(float(value) * (largest * n_numbers))
