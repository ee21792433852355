"""Attention weights: they sum to one, and are those with which the model answers."""

import numpy as np

from extensions import attention_weights
from extensions.comparing import predict, seq2seq_10
from extensions.decoders import attention, characters_before
from tests.in_process import run

PAIRS = [(3, 10), (10, 10), (1, 2), (7, 8)]


def softmax(x):
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def test_the_weights_sum_to_one_and_give_the_models_output(keras):
    problem = attention(seq2seq_10())
    model = problem.create(0.001)
    X, y = problem.encode(PAIRS, list(map(sum, PAIRS)))
    weights = attention_weights.attention_weights(model, X)
    assert weights.shape == (4, 2, 5)
    np.testing.assert_allclose(weights.sum(axis=-1), 1, atol=1e-6)
    assert (weights.std(axis=-1) > 0).all()
    # the rest of the network, by hand: the mean with these weights, beside the decoder's output
    (layer,) = (each for each in model.layers if each.name.startswith("attention"))
    decoded, encoded = predict(keras.Model(model.inputs, layer.input), X)
    kernel, bias = model.layers[-1].get_weights()
    output = softmax(np.concatenate([decoded, weights @ encoded], axis=-1) @ kernel + bias)
    np.testing.assert_allclose(output, predict(model, X), atol=1e-5)


def test_the_decoder_reads_its_own_characters_while_it_is_watched(keras):
    problem = attention(seq2seq_10())
    model = problem.create(0.001)
    questions, answers, weights = attention_weights.look(problem, model, PAIRS)
    assert questions == [" 3+10", "10+10", "  1+2", "  7+8"]
    X, _ = problem.encode(PAIRS, list(map(sum, PAIRS)))
    result = problem.predict(model, X)
    assert answers == problem.decode(result)
    own = attention_weights.attention_weights(model, [X[0], characters_before(result)])
    np.testing.assert_array_equal(weights, own)


def test_a_tiny_run_prints_and_draws_the_mean_and_three_questions(keras, monkeypatch, tmp_path):
    def train(problem, seed):
        assert problem.n_epoch == 1
        return problem.create(0.001), {"never seen": [(3, 10), (10, 10), (12, 50), (50, 12)]}

    monkeypatch.setattr(attention_weights, "train", train)
    figure = tmp_path / "attention.svg"
    shown = run(attention_weights, "--epochs", 1, "--repeats", 2, "--plot", figure)
    assert (shown.status, shown.err) == (0, "")
    rows = [line.split() for line in shown.out.splitlines() if line.startswith(("units", "tens"))]
    assert len(rows) == 4
    for _, *weights in rows:
        assert np.isclose(sum(map(float, weights)), 1, atol=0.03)
    assert shown.out.count("=") == 6
    assert shown.out.count("The figure is in") == 1
    assert figure.exists()
