"""Units needed, and a number as the answer: what is trained, and under which name."""

import pytest

from extensions import number_out, units_needed
from extensions.shared import sweeps
from extensions.shared.tasks import Task


def test_both_questions_train_the_same_network_under_the_same_settings(monkeypatch):
    """So that each of them finds what the other has left."""
    swept = []

    def sweep(options, question, cases, run):
        settings = {"network": Task, "largest": 999, "units": (100, 50)}
        (case,) = (case for case in cases.values() if settings.items() <= case.items())
        swept.append((question, case, run))
        raise SystemExit

    monkeypatch.setattr(sweeps, "sweep", sweep)
    for module, more in ((units_needed, ["--units", "100"]), (number_out, [])):
        monkeypatch.setattr("sys.argv", ["name", "--largest", "999", *more])
        with pytest.raises(SystemExit):
            module.main()
    first, second = swept
    assert first == second
