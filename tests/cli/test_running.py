import os
import re
import signal
from functools import partial
from time import sleep, time
from types import SimpleNamespace
from unittest.mock import Mock

import pytest
from joblib.externals.loky import get_reusable_executor

from cli.running import train_all
from tests.cli import a_stage
from tests.cli.a_stage import FAILS, IS_KILLED, WAITS, experiment
from tests.in_process import Terminal, refused, run
from tests.subprocesses import FAKE_KERAS, start


@pytest.fixture(scope="module")
def workers(keras, tmp_path_factory):
    """The processes that --jobs starts leave marks, and need not wait for Keras."""
    folder = tmp_path_factory.mktemp("marks")
    (folder / "keras.py").write_text(FAKE_KERAS)
    get_reusable_executor().shutdown(kill_workers=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(folder)
        patch.setenv("MARKS", str(folder))
        yield
        get_reusable_executor().shutdown(kill_workers=True)


@pytest.fixture
def terminal(monkeypatch):
    """Run the stage at a terminal; what it shows."""
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr(a_stage, "SECONDS", 0.11)  # tqdm draws a bar after a tenth of a second
    return lambda *arguments: run(a_stage, *arguments, stdout=Terminal).out


def without_seconds(shown):
    return re.sub(r" in \d+\.\d s$", "", shown, flags=re.MULTILINE).splitlines()


def test_each_repeat_has_the_next_seed_its_score_and_a_place_in_the_summary(keras):
    """What the trainings print is hidden."""
    ended = run(a_stage, "--seed", 91, "--repeats", 10)
    assert (ended.status, ended.err) == (0, "")
    assert len(re.findall(r" in \d+\.\d s\n", ended.out)) == 10
    *scores, summary = without_seconds(ended.out)
    assert scores == [f"seed {seed}: RMSE {seed}.000" for seed in range(91, 101)]
    values = "median 95.500, mean 95.500, std 3.028, lowest 91.000, highest 100.000"
    assert summary == f"10 runs: {values}" and len(summary) < 80
    assert without_seconds(run(a_stage, "--repeats", 1).out) == ["seed 1: RMSE 1.000"]


@pytest.mark.parametrize("jobs", [[], ["--jobs", 2]])
def test_a_seed_that_fails_is_named_and_the_others_go_on(workers, tmp_path, jobs):
    options = ["--plot", tmp_path / "figure.svg", *jobs]
    ended = run(a_stage, "--seed", FAILS, "--repeats", 1, *options)
    assert ended == (1, "", "seed 13: It has failed.\n")
    assert not list(tmp_path.iterdir())  # there is nothing to draw
    ended = run(a_stage, "--seed", FAILS - 1, "--repeats", 3, *options)
    assert (ended.status, ended.err) == (1, "seed 13: It has failed.\n")
    first, second, _, drawn = without_seconds(ended.out)
    assert (first, second) == ("seed 12: RMSE 12.000", "seed 14: RMSE 14.000")
    assert drawn == f"The figure is in {options[1]}."
    title = "a_stage.py: 2 numbers up to 10, 2 epochs of 4 examples, seeds: 12, 14 "
    assert f"<!-- {title}" in options[1].read_text()


def test_a_training_that_is_killed_gives_a_line_and_the_others_a_summary(workers):
    ended = run(a_stage, "--seed", IS_KILLED - 2, "--repeats", 4, "--jobs", 2)
    lost = "a process was killed, perhaps as the memory is full. Try fewer --jobs."
    assert (ended.status, ended.err) == (1, f"seed 66, and what should follow: {lost}\n")
    *scores, summary = without_seconds(ended.out)
    assert scores == ["seed 64: RMSE 64.000", "seed 65: RMSE 65.000"]
    assert summary.startswith("2 runs: median 64.500, ")


def test_a_terminal_shows_what_trains_how_far_it_is_and_the_time_left(keras, terminal):
    shown = terminal("--repeats", 2)
    assert re.search(r"seed 1: +25%\|.*\| 00:\d\d<00:\d\d", shown)
    assert re.search(r"seed 2: +75%\|.*\| 00:\d\d<00:\d\d", shown)
    before, *_ = shown.split("seed 1: RMSE")
    assert before.split("\r")[-2].strip() == ""  # the bar does not stay there


def test_the_bar_says_that_it_does_not_move_within_a_job(workers, terminal):
    shown = terminal("--repeats", 2, "--jobs", 3)
    assert "2 at a time; the bar moves when one is done:    0%|" in shown
    assert "2 at a time; the bar moves when one is done:   50%|" in shown
    assert "at a time" not in terminal("--repeats", 1, "--jobs", 2)  # it needs no process


@pytest.mark.filterwarnings("error")  # of tqdm, that the bar is longer than it can be
def test_a_training_of_more_epochs_than_it_was_to_have_ends_at_100_percent(keras, monkeypatch):
    run = lambda callbacks: [callbacks[0].on_epoch_end(sleep(0.11), {}) for _ in "12"]  # noqa: E731
    monkeypatch.setattr("sys.stdout", Terminal())
    ((result, _),) = train_all([("seed 1", 1, run)])
    assert len(result) == 2


def test_a_single_training_shows_all_and_is_saved_drawn_and_asked(keras, tmp_path):
    model, figure = tmp_path / "a.keras", tmp_path / "a.pdf"
    ended = run(a_stage, "--plot", figure, "--save", model, "--ask", "7+5", "--verbose", 0)
    assert (ended.status, ended.err) == (0, "")
    said, score, *files, answered = ended.out.splitlines()
    assert (said, score) == ("what a training has to say", "RMSE 1.000")
    assert files == [f"The model is in {model}.", f"The figure is in {figure}."]
    assert answered == "7+5=12 ☑"
    assert figure.read_bytes().startswith(b"%PDF")


def test_what_cannot_be_written_is_said_no_older_file_is_lost_and_the_rest_is_done(
    keras, tmp_path, monkeypatch
):
    def full(self, path, **_):
        path.write_text("half")
        raise OSError(28, "No space left on device")

    odd = Mock(side_effect=ValueError("Keras says\nthat it cannot"))
    monkeypatch.setattr(a_stage.Model, "save", odd)
    monkeypatch.setattr("matplotlib.figure.Figure.savefig", full)
    model, figure = files = [tmp_path / "model.keras", tmp_path / "figure.svg"]
    for file in files:
        file.write_text("older")
    ended = run(a_stage, "--save", model, "--plot", figure, "--ask", "1+2")
    assert (ended.status, ended.err) == (
        1,
        f"{model} cannot be written: Keras says that it cannot\n"
        f"{figure} cannot be written: No space left on device\n",
    )
    assert ended.out == "what a training has to say\n1+2=3 ☑\n"
    assert [path.read_text() for path in tmp_path.iterdir()] == ["older", "older"]


@pytest.mark.parametrize(
    "wrong, says",
    [({"flip": None}, "flip is not a number, a text, True or"), ({"n_epoch": (1, 2)}, "n_epoch")],
)
def test_settings_that_cannot_be_options_are_said_before_anything_else(wrong, says):
    main = partial(a_stage.main, partial(experiment, **wrong))
    line = refused(SimpleNamespace(__name__="mine", main=main), "--epochs", "1")
    assert f"the default of {says}" in line


def test_a_setting_that_is_true_or_false_is_a_switch(keras):
    shown = [run(a_stage, *options).out for options in ([], ["--flip"], ["--flip", "--no-flip"])]
    assert [each.count("-flipped") for each in shown] == [0, 1, 0]
    shown = " ".join(run(a_stage, "--help").out.split())
    assert "--flip, --no-flip a setting of this script (default: False)" in shown


@pytest.mark.parametrize("options", [[], ["--repeats", 3, "--jobs", 2]])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_and_sigterm_end_all_processes_with_a_line(tmp_path, number, options):
    (tmp_path / "keras.py").write_text(FAKE_KERAS)
    process = start(
        *("-m", "tests.cli.a_stage", "--seed", WAITS, *options),
        variables={"MARKS": tmp_path, "PYTHONPATH": tmp_path},
        # where the tests run in the background, an interrupt may be ignored, and so in here
        preexec_fn=lambda: signal.signal(number, signal.SIG_DFL),
        start_new_session=True,
    )
    mark, ends = tmp_path / str(WAITS), time() + 60
    while not mark.exists() and process.poll() is None:
        sleep(0.01)
    # a terminal sends Ctrl-C to all of them
    (os.killpg if number == signal.SIGINT else os.kill)(process.pid, number)
    _, complaint = process.communicate(timeout=60)
    assert (process.returncode, complaint) == (130, "Interrupted.\n")
    with pytest.raises(ProcessLookupError):
        while time() < ends:
            os.kill(int(mark.read_text()), 0)
            sleep(0.01)
