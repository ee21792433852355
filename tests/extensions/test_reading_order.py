"""Reading order: what each network reads, and what the probes are fitted and scored on."""

from itertools import product
from random import Random

import numpy as np
import pytest
import sklearn.preprocessing
from threadpoolctl import threadpool_info, threadpool_limits

from extensions import reading_order
from extensions.encoder_vector import fit_sums
from extensions.reading_order import probe, probe_all
from extensions.shared import hard_sums
from extensions.shared.curriculum import settings_of
from extensions.shared.tasks import Task
from tests.extensions.spying import pairs_of


@pytest.mark.parametrize("question, is_reversed", reading_order.READS.items())
def test_probes_read_questions_that_were_never_trained_on(
    eager, fed, monkeypatch, question, is_reversed
):
    """Each network reads as its name says."""
    for name in ("N_TEST", "N_HARD", "N_VALIDATION"):
        monkeypatch.setattr(hard_sums, name, 120)
    monkeypatch.setattr(reading_order, "N_FITTED", 50)
    probed = []

    def probe_all(task, networks, fitted_on, scored_on, n_places):
        assert (len(fitted_on), len(scored_on)) == (50, 50)
        assert task.strings([(123, 456)], [579])[0] == [question]
        probed.extend(tuple(sorted(pair)) for pair in fitted_on + scored_on)
        return {"probe carry, trained": [0.5]}

    monkeypatch.setattr(reading_order, "probe_all", probe_all)
    sizes = {"n_examples": 100, "n_batch": 100, "n_epoch": 3, "units": (4, 4)}
    settings = settings_of(3, reverse_question=is_reversed, **sizes)
    result = reading_order.run(seed=1, callbacks=[], **settings)
    assert set(result["scores"]) == {"uniform numbers", "probe carry, trained"}
    assert len(fed) == 3 and len(set(probed)) == 100
    trained = (pairs_of(X[:, :: -1 if is_reversed else 1]) for X in fed)
    assert set().union(*trained).isdisjoint(probed)


@pytest.mark.parametrize("fit", [probe, lambda *of: fit_sums(*of[:2], 2)])
def test_fits_are_on_one_thread_so_that_they_do_not_depend_on_jobs(monkeypatch, fit):
    threads, scaler = [], sklearn.preprocessing.StandardScaler

    def spying():
        threads.extend(library["num_threads"] for library in threadpool_info())
        return scaler()

    monkeypatch.setattr(sklearn.preprocessing, "StandardScaler", spying)
    with threadpool_limits(2):
        fit(np.eye(4), [0, 1, 0, 1], np.eye(4), [0, 1, 0, 1])
    assert threads and set(threads) == {1}


def test_no_probe_is_scored_on_what_it_is_fitted_on(keras, eager, monkeypatch):
    """Labels by chance can be read from no other vectors."""

    def labels_by_chance(pairs, n_places):
        return {"any": [Random(f"{pair}").randrange(10) for pair in pairs]}

    monkeypatch.setattr(reading_order, "digits_of", labels_by_chance)
    task, pairs = Task(99), Random(1).sample(list(product(range(10, 100), repeat=2)), 400)
    networks = {"untrained": task.create_model(0.01)}
    scores = probe_all(task, networks, pairs[:150], pairs[150:], n_places=2)
    assert max(scores["probe any, untrained"]) < 0.2


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
    """The encoder holds one character at a time. The one before the training holds none.

    In questions such as '15+32' the last character tells the ones and the carry, and the first one
    tells the tens but for the carry.
    """
    rng = Random(1)
    pairs = [(rng.randint(1, 9) * 10 + 5, 30 + rng.randint(0, 9)) for _ in range(400)]
    networks = {"trained": forgetful(keras, 1), "untrained": forgetful(keras, 0)}
    scores = probe_all(Task(99), networks, pairs[:200], pairs[200:], n_places=2)
    digits = {"sum tens": 0, "sum ones": 4, "carry": 4}  # and the places that tell them
    assert set(scores) == {f"probe {digit}, {when}" for digit in digits for when in networks}
    for digit, place in digits.items():
        told = scores[f"probe {digit}, trained"].pop(place)
        assert 0.4 < told < 0.6 if digit == "sum tens" else told == 1
        assert max(scores[f"probe {digit}, trained"]) < (0.6 if digit == "carry" else 0.3)
        # the most frequent, whatever it has read
        assert len(set(scores[f"probe {digit}, untrained"])) == 1
