"""Probing: the encoder's outputs against an LSTM in NumPy, and what a probe can read."""

from random import Random

import numpy as np
from scipy.special import expit
from threadpoolctl import threadpool_info, threadpool_limits

from extensions.shared import probing
from extensions.shared.probing import digits_of, encoder_outputs, fit_sums, probe, probe_all
from extensions.shared.tasks import Task
from extensions.shared.training import train


def lstm(X, kernel, recurrent_kernel, bias):
    """An LSTM computed step by step (Hochreiter & Schmidhuber 1997): its output at every step."""
    h = c = np.zeros((len(X), len(recurrent_kernel)))
    outputs = []
    for x in X.swapaxes(0, 1):
        i, f, new, o = np.split(x @ kernel + h @ recurrent_kernel + bias, 4, axis=1)
        c = expit(f) * c + expit(i) * np.tanh(new)
        h = expit(o) * np.tanh(c)
        outputs.append(h)
    return np.stack(outputs, axis=1)


def test_the_outputs_after_each_character_are_those_of_an_lstm_in_numpy(eager, keras):
    task, pairs = Task(10), [(3, 10), (10, 10), (1, 2)]
    model, (X, _) = task.create_model(0.001), task.encode(pairs, [13, 20, 3])
    outputs = encoder_outputs(task, model, pairs)
    assert outputs.shape == (3, 5, 100)
    np.testing.assert_allclose(outputs, lstm(X, *model.layers[0].get_weights()), atol=1e-6)
    # the last one is what the decoder gets
    handed_over = model.layers[1](model.layers[0](X))
    np.testing.assert_allclose(outputs[:, -1], np.asarray(handed_over)[:, 0], atol=1e-6)


def test_before_its_training_a_network_is_as_it_starts(keras):
    sizes = {"n_examples": 1, "n_batch": 1, "n_epoch": 0, "learning_rate": 0.1}
    models = (
        train(Task(10).create_model, None, 3, [], **sizes),
        probing.before_training(Task(10), 3),
    )
    for theirs, ours in zip(*(model.get_weights() for model in models), strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_a_fit_reads_sums_that_vectors_hold_in_new_vectors_too():
    random = np.random.default_rng(1)
    sums, noise = random.integers(2, 199, size=600), random.normal(size=(600, 10))
    vectors = noise.copy()
    vectors[:, 3] = 5 * sums + 7
    r2, rounded = fit_sums(vectors, sums, 400)
    assert rounded > 0.95 and r2 > 0.999


def test_fits_are_on_one_thread_so_that_they_do_not_depend_on_jobs(monkeypatch):
    threads, scaled = [], probing.scaled

    def spying(model):
        threads.extend(library["num_threads"] for library in threadpool_info())
        return scaled(model)

    monkeypatch.setattr(probing, "scaled", spying)
    vectors, labels = np.eye(4), [0, 1, 0, 1]
    with threadpool_limits(2):
        probe(vectors, labels, vectors, labels)
        assert threads and set(threads) == {1}
        threads.clear()
        fit_sums(vectors, labels, 2)
        assert threads and set(threads) == {1}


def forgetful(keras, strength):
    """Make an encoder whose output is the character that it has read last, and nothing else."""
    model = keras.Sequential([keras.Input((5, 12)), keras.layers.LSTM(12)])
    kernel, recurrent_kernel, bias = map(np.zeros_like, model.get_weights())
    kernel[:, 24:36] = strength * np.eye(12)  # the new value of each cell
    # the gates: what is new comes in, what is old is forgotten, and all goes out
    bias[:] = np.repeat([200, -200, 0, 200], 12)
    model.set_weights([kernel, recurrent_kernel, bias])
    return model


def test_all_probes_look_where_they_should(eager, keras):
    """The encoder holds one character at a time. The one before the training holds none."""
    rng = Random(1)
    pairs = [(rng.randint(10, 99), rng.randint(10, 99)) for _ in range(400)]
    scores = probe_all(
        Task(99),
        {"trained": forgetful(keras, 1), "untrained": forgetful(keras, 0)},
        fitted_on=pairs[:200],
        scored_on=pairs[200:],
        n_places=2,
    )
    digits, whens = digits_of(pairs, 2), ("trained", "untrained")
    assert set(scores) == {f"probe {digit}, {when}" for digit in digits for when in whens}
    places = {"first tens": 0, "first ones": 1, "second tens": 3, "second ones": 4}  # in '12+50'
    for digit, place in places.items():
        shares = scores[f"probe {digit}, trained"]
        assert shares[place] == 1
        assert all(share < 0.3 for i, share in enumerate(shares) if i != place)
    assert all(share < 0.3 for share in scores["probe sum ones, trained"])
    assert 0.6 < scores["probe carry, trained"][4] < 1  # the last digit tells something about it
    for digit in digits:  # the most frequent, whatever it has read
        assert len(set(scores[f"probe {digit}, untrained"])) == 1
