from collections import namedtuple

import pytest

from extensions.shared import sweeps

Asked = namedtuple("Asked", "X result")


@pytest.fixture
def untrained(monkeypatch):
    """Fail at once where a training would begin: what must be refused was not."""

    def train_all(trainings, n_jobs):
        raise AssertionError(f"{trainings[0][0]} would be trained")

    monkeypatch.setattr(sweeps, "train_all", train_all)


@pytest.fixture
def axes_of(monkeypatch, tmp_path):
    """Draw a figure with plot(path, ...), and return its axes."""
    from matplotlib.figure import Figure

    drawn = []

    def keep(figure, path, **_):
        drawn.extend(figure.axes)
        path.touch()

    monkeypatch.setattr(Figure, "savefig", keep)
    return lambda plot, *arguments: plot(tmp_path / "figure.png", *arguments) or drawn


@pytest.fixture
def fed(keras, monkeypatch):
    """All that Keras is trained on, a list of arrays X."""
    batches, fit = [], keras.Model.fit

    def spying(model, X, y, **rest):
        batches.append(X)
        return fit(model, X, y, **rest)

    monkeypatch.setattr(keras.Model, "fit", spying)
    return batches


@pytest.fixture
def asked(keras, monkeypatch):
    """All that Keras is asked for, and what it answers."""
    batches = []

    def spy_on(name):
        method = getattr(keras.Model, name)

        def spying(model, X, **rest):
            batches.append(Asked(X, method(model, X, **rest)))
            return batches[-1].result

        monkeypatch.setattr(keras.Model, name, spying)

    spy_on("predict")
    spy_on("predict_on_batch")
    return batches
