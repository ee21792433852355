"""What the stages cannot say in a line of their training."""

import numpy as np


def steps_at_once(n_steps):
    """Choose how many batches Keras trains on in one call (steps_per_execution).

    n_steps: the batches of an epoch. Returns the largest number up to 200 that divides it. Each
    call takes time, so this makes the training up to four times as fast. The weights are the same.
    It is 1, and no help, for a prime number above 200, and with PyTorch, where Keras allows no
    other. Raises ValueError for 0.

    >>> steps_at_once(100), steps_at_once(300)
    (100, 150)
    """
    from keras.config import backend

    if n_steps < 1:
        raise ValueError("n_batch is more than the n_examples of an epoch")
    return max(n for n in range(1, 201) if n_steps % n == 0) if backend() != "torch" else 1


def check_finite(values):
    """Raise FloatingPointError if what a model answers is NaN or infinite: its training failed."""
    if not np.isfinite(values).all():
        raise FloatingPointError(
            "The training has failed: the model answers nan. "
            "Try another seed or a smaller learning rate."
        )
