"""One fit over new examples every epoch, as fast as Keras allows."""

from math import ceil, isfinite

# Examples made ready at a time: enough for the tutorial's whole training in one fit, and little
# enough memory however many epochs are asked for.
EXAMPLES_AT_ONCE = 50_000


def fit(
    model, new_examples, n_examples, n_batch, n_epoch, verbose="auto", callbacks=None, kept=None
):
    """Train a compiled model on new examples every epoch.

    The tutorial calls model.fit once an epoch. Here the examples of many epochs are laid end to
    end and one call walks through them, in the order that they were drawn in, without the price of
    starting fit each time. An epoch is n_examples examples; where n_batch
    does not divide them, its last batch is smaller, as in the tutorial, and each epoch takes a
    call of its own.

    new_examples(n): the next n examples, as arrays X, y; verbose, callbacks: as in Keras's fit.
    kept: a file with the weights of a trained model; then they are loaded instead, and the
    training examples passed over, so that what is drawn next is as new to it as it was then.
    Returns the history: a dictionary from metric to one value an epoch, empty for a kept model.
    Raises FloatingPointError where the loss has become infinite or no number.
    """
    if kept:
        model.optimizer.build(model.trainable_variables)  # the file holds the optimizer's too
        model.load_weights(kept)
    else:
        model.steps_per_execution = _steps_per_execution(ceil(n_examples / n_batch))
        model.make_train_function(force=True)  # one made for another number of steps would stay

    divides = n_examples % n_batch == 0
    n_at_once = max(1, EXAMPLES_AT_ONCE // n_examples) if divides else 1
    history = {}
    for first in range(0, n_epoch, n_at_once):
        last = min(first + n_at_once, n_epoch) - 1
        X, y = new_examples((last - first + 1) * n_examples)
        if kept:
            continue
        pause = _pause_after(last)
        run = model.fit(
            X,
            y,
            batch_size=n_batch,
            initial_epoch=first,
            epochs=n_epoch,
            steps_per_epoch=n_examples // n_batch if divides else None,
            shuffle=False,
            verbose=verbose,
            callbacks=[*(callbacks or []), pause],
        )
        for metric, values in run.history.items():
            history.setdefault(metric, []).extend(values)
        if pause.stopped:
            break
    model.steps_per_execution = 1  # predict would unroll them
    if history and not isfinite(history["loss"][-1]):
        raise FloatingPointError(
            f"The training has gone astray: its loss is {history['loss'][-1]}. "
            "A smaller learning rate may keep it on the way."
        )
    return history


def _pause_after(last):
    """A callback that ends a fit after its last epoch, and knows whether another one has already.

    So fit can be told how many epochs there are in all, and counts "Epoch 7/100".
    """
    from keras.callbacks import Callback

    class PauseAfter(Callback):
        stopped = False

        def on_epoch_end(self, epoch, logs=None):
            self.stopped = self.model.stop_training
            if epoch == last:
                self.model.stop_training = True

    return PauseAfter()


def _steps_per_execution(n_steps):
    """How many batches to train on between two returns to Python: a divisor of an epoch's."""
    from keras.config import backend

    if backend() == "torch":
        return 1  # Keras allows no more there
    return max(n for n in range(1, 201) if n_steps % n == 0)
