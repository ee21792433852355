import re

import pytest

from cli.repeating import each_seed, repeat, summary
from common.reporting import exact_match
from common.training import fit


def test_the_summary_of_several_scores():
    line = summary("rmse", [4.0, 1.0, 2.0, 9.0])
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

    def experiment(seed, n_epoch, units, train):
        print("what one run has to say")
        seen.append((seed, n_epoch, units, train.func, train.keywords["verbose"]))
        model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
        return model, {"loss": [1.0] * n_epoch}, [1] * 4, [1] * (seed - 4) + [0] * 9

    settings = {"seed": 5, "n_epoch": 2, "units": [4]}
    runs = repeat(experiment, settings, 3, ("exact match", exact_match))
    return seen, runs, capsys.readouterr().out.splitlines()


def test_each_run_has_the_next_seed_and_else_the_same_settings(repeated):
    seen, _, _ = repeated
    assert seen == [(seed, 2, [4], fit, 0) for seed in (5, 6, 7)]


def test_each_runs_score_is_shown_and_a_summary_but_not_its_epochs(repeated):
    _, _, lines = repeated
    *each, last = lines
    for line, seed, score in zip(each, (5, 6, 7), ("0.25", "0.50", "0.75"), strict=True):
        assert re.fullmatch(rf"seed {seed}: exact match {score}0000 in \d+\.\d s", line), line
    assert last == summary("exact match", [0.25, 0.5, 0.75])


def test_the_runs_come_back_without_their_models(repeated):
    _, runs, _ = repeated
    assert [model for model, *_ in runs] == [None, None, None]
    assert [history for _, history, *_ in runs] == [{"loss": [1.0, 1.0]}] * 3
    assert [predicted[:4].count(1) for *_, predicted in runs] == [1, 2, 3]


def fails_with(*failing):
    def run(seed):
        if seed in failing:
            raise FloatingPointError("The training has failed.")
        return seed * 10

    return run


def test_a_seed_that_fails_is_named_and_the_others_go_on(keras, capsys):
    done = each_seed(range(1, 5), fails_with(1, 3))
    assert [(seed, result) for seed, result, _ in done] == [(2, 20), (4, 40)]
    lines = capsys.readouterr().err.splitlines()
    assert lines == [f"seed {seed}: The training has failed." for seed in (1, 3)]


def test_if_all_seeds_fail_the_status_is_1(keras, capsys):
    with pytest.raises(SystemExit, match="1"):
        list(each_seed([1, 2], fails_with(1, 2)))
    assert len(capsys.readouterr().err.splitlines()) == 2


def test_a_single_seed_needs_no_name(keras, capsys):
    with pytest.raises(FloatingPointError):
        list(each_seed([1], fails_with(1)))
    assert capsys.readouterr().err == ""
