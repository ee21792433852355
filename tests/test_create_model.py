import pytest

import addition_lstm_mapping
import addition_mlp
import addition_seq2seq

# arguments of create_model, and the model: its input, layers with the shapes of their outputs
MODELS = [
    (addition_lstm_mapping, {}, "2x1 LSTM 10 Dense 1"),
    (addition_lstm_mapping, {"n_numbers": 3, "units": [6, 5]}, "3x1 LSTM 3x6 LSTM 5 Dense 1"),
    (addition_mlp, {}, "2 Dense 4 Dense 2 Dense 1"),
    (addition_mlp, {"n_numbers": 5, "units": []}, "5 Dense 1"),
    (addition_seq2seq, {}, "5x12 LSTM 100 RepeatVector 2x100 LSTM 2x50 softmax 2x12"),
]


@pytest.mark.parametrize("script, arguments, described", MODELS)
def test_the_model_is_the_tutorials_unless_another_is_asked_for(
    keras, script, arguments, described
):
    model = script.create_model(**arguments, learning_rate=0.25)
    words = ["x".join(map(str, model.input_shape[1:]))]
    for layer in model.layers:
        inner = getattr(layer, "layer", None)  # of TimeDistributed: it is named by its activation
        name = inner.activation.__name__ if inner else type(layer).__name__
        words += [name, "x".join(map(str, layer.output.shape[1:]))]
    assert " ".join(words) == described
    is_3 = script is addition_seq2seq
    assert model.loss == ("categorical_crossentropy" if is_3 else "mean_squared_error")
    assert isinstance(model.optimizer, keras.optimizers.Adam)
    assert float(model.optimizer.learning_rate) == 0.25
    assert all(layer.unroll for layer in model.layers if isinstance(layer, keras.layers.LSTM))
