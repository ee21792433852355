"""Units needed, and a number as the answer: what is trained, and under which name."""

import pytest

from extensions import number_out, units_needed
from extensions.shared import sweeps

TINY = {"n_test": 60, "n_examples": 100, "n_batch": 100, "n_epoch": 1, "learning_rate": 0.01}


def test_the_network_has_as_many_units_as_it_says(eager):
    result = units_needed.train("tutorial's network", 60, (12, 6), 1, [], **TINY)
    assert result["weights"] == 4 * 12 * (12 + 12 + 1) + 4 * 6 * (12 + 6 + 1) + 12 * (6 + 1)


def test_both_questions_train_the_same_network_under_the_same_settings(eager, monkeypatch):
    """So that each of them finds what the other has left."""
    swept = {}

    def keep(options, question, cases, train, needs):
        settings = {"network": "tutorial's network", "largest": 999, "units": (100, 50)}
        (case,) = (case for case in cases.values() if settings.items() <= case.items())
        swept[question, train] = case
        raise SystemExit

    monkeypatch.setattr(sweeps, "sweep", keep)
    monkeypatch.setattr(number_out, "sweep", keep)
    for module, more in ((units_needed, ["--units", "100"]), (number_out, [])):
        monkeypatch.setattr("sys.argv", ["name", "--largest", "999", *more])
        with pytest.raises(SystemExit):
            module.main()
    assert {question for question, _ in swept} == {"new pairs"}
    first, second = swept.values()
    assert first == second
    # and it comes out the same
    first, second = (train(seed=1, callbacks=[], **first | TINY) for _, train in swept)
    assert first == second and set(first["scores"]) == {"right", "median error"}
