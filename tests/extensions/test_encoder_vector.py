"""The encoder's vector: what is read from it, beside the control."""

import numpy as np
import pytest

from extensions import encoder_vector
from extensions.shared.tasks import Task


def test_a_fit_reads_sums_that_vectors_hold_in_new_vectors_too():
    random = np.random.default_rng(1)
    sums, noise = random.integers(2, 199, size=600), random.normal(size=(600, 200))
    vectors = noise[:, :10].copy()
    vectors[:, 3] = 5 * sums + 7
    r2, rounded = encoder_vector.fit_sums(vectors, sums, 400)
    assert rounded > 0.95 and r2 > 0.999
    r2, rounded = encoder_vector.fit_sums(noise, sums, 400)  # where nothing is to be read
    assert rounded < 0.05 and r2 < 0


def read(learning_rate):
    """Train with a learning rate, and read from the vectors."""
    case = {"network": Task, "largest": 10, "held_out": 0.2, "callbacks": []}
    sizes = {"n_examples": 20, "n_batch": 10, "n_epoch": 1, "learning_rate": learning_rate}
    result = encoder_vector.run(1, **case, **sizes)
    return result["scores"], result["kept"]["map"]


def test_the_fit_learns_from_the_seen_pairs_and_is_scored_on_the_others(eager, monkeypatch):
    fits, fit_sums = [], encoder_vector.fit_sums
    monkeypatch.setattr(encoder_vector, "fit_sums", lambda *of: fits.append(of) or fit_sums(*of))
    scores, dots = read(0.03)
    for vectors, sums, n_seen in fits:
        assert len(vectors) == len(sums) == 100 and n_seen == sum(dots["is seen"])
    assert [scores[f"{when} R2"] for when in ("untrained", "trained")] == [
        fit_sums(*of)[0] for of in fits
    ]


def test_the_control_is_the_network_with_which_the_training_starts(eager, monkeypatch):
    """A component has no direction: on the map the first one rises with the sum."""
    scores, dots = read(0.03)
    components = encoder_vector.components
    monkeypatch.setattr(encoder_vector, "components", lambda vectors: components(vectors) * [-1, 1])
    _, untrained = read(0.0)
    assert dots["untrained"] == untrained["untrained"] == untrained["trained"] != dots["trained"]
    for when in ("untrained", "trained"):
        correlation = np.corrcoef(np.array(dots[when])[:, 0], dots["sums"])[0, 1]
        assert correlation > 0
        assert scores[f"{when} correlation"] == pytest.approx(correlation, abs=0.02)
        assert scores[f"{when} R2"] > 0.8 and 0 <= scores[f"{when} rounded"] <= 1
    assert len(dots["sums"]) == len(dots["is seen"]) == 100  # all questions up to 10
