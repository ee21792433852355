"""Attention weights: they sum to one, and are those with which the model answers."""

import numpy as np

from extensions import attention_weights
from extensions.shared.tasks import AttentionDecoder, characters_before, predict
from tests.extensions.spying import pairs_of

PAIRS = [(3, 10), (10, 10), (1, 2), (7, 8)]


def softmax(x):
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def test_the_weights_sum_to_one_and_give_the_models_output(keras, eager):
    task = AttentionDecoder(10)
    model = task.create_model(0.001)
    X, y = task.encode(PAIRS, list(map(sum, PAIRS)))
    weights = attention_weights.attention_weights(model, X)
    assert weights.shape == (4, 2, 5)
    np.testing.assert_allclose(weights.sum(axis=-1), 1, atol=1e-6)
    assert (weights.std(axis=-1) > 0).all()
    # the rest of the network, by hand: the mean with these weights, beside the decoder's output
    (layer,) = (each for each in model.layers if each.name.startswith("attention"))
    decoded, encoded = keras.Model(model.inputs, layer.input).predict(X, verbose=0)
    kernel, bias = model.layers[-1].get_weights()
    output = softmax(np.concatenate([decoded, weights @ encoded], axis=-1) @ kernel + bias)
    np.testing.assert_allclose(output, predict(model, X), atol=1e-5)


def test_it_looks_while_the_decoder_reads_its_own_characters(eager, fed, monkeypatch):
    looked, weights_of = [], attention_weights.attention_weights

    def spying(model, X):
        looked.append((model, X, weights_of(model, X)))
        return looked[-1][-1]

    monkeypatch.setattr(attention_weights, "attention_weights", spying)
    case = {"network": AttentionDecoder, "largest": 30, "held_out": 0.2, "callbacks": []}
    sizes = {"n_examples": 200, "n_batch": 200, "n_epoch": 1, "learning_rate": 0.01}
    result = attention_weights.run(seed=1, **case, **sizes)
    ((model, (X, before), weights),) = looked
    task = AttentionDecoder(30)
    _, nothing = task.encode([(1, 1)] * len(X), [2] * len(X))
    answers = task.predict(model, [X, nothing])
    np.testing.assert_array_equal(before, characters_before(answers))
    # only held-out pairs of numbers with two digits
    pairs = pairs_of(X)
    assert all(min(pair) > 9 for pair in pairs)
    assert pairs.isdisjoint(set().union(*(pairs_of(question) for question, _ in fed)))
    assert len(X) > 20
    mean = result["scores"]["attention mean"]
    np.testing.assert_allclose(mean, weights.mean(axis=0), atol=1e-4)
