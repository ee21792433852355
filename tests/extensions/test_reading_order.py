"""Reading order: what each network reads, and what the probes are fitted and scored on."""

import pytest

from extensions import reading_order
from extensions.shared import curriculum, probing
from extensions.shared.curriculum import settings_of
from tests.extensions.spying import pairs_of


@pytest.mark.parametrize("question, is_reversed", reading_order.READS.items())
def test_probes_read_questions_that_were_never_trained_on(
    eager, fed, monkeypatch, question, is_reversed
):
    """Each network reads as its name says. Its training has no more epochs than it should."""
    for name in ("N_TEST", "N_HARD", "N_VALIDATION"):
        monkeypatch.setattr(curriculum, name, 120)
    monkeypatch.setattr(probing, "N_FITTED", 50)
    probed = []

    def probe_all(task, networks, fitted_on, scored_on, n_places):
        assert (len(fitted_on), len(scored_on)) == (50, 50)
        assert task.strings([(123, 456)], [579])[0] == [question]
        probed.extend(fitted_on + scored_on)
        return {"probe carry, trained": [0.5]}

    monkeypatch.setattr(probing, "probe_all", probe_all)
    sizes = {"n_examples": 100, "n_batch": 100, "n_epoch": 3, "units": (4, 4)}
    settings = settings_of(3, reverse_question=is_reversed, **sizes)
    result = reading_order.train(1, callbacks=[], **settings)
    assert set(result["scores"]) == {"uniform numbers", "probe carry, trained"}
    assert len(fed) == 3 and len(set(probed)) == 100
    step = -1 if is_reversed else 1
    trained = set().union(*(pairs_of(X[:, ::step]) for X in fed))
    assert trained.isdisjoint(tuple(sorted(pair)) for pair in probed)
