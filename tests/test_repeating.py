import re

import pytest

from common.repeating import repeat, spread
from common.reporting import exact_match
from common.stages import Run


def test_the_spread_of_several_scores():
    line = spread("rmse", [4.0, 1.0, 2.0, 9.0])
    assert "4 runs" in line
    for figure in (
        "median 3.000000",
        "mean 4.000000",
        "standard deviation 3.559026",
        "lowest 1.000000",
        "highest 9.000000",
    ):
        assert figure in line


@pytest.fixture
def repeated(keras, capsys):
    seen = []

    def experiment(seed, n_epoch, verbose, callbacks, units):
        print("what one run has to say")
        seen.append((seed, n_epoch, verbose, units))
        model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
        return Run(model, {"loss": [1.0] * n_epoch}, [1] * 4, [1] * (seed - 4) + [0] * 9)

    settings = {"seed": 5, "n_epoch": 2, "verbose": 2, "units": [4]}
    runs = repeat(experiment, settings, 3, ("exact match", exact_match))
    return seen, runs, capsys.readouterr().out.splitlines()


def test_each_run_has_the_next_seed_and_else_the_same_settings(repeated):
    seen, _, _ = repeated
    assert [(seed, n_epoch, units) for seed, n_epoch, _, units in seen] == [
        (5, 2, [4]),
        (6, 2, [4]),
        (7, 2, [4]),
    ]


def test_each_runs_score_is_shown_and_their_spread_but_not_its_epochs(repeated):
    _, _, lines = repeated
    *each, last = lines
    for line, seed, score in zip(each, (5, 6, 7), ("0.25", "0.50", "0.75"), strict=True):
        assert re.fullmatch(rf"seed {seed}: exact match {score}0000 in \d+\.\d s", line), line
    assert last == spread("exact match", [0.25, 0.5, 0.75])


def test_the_runs_come_back_without_their_models(repeated):
    _, runs, _ = repeated
    assert [run.model for run in runs] == [None, None, None]
    assert [run.history for run in runs] == [{"loss": [1.0, 1.0]}] * 3
