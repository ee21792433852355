"""The tutorial's loop over epochs, faster."""

from math import ceil, isfinite, nan

import numpy as np

from common.pairs import check_integer

EXAMPLES_AT_ONCE = 50_000  # more than a training of the tutorial has, but little memory


def fit(model, new_examples, n_examples, n_batch, n_epoch, verbose="auto", callbacks=()):
    """Train a compiled model on new examples in every epoch.

    From the tutorial's "Configure LSTM", and "Configure and Fit a seq2seq LSTM Model". It trains as
    the loop there does, but it does not shuffle the examples of an epoch:

        for _ in range(n_epoch):
            X, y = new_examples(n_examples)
            model.fit(X, y, epochs=1, batch_size=n_batch, shuffle=False)

    Each call of model.fit takes time to start. So here one call goes through the examples of many
    epochs, and the weights are the same. Where the examples of an epoch do not make whole batches,
    or whole groups of batches, every epoch needs its own call.

    new_examples(n): draws the next n examples, and returns them as arrays X, y.
    verbose, callbacks: as in Keras's fit.
    Returns a dictionary from each metric to its values, one for each epoch.
    Raises ValueError if a size is not an integer from 1, or if new_examples does not return n.
    Raises FloatingPointError as check_finite does, in the first epoch whose loss is not finite.
    """
    from keras.callbacks import CallbackList, History, TerminateOnNaN

    for size in (n_examples, n_batch, n_epoch):
        check_integer(size)
    n_steps = ceil(n_examples / n_batch)
    model.steps_per_execution = steps_per_execution(n_steps)
    model.make_train_function(force=True)  # an old one would keep the old number
    divides = n_examples % (n_batch * model.steps_per_execution) == 0
    n_at_once = max(1, EXAMPLES_AT_ONCE // n_examples) if divides else 1
    # one list for all calls: it knows the number of all epochs, and its history goes on
    history, params = History(), {"verbose": verbose, "epochs": n_epoch, "steps": n_steps}
    callbacks = [*callbacks, TerminateOnNaN(), history]
    every = CallbackList(callbacks, add_progbar=verbose != 0, model=model, **params)
    steps = n_steps if divides else None
    rest = {"batch_size": n_batch, "steps_per_epoch": steps, "shuffle": False, "callbacks": every}

    for first in range(0, n_epoch, n_at_once):
        after = min(first + n_at_once, n_epoch)
        n = (after - first) * n_examples
        X, y = new_examples(n)
        if len(y) != n:
            raise ValueError(f"new_examples returns {len(y)} examples, not {n}")
        model.fit(X, y, initial_epoch=first, epochs=after, **rest)
        if model.stop_training:
            break
    model.steps_per_execution = 1  # else predict would use it, too
    check_finite(model, history.history["loss"][-1])
    return history.history


def steps_per_execution(n_steps):
    """Choose how many batches Keras trains on at a time, of the n_steps batches of an epoch.

    It is a divisor of n_steps, or 200 if that would mean more than 200 groups.
    """
    from keras.config import backend

    if backend() == "torch":
        return 1  # with torch, Keras allows no other number
    divisor = max(n for n in range(1, 201) if n_steps % n == 0)
    return divisor if n_steps <= 200 * divisor else 200


def check_finite(model, loss):
    """Raise FloatingPointError if the loss or a weight of a model is infinite or NaN."""
    from keras.config import floatx

    # the last update may spoil the weights, and only the next loss would show it
    if not all(np.isfinite(weights).all() for weights in model.get_weights()):
        loss = nan
    if not isfinite(loss):
        other = "another seed or a smaller learning rate"
        advice = "float32 in keras.json" if floatx() == "float16" else other
        raise FloatingPointError(f"Training failed, loss is {loss}. Try {advice}.")
