import re
from functools import partial
from time import sleep

import pytest
from joblib.externals.loky import get_reusable_executor

from cli.repeating import repeat, summary, train_all, train_one
from common.reporting import exact_match
from common.training import fit
from tests.in_process import Terminal
from tests.subprocesses import FAKE_KERAS


def test_the_summary_of_several_scores():
    assert summary("rmse", [4.0, 1.0, 2.0, 9.0]) == (
        "rmse of 4 runs: median 3.000000, mean 4.000000, standard deviation 3.559026, "
        "lowest 1.000000, highest 9.000000"
    )


def test_each_run_has_the_next_seed_and_else_the_same_settings(keras, capsys):
    """Its score is shown, and a summary, but not what it prints. Its model is not kept."""
    seen = []

    def experiment(seed, n_epoch, units, train):
        print("what one run has to say")
        seen.append((seed, n_epoch, units, train.func, train.keywords["verbose"]))
        return keras.Sequential(), {"loss": [1.0]}, [1] * 4, [1] * (seed - 4) + [0] * (8 - seed)

    settings = {"seed": 5, "n_epoch": 2, "units": [4]}
    runs = repeat(experiment, settings, 3, 1, ("exact match", exact_match))
    assert seen == [(seed, 2, [4], fit, 0) for seed in (5, 6, 7)]
    *each, last = capsys.readouterr().out.splitlines()
    for line, seed, score in zip(each, (5, 6, 7), ("0.25", "0.50", "0.75"), strict=True):
        assert re.fullmatch(rf"seed {seed}: exact match {score}0000 in \d+\.\d s", line), line
    assert last == summary("exact match", [0.25, 0.5, 0.75])
    assert [(model, history) for model, history, *_ in runs] == [(None, {"loss": [1.0]})] * 3


def train(callbacks, number, failing):
    if number in failing:
        raise FloatingPointError("It has failed.")
    for callback in callbacks:
        callback.on_epoch_end(0, {"loss": 0.25})
        callback.on_train_end({})
    return number * 10


def trainings(*failing):
    numbers = (1, 2, 3)
    return [(f"seed {n}", 1, partial(train, number=n, failing=failing)) for n in numbers]


@pytest.fixture
def fake_keras(tmp_path, monkeypatch):
    """What other processes import in place of Keras, which would take them seconds."""
    (tmp_path / "keras.py").write_text(FAKE_KERAS)
    monkeypatch.syspath_prepend(str(tmp_path))
    yield
    get_reusable_executor().shutdown()  # else a later test gets the same processes


def test_one_that_fails_is_named_and_the_others_go_on_in_their_order(fake_keras, capsys):
    done = train_all(trainings(2), n_jobs=2)
    assert [result for result, _ in done] == [10, None, 30]
    assert capsys.readouterr() == ("", "seed 2: It has failed.\n")


def test_a_single_one_that_fails_is_named_and_ends_with_status_1(keras, capsys):
    assert train_one(*trainings()[0]) == 10
    with pytest.raises(SystemExit, match="1"):
        train_one(*trainings(1)[0])
    assert capsys.readouterr() == ("", "seed 1: It has failed.\n")


def test_if_all_fail_the_status_is_1(keras, capsys):
    def experiment(**_):
        raise FloatingPointError("It has failed.")

    with pytest.raises(SystemExit, match="1"):
        repeat(experiment, {"seed": 1, "n_epoch": 1}, 2, 1, ("exact match", exact_match))
    assert capsys.readouterr().err == "seed 1: It has failed.\nseed 2: It has failed.\n"


def test_a_terminal_is_shown_which_one_trains_and_its_loss(keras, monkeypatch):
    terminal = Terminal()
    monkeypatch.setattr("sys.stdout", terminal)
    monkeypatch.setenv("COLUMNS", "60")
    # tqdm draws the bar anew only after a tenth of a second
    monkeypatch.setattr(keras.utils, "clear_session", lambda: sleep(0.11))
    for _ in train_all(trainings()):
        pass
    assert re.search("seed 1: .*epoch 1, loss 0.25.*scoring", terminal.getvalue(), re.DOTALL)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("n_epoch", [18, 20])
def test_the_bar_ends_at_100_percent_after_as_many_epochs_or_more(keras, monkeypatch, n_epoch):
    """18 times 1/18 is more than 1, and tqdm would warn of that. A curriculum ends when it ends."""
    monkeypatch.setattr("sys.stdout", Terminal())

    def run(callbacks):
        for epoch in range(n_epoch):
            callbacks[0].on_epoch_end(epoch, {"loss": 0.25})
        callbacks[0].on_train_end({})
        return "done"

    assert train_one("seed 1", 18, run) == "done"
