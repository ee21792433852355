"""Probing: the encoder's outputs against an LSTM in NumPy, and what a probe can read."""

from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from threadpoolctl import threadpool_info, threadpool_limits

from extensions.shared import probing
from extensions.shared.probing import (
    components,
    digits_of,
    encoder_outputs,
    fit_sums,
    probe,
    probe_all,
)
from extensions.shared.tasks import Task


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


def test_the_outputs_after_each_character_are_those_of_an_lstm_in_numpy(eager, keras):
    model = Task(10).create_model(0.001)
    X, _ = Task(10).encode([(3, 10), (10, 10), (1, 2)], [13, 20, 3])
    outputs = encoder_outputs(model, X)
    assert outputs.shape == (3, 5, 100)
    np.testing.assert_allclose(outputs, lstm(X, *model.layers[0].get_weights()), atol=1e-6)
    # the last one is what the decoder gets
    handed_over = keras.Model(model.inputs[0], model.layers[1].output)(X)
    np.testing.assert_allclose(outputs[:, -1], np.asarray(handed_over)[:, 0], atol=1e-6)


@given(st.lists(st.tuples(st.integers(1, 999), st.integers(1, 999)), min_size=1), st.integers(2, 3))
def test_digits_are_those_of_the_written_numbers(pairs, n_places):
    digits = digits_of(pairs, n_places)
    assert len(digits) == 3 * n_places + 1
    for i, (a, b) in enumerate(pairs):
        for name, number in {"first": a, "second": b, "sum": a + b}.items():
            written = f"{number:04d}"
            for place, char in zip(("ones", "tens", "hundreds")[:n_places], written[::-1]):
                assert digits[f"{name} {place}"][i] == int(char)
        assert digits["carry"][i] == (int(str(a)[-1]) + int(str(b)[-1]) > 9)


def test_a_probe_finds_a_label_that_vectors_hold_and_nothing_in_noise():
    random = np.random.default_rng(1)
    labels, noise = random.integers(10, size=600), random.normal(size=(600, 10))
    vectors = noise + 10 * np.eye(10)[labels]
    assert probe(vectors[:400], labels[:400], vectors[400:], labels[400:]) == 1
    assert probe(noise[:400], labels[:400], noise[400:], labels[400:]) < 0.25


def test_a_fit_reads_sums_that_vectors_hold_and_nothing_in_noise():
    random = np.random.default_rng(1)
    sums, noise = random.integers(2, 199, size=600), random.normal(size=(600, 10))
    vectors = noise.copy()
    vectors[:, 3] = 5 * sums + 7
    r2, rounded = fit_sums(vectors[:400], sums[:400], vectors[400:], sums[400:])
    assert rounded > 0.95 and r2 > 0.999
    r2, rounded = fit_sums(noise[:400], sums[:400], noise[400:], sums[400:])
    assert rounded < 0.1 and r2 < 0.2


def test_fits_are_on_one_thread_so_that_they_do_not_depend_on_jobs(monkeypatch):
    threads, scaled = [], probing.scaled

    def spying(model):
        threads.extend(library["num_threads"] for library in threadpool_info())
        return scaled(model)

    monkeypatch.setattr(probing, "scaled", spying)
    vectors, labels = np.eye(4), [0, 1, 0, 1]
    with threadpool_limits(2):
        for fit in probe, fit_sums:
            fit(vectors, labels, vectors, labels)
    assert threads and set(threads) == {1}


@pytest.fixture
def forgetful(keras):
    """Make an encoder whose output is the character that it has read last, and nothing else."""

    def forgetful(strength):
        model = keras.Sequential([keras.Input((5, 12)), keras.layers.LSTM(12)])
        kernel, recurrent_kernel, bias = model.get_weights()
        kernel[:], recurrent_kernel[:] = 0, 0
        kernel[:, 24:36] = strength * np.eye(12)  # the new value of each cell
        # the gates: what is new comes in, what is old is forgotten, and all goes out
        bias[:] = np.repeat([200, -200, 0, 200], 12)
        model.set_weights([kernel, recurrent_kernel, bias])
        return model

    return forgetful


def test_all_probes_look_where_they_should(eager, forgetful):
    """The encoder holds one character at a time. The one before the training holds none."""
    rng = Random(1)
    pairs = [(rng.randint(10, 99), rng.randint(10, 99)) for _ in range(400)]
    scores = probe_all(
        forgetful(1),
        before=forgetful(0),
        encode=lambda pairs: Task(99).encode(pairs, list(map(sum, pairs)))[0],
        fitted_on=pairs[:200],
        scored_on=pairs[200:],
        n_places=2,
        seed=1,
    )
    digits, whens = digits_of(pairs, 2), ("trained", "untrained", "shuffled")
    assert set(scores) == {f"probe {digit}, {when}" for digit in digits for when in whens}
    places = {"first tens": 0, "first ones": 1, "second tens": 3, "second ones": 4}  # in '12+50'
    for digit, place in places.items():
        shares = scores[f"probe {digit}, trained"]
        assert shares[place] == 1
        assert all(share < 0.3 for i, share in enumerate(shares) if i != place)
    assert all(share < 0.3 for share in scores["probe sum ones, trained"])
    assert 0.6 < scores["probe carry, trained"][4] < 1  # the last digit tells something about it
    for digit in digits:
        untrained = scores[f"probe {digit}, untrained"]
        assert len(scores[f"probe {digit}, trained"]) == len(untrained) == 5
        assert len(set(untrained)) == 1  # the most frequent, whatever it has read
        assert scores[f"probe {digit}, shuffled"] < 0.65
    assert scores["probe second ones, shuffled"] < 0.3


def test_components_are_those_of_a_singular_value_decomposition():
    vectors = np.random.default_rng(1).normal(size=(50, 4)) * [5, 1, 0.1, 2] + 7
    centred = vectors - vectors.mean(axis=0)
    U, S, _ = np.linalg.svd(centred, full_matrices=False)
    np.testing.assert_allclose(abs(components(vectors)), abs(U * S)[:, :2], atol=1e-8)
