import numpy as np
import pytest

import addition_lstm_mapping
import addition_mlp
import addition_seq2seq

# script: arguments of create_model, and the layers that they give with their output shapes
MODELS = {
    "stage 1": (
        addition_lstm_mapping,
        (2, [10], 0.001),
        [("LSTM", (None, 10)), ("Dense", (None, 1))],
    ),
    "stage 1, stacked": (
        addition_lstm_mapping,
        (3, [6, 5, 2], 0.001),
        [
            ("LSTM", (None, 3, 6)),
            ("LSTM", (None, 3, 5)),
            ("LSTM", (None, 2)),
            ("Dense", (None, 1)),
        ],
    ),
    "stage 2": (
        addition_mlp,
        (2, [4, 2], 0.001),
        [("Dense", (None, 4)), ("Dense", (None, 2)), ("Dense", (None, 1))],
    ),
    "stage 2, deeper": (
        addition_mlp,
        (5, [7, 5, 3], 0.001),
        [("Dense", (None, 7)), ("Dense", (None, 5)), ("Dense", (None, 3)), ("Dense", (None, 1))],
    ),
    "stage 3": (
        addition_seq2seq,
        (5, 2, 12, [100, 50], 0.001),
        [
            ("LSTM", (None, 100)),
            ("RepeatVector", (None, 2, 100)),
            ("LSTM", (None, 2, 50)),
            ("TimeDistributed", (None, 2, 12)),
        ],
    ),
}


@pytest.mark.parametrize("name", MODELS)
def test_layers_and_their_output_shapes(keras, name):
    script, arguments, layers = MODELS[name]
    model = script.create_model(*arguments)
    assert [(type(layer).__name__, layer.output.shape) for layer in model.layers] == layers


@pytest.mark.parametrize(
    "name, shape",
    [("stage 1", (None, 2, 1)), ("stage 2", (None, 2)), ("stage 3", (None, 5, 12))],
)
def test_input_shapes(keras, name, shape):
    script, arguments, _ = MODELS[name]
    assert script.create_model(*arguments).input_shape == shape


@pytest.mark.parametrize(
    "name, loss",
    [
        ("stage 1", "mean_squared_error"),
        ("stage 2", "mean_squared_error"),
        ("stage 3", "categorical_crossentropy"),
    ],
)
def test_loss_and_optimizer_are_the_tutorials(keras, name, loss):
    script, (*sizes, _), _ = MODELS[name]
    model = script.create_model(*sizes, 0.25)
    assert model.loss == loss
    assert isinstance(model.optimizer, keras.optimizers.Adam)
    assert float(model.optimizer.learning_rate) == 0.25


def test_stage_3_ends_in_probabilities(eager):
    model = addition_seq2seq.create_model(5, 2, 12, [8, 4], 0.001)
    result = model.predict(np.random.default_rng(1).random((3, 5, 12)), verbose=0)
    assert (result >= 0).all()
    np.testing.assert_allclose(result.sum(axis=-1), 1, rtol=1e-5)


@pytest.mark.parametrize("name", ["stage 1", "stage 1, stacked", "stage 3"])
def test_unrolled_or_not_the_predictions_are_the_same(keras, eager, name):
    script, arguments, _ = MODELS[name]
    model = script.create_model(*arguments)
    config = model.get_config()
    lstms = [layer for layer in config["layers"] if layer["class_name"] == "LSTM"]
    for layer in lstms:
        layer["config"]["unroll"] = not layer["config"]["unroll"]
    other_way = keras.Sequential.from_config(config)
    other_way.set_weights(model.get_weights())

    X = np.random.default_rng(1).random((20, *model.input_shape[1:]))
    result = model.predict(X, verbose=0)
    assert np.ptp(result) > 0
    np.testing.assert_allclose(result, other_way.predict(X, verbose=0), rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize(
    "script, arguments, n_steps",
    [
        (addition_lstm_mapping, ([2, 2], 0.001), 101),
        (addition_seq2seq, (2, 12, [2, 2], 0.001), 101),
    ],
)
def test_a_long_question_is_not_unrolled(keras, script, arguments, n_steps):
    """With 1000 steps the building of an unrolled model would take minutes."""
    model = script.create_model(n_steps, *arguments)
    assert not any(layer.unroll for layer in model.layers if layer.input.shape[1] == n_steps)
