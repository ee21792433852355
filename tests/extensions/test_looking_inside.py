"""Looking inside: the encoder's outputs, the probes, the errors, and a small run."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extensions import looking_inside
from extensions.comparing import seq2seq_10
from extensions.looking_inside import (
    at_the_start,
    digits_of,
    encoder_outputs,
    probe,
    probe_all,
    sums_of,
    train,
)
from tests.in_process import refused, run


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def lstm(X, kernel, recurrent_kernel, bias):
    """An LSTM computed step by step (Hochreiter & Schmidhuber 1997): its output at every step."""
    units = len(recurrent_kernel)
    outputs = np.zeros((*X.shape[:2], units))
    h = c = np.zeros((len(X), units))
    for t in range(X.shape[1]):
        z = X[:, t] @ kernel + h @ recurrent_kernel + bias
        i, f, new, o = (z[:, n * units : (n + 1) * units] for n in range(4))
        c = sigmoid(f) * c + sigmoid(i) * np.tanh(new)
        h = outputs[:, t] = sigmoid(o) * np.tanh(c)
    return outputs


def test_the_outputs_after_each_character_are_those_of_an_lstm_in_numpy(keras):
    problem = seq2seq_10()
    model = problem.create(0.001)
    pairs = [(3, 10), (10, 10), (1, 2)]
    X, _ = problem.encode(pairs, sums_of(pairs))
    outputs = encoder_outputs(model, X)
    assert outputs.shape == (3, 5, 100)
    np.testing.assert_allclose(outputs, lstm(X, *model.layers[0].get_weights()), atol=1e-6)
    # the last one is what the decoder gets
    handed_over = keras.Model(model.inputs[0], model.layers[1].output)(X)
    np.testing.assert_allclose(outputs[:, -1], np.asarray(handed_over)[:, 0], atol=1e-6)


@given(st.lists(st.tuples(st.integers(1, 999), st.integers(1, 999)), min_size=1), st.integers(2, 3))
def test_digits_are_those_of_the_written_numbers(pairs, n_places):
    digits = digits_of(pairs, n_places)
    for i, (a, b) in enumerate(pairs):
        for name, number in {"first": a, "second": b, "sum": a + b}.items():
            written = f"{number:04d}"
            for place, char in zip(("units", "tens", "hundreds")[:n_places], written[::-1]):
                assert digits[f"{name} {place}"][i] == int(char)
        assert digits["carry"][i] == (int(str(a)[-1]) + int(str(b)[-1]) > 9)


def test_a_probe_finds_a_label_that_vectors_hold_and_nothing_in_noise():
    random = np.random.default_rng(1)
    labels, noise = random.integers(10, size=600), random.normal(size=(600, 10))
    vectors = noise + 10 * np.eye(10)[labels]
    assert probe(vectors[:400], labels[:400], vectors[400:], labels[400:]) == 1
    assert probe(noise[:400], labels[:400], noise[400:], labels[400:]) < 0.25


def test_all_probes_look_where_they_should(keras, monkeypatch):
    """The encoder is replaced by one that hands over exactly one digit at each character."""
    pairs = [(a, b) for a in range(1, 30) for b in range(1, 30)]
    held = ["first units", "second tens", "sum units"]

    def encoder_outputs(model, pairs):
        digits = digits_of(pairs, 2)
        if model == "before":
            return np.stack([np.eye(10)[digits["carry"]]], axis=1)
        return np.stack([np.eye(10)[digits[name]] for name in held], axis=1)

    monkeypatch.setattr(looking_inside, "encoder_outputs", encoder_outputs)
    scores = probe_all("model", "before", list, pairs[::3], pairs[1::3], 2, seed=1)
    assert list(scores) == list(digits_of(pairs, 2))
    for i, name in enumerate(held):
        assert scores[name][i] == 1
    assert scores["carry"][3] == 1  # the third output is the model's last: the control comes after
    assert scores["sum units"][3] < 0.5
    assert scores["sum units"][4] < 0.3  # shuffled labels
    assert scores["first tens"][1] < 0.9


def test_the_control_has_the_weights_with_which_the_training_starts(keras):
    problem = seq2seq_10()._replace(n_examples=10, n_epoch=1, learning_rate=lambda n_steps: 0.0)
    model, pairs = train(problem, seed=3)
    before = at_the_start(3, problem.create, 0.001)
    for weights, at_first in zip(model.get_weights(), before.get_weights()):
        np.testing.assert_array_equal(weights, at_first)
    assert {tuple(sorted(pair)) for pair in pairs["seen"]}.isdisjoint(
        tuple(sorted(pair)) for pair in pairs["never seen"]
    )


def test_a_tiny_run_prints_and_draws_every_part(keras, monkeypatch, tmp_path):
    def train(problem, seed):
        assert problem.n_epoch == 1
        pairs = [(a, b) for a in range(1, 11) for b in range(1, 11)]
        return problem.create(0.001), {"seen": pairs[::3], "never seen": pairs[1::3]}

    def larger_numbers(digits, units, reverse_question, n_epoch, **_):
        assert n_epoch == 1
        pairs = [(a, b) for a in range(101, 900, 197) for b in range(105, 1000, 111)]
        model = looking_inside.larger_numbers.create_model(digits, units, 0.001)
        return model, {}, {"uniform numbers": (pairs, [str(a + b) for a, b in pairs])}

    monkeypatch.setattr(looking_inside, "SIZES", {10: seq2seq_10})  # one of the two is enough
    monkeypatch.setattr(looking_inside, "train", train)
    monkeypatch.setattr(looking_inside, "probe", lambda *_: 0.5)  # nearly 300 would take seconds
    monkeypatch.setattr(looking_inside.larger_numbers, "larger_numbers", larger_numbers)
    figure = tmp_path / "inside.svg"
    shown = run(looking_inside, "--epochs", 1, "--plot", figure)
    assert (shown.status, shown.err) == (0, "")
    assert figure.read_text().count("second principal component") == 1
    assert shown.out.count("What a probe reads, in %") == 3
    assert shown.out.count("reads 654+321, seed 1: exact match 100.00%") == 1
    assert len(re.findall(r"never seen sums has R2 -?\d+\.\d{4}$", shown.out, re.M)) == 2
    assert len(re.findall(r"^sum hundreds( +\d+){9}$", shown.out, re.M)) == 2


def test_an_unknown_part_is_refused():
    assert "order" in refused(looking_inside, "--parts", "addition")


@pytest.mark.parametrize("option", [("--epochs", 0), ("--repeats", 0), ("--plot", "no/where.png")])
def test_wrong_options_are_refused(option):
    assert option[0] in refused(looking_inside, *option)
