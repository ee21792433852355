"""The tutorial's loop over epochs, faster."""

from math import ceil, isfinite

EXAMPLES_AT_ONCE = 50_000  # more than a training of the tutorial has, but little memory


def fit(model, new_examples, n_examples, n_batch, n_epoch, verbose="auto", callbacks=()):
    """Train a compiled model on new examples in every epoch.

    The tutorial calls model.fit once for each epoch. Here one call goes through the examples of
    many epochs, in the order in which they are drawn. The weights are those of one unshuffled fit
    for each epoch, but it is faster, as each call takes time to start. If n_batch does not divide
    n_examples, the last batch of every epoch is smaller, and every epoch needs its own call.

    new_examples(n): draws the next n examples, and returns them as arrays X, y.
    verbose, callbacks: as in Keras's fit.
    Returns a dictionary from each metric to its values, one for each epoch.
    Raises FloatingPointError if the loss has become infinite or NaN.

    From the tutorial's "Configure LSTM", and "Configure and Fit a seq2seq LSTM Model".
    """
    # a function, because importing Keras takes seconds, and --help does not need it
    from keras.callbacks import LambdaCallback

    model.steps_per_execution = steps_per_execution(ceil(n_examples / n_batch))
    model.make_train_function(force=True)  # an old one would keep the old number
    divides = n_examples % n_batch == 0
    n_at_once = max(1, EXAMPLES_AT_ONCE // n_examples) if divides else 1

    history, stopped = {}, False
    for first in range(0, n_epoch, n_at_once):
        after = min(first + n_at_once, n_epoch)

        def pause(epoch, logs, after=after):
            # Keras knows the number of all epochs, to print "Epoch 7/100"; this call ends earlier
            nonlocal stopped
            stopped = model.stop_training
            model.stop_training = stopped or epoch + 1 == after

        X, y = new_examples((after - first) * n_examples)
        run = model.fit(
            X,
            y,
            batch_size=n_batch,
            initial_epoch=first,
            epochs=n_epoch,
            steps_per_epoch=n_examples // n_batch if divides else None,
            shuffle=False,
            verbose=verbose,
            callbacks=[*callbacks, LambdaCallback(on_epoch_end=pause)],
        )
        for metric, values in run.history.items():
            history.setdefault(metric, []).extend(values)
        if stopped:
            break
    model.steps_per_execution = 1  # else predict would use it, too
    if not isfinite(loss := history["loss"][-1]):
        raise FloatingPointError(
            f"The training has failed: its loss is {loss}. Try a smaller learning rate."
        )
    return history


def steps_per_execution(n_steps):
    """Choose how many batches Keras trains on at a time: a divisor of the batches of an epoch."""
    from keras.config import backend

    if backend() == "torch":
        return 1  # with torch, Keras allows no other number
    return max(n for n in range(1, 201) if n_steps % n == 0)
