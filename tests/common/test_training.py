from random import Random

import numpy as np
import pytest

from common import training
from common.pairs import random_sum_pairs
from common.scaling import normalize
from common.training import check_finite, fit


class Stream:
    """Always new examples, and how many of them were asked for at a time."""

    def __init__(self):
        self.random = Random(1)
        self.asked = []

    def __call__(self, n):
        self.asked.append(n)
        return normalize(*random_sum_pairs(n, 2, 10, self.random), 2, 10)


@pytest.fixture
def new_model(keras):
    def new(seed=1):
        keras.utils.set_random_seed(seed)
        model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(3), keras.layers.Dense(1)])
        # plain descent at a high rate: another order of the examples gives other weights
        model.compile(loss="mean_squared_error", optimizer=keras.optimizers.SGD(0.2))
        return model

    return new


def fit_once_an_epoch(model, new_examples, n_examples, n_batch, n_epoch):
    losses = []
    for _ in range(n_epoch):
        X, y = new_examples(n_examples)
        run = model.fit(X, y, epochs=1, batch_size=n_batch, shuffle=False, verbose=0)
        losses += run.history["loss"]
    return losses


def assert_same_weights(model, other):
    for ours, theirs in zip(model.get_weights(), other.get_weights(), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-6)


def test_many_batches_without_a_divisor_are_still_trained_on_together(keras, new_model):
    """223 is a prime number. Keras is called twice in each epoch, and the weights are the same."""
    model, plain, calls = new_model(), new_model(), []
    count = keras.callbacks.LambdaCallback(
        on_train_batch_end=lambda batch, logs: calls.append(batch)
    )
    fit(model, Stream(), 223, n_batch=1, n_epoch=2, verbose=0, callbacks=[count])
    assert len(calls) == 4
    fit_once_an_epoch(plain, Stream(), 223, n_batch=1, n_epoch=2)
    assert_same_weights(model, plain)


@pytest.mark.parametrize(
    "n_batch, at_once",
    [
        (1, 50_000),
        (2, 25),  # more examples than are made ready at a time
        (3, 25),  # a batch that does not divide them
        (25, 50_000),  # a batch larger than an epoch
    ],
)
def test_trains_as_one_fit_an_epoch_does(new_model, monkeypatch, n_batch, at_once):
    monkeypatch.setattr(training, "EXAMPLES_AT_ONCE", at_once)
    model, plain = new_model(), new_model()
    stream, plain_stream = Stream(), Stream()
    history = fit(model, stream, n_examples=10, n_batch=n_batch, n_epoch=5, verbose=0)
    losses = fit_once_an_epoch(plain, plain_stream, 10, n_batch, 5)

    assert_same_weights(model, plain)
    np.testing.assert_allclose(history["loss"], losses, rtol=1e-3)
    assert stream.random.getstate() == plain_stream.random.getstate()
    assert sum(stream.asked) == 50
    assert max(stream.asked) <= at_once


def test_an_epoch_larger_than_what_is_made_at_once_is_still_one_epoch(new_model, monkeypatch):
    monkeypatch.setattr(training, "EXAMPLES_AT_ONCE", 30)
    stream = Stream()
    history = fit(new_model(), stream, n_examples=40, n_batch=10, n_epoch=3, verbose=0)
    assert len(history["loss"]) == 3
    assert stream.asked == [40, 40, 40]


@pytest.mark.parametrize("n_batch", [5, 4])
def test_callbacks_see_every_epoch_once_and_can_end_the_training(
    keras, new_model, monkeypatch, n_batch
):
    monkeypatch.setattr(training, "EXAMPLES_AT_ONCE", 20)
    model, seen = new_model(), []

    def note(epoch, logs):
        seen.append(epoch)
        model.stop_training = epoch == 4

    callback = keras.callbacks.LambdaCallback(on_epoch_end=note)
    history = fit(model, Stream(), 10, n_batch, n_epoch=9, verbose=0, callbacks=[callback])
    assert seen == [0, 1, 2, 3, 4]
    assert len(history["loss"]) == 5


def test_every_epoch_is_shown(new_model, capsys, monkeypatch):
    monkeypatch.setattr(training, "EXAMPLES_AT_ONCE", 20)
    fit(new_model(), Stream(), n_examples=10, n_batch=5, n_epoch=5, verbose=2)
    shown = [line for line in capsys.readouterr().out.splitlines() if line.startswith("Epoch")]
    assert shown == [f"Epoch {i}/5" for i in range(1, 6)]


@pytest.mark.parametrize("n_batch", [1, 3])  # one call for all epochs, and one for each
def test_a_training_ends_in_the_first_epoch_whose_loss_is_no_number(keras, new_model, n_batch):
    model, losses = new_model(), []

    def note(epoch, logs):
        losses.append(logs["loss"])
        model.optimizer.learning_rate = 1e9 if epoch == 1 else 0.2

    callback = keras.callbacks.LambdaCallback(on_epoch_end=note)
    with pytest.raises(FloatingPointError, match="loss is (nan|inf).*smaller learning rate"):
        fit(model, Stream(), 100, n_batch, n_epoch=9, verbose=0, callbacks=[callback])
    assert np.isfinite(losses).tolist() == [True, True, False]


@pytest.mark.parametrize("sizes", [(10, 2, 0), (10, 0, 1), (0, 2, 1)])
def test_sizes_of_0_are_refused(new_model, sizes):
    with pytest.raises(ValueError, match="^0 is not a whole number from 1 "):
        fit(new_model(), Stream(), *sizes, verbose=0)


def test_fewer_new_examples_than_asked_are_refused(new_model):
    stream = Stream()
    with pytest.raises(ValueError, match="19 examples, not 20"):
        fit(new_model(), lambda n: stream(n - 1), 10, n_batch=2, n_epoch=2, verbose=0)


def test_a_training_whose_last_update_spoils_the_weights_is_told_of(new_model):
    """The only loss was measured before the only update."""
    model = new_model()
    model.optimizer.learning_rate = 1e300
    with pytest.raises(FloatingPointError, match="loss is nan.*smaller learning rate"):
        fit(model, Stream(), n_examples=2, n_batch=2, n_epoch=1, verbose=0)


def test_with_16_bits_the_default_learning_rate_is_not_to_blame(keras, monkeypatch, new_model):
    monkeypatch.setattr("keras.config.floatx", lambda: "float16")
    with pytest.raises(FloatingPointError, match=r"loss is nan\. Try float32 in keras\.json\.$"):
        check_finite(new_model(), float("nan"))
