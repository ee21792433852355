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


def test_each_fit_learns_from_the_seen_pairs_and_the_control_is_the_network_at_the_start(
    eager, monkeypatch
):
    """A component has no direction: on the map the first one rises with the sum."""
    case = {"network": Task, "largest": 10, "held_out": 0.2, "callbacks": []}
    case |= {"n_examples": 20, "n_batch": 10, "n_epoch": 1}
    fits, fit_sums, components = [], encoder_vector.fit_sums, encoder_vector.components
    monkeypatch.setattr(encoder_vector, "fit_sums", lambda *of: fits.append(of) or fit_sums(*of))
    result = encoder_vector.run(1, learning_rate=0.03, **case)
    scores, dots = result["scores"], result["kept"]["map"]
    seen = sorted(total for total, is_seen in zip(dots["sums"], dots["is seen"]) if is_seen)
    for name, fit in zip(encoder_vector.READ_FROM, list(fits), strict=True):
        vectors, sums, n_seen = fit
        # of all questions up to 10: 5 one-hot characters, or the encoder's units
        assert vectors.shape == (100, 5 * 12 if "one-hot" in name else 100)
        assert sorted(sums[:n_seen]) == seen
        correlation = np.corrcoef(np.array(dots[name])[:, 0], dots["sums"])[0, 1]
        assert correlation > 0
        assert scores[f"{name} correlation"] == pytest.approx(correlation, abs=0.02)
        assert (scores[f"{name} R2"], scores[f"{name} rounded"]) == fit_sums(*fit)
    monkeypatch.setattr(encoder_vector, "components", lambda vectors: components(vectors) * [-1, 1])
    at_start = encoder_vector.run(1, learning_rate=0.0, **case)["kept"]["map"]
    assert dots["untrained"] == at_start["untrained"] == at_start["trained"] != dots["trained"]
