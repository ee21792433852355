"""Sweeps: what is trained, what is kept, and what becomes of failures. The trainings are cheap."""

import json
import os
import re
import signal
import time
from argparse import Namespace

import pytest

from extensions import held_out_pairs
from extensions.shared import sweeps
from extensions.shared.results import read_results
from extensions.shared.sweeps import print_results, sweep
from tests.in_process import run
from tests.subprocesses import start

CASES = {"small": {"size": 2, "n_epoch": 3}, "large": {"size": 9, "n_epoch": 3}}


def options_of(path=None, **others):
    defaults = {"seed": 1, "repeats": 2, "jobs": 1, "results": path, "epochs": None}
    return Namespace(**defaults | others)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "results.jsonl"


@pytest.fixture
def trained(keras, monkeypatch):
    """What has been trained: the settings and seeds; trained.train is the training."""
    monkeypatch.setattr(keras.utils, "clear_session", lambda: None)  # which takes a while

    class Trained(list):
        fails = ()

        def train(self, seed, callbacks, **settings):
            self.append((settings["size"], seed))
            if (settings["size"], seed) in self.fails:
                raise FloatingPointError("It has failed.")
            return settings["size"], {"seen": [seed / 10], "never seen": [settings["n_epoch"] / 10]}

    return Trained()


def test_each_training_is_a_line_as_soon_as_it_is_done(trained, path):
    n_lines = []

    def train(seed, callbacks, **settings):
        n_lines.append(len(read_results(path)))
        return trained.train(seed, callbacks, **settings)

    results, status = sweep(options_of(path), "a_script", CASES, train)
    assert status == 0
    assert trained == [(2, 1), (2, 2), (9, 1), (9, 2)]
    assert n_lines == [0, 1, 2, 3]
    assert read_results(path) == results["small"] + results["large"]
    line = results["large"][1]
    assert line["script"] == "a_script" and line["seed"] == 2
    assert line["settings"] == CASES["large"] and line["weights"] == 9
    assert line["scores"] == {"seen": [0.2], "never seen": [0.3]}
    assert 0 <= line["seconds"] < 60
    assert line["with"]["processors"] == os.cpu_count()
    assert {"python", "keras", "tensorflow", "numpy"} < set(line["with"])
    assert json.loads(json.dumps(line)) == line


def test_what_is_there_is_not_trained_again(trained, path, capsys):
    first = sweep(options_of(path), "a_script", CASES, trained.train)
    text, trained[:] = path.read_text(), []
    capsys.readouterr()
    assert sweep(options_of(path), "a_script", CASES, trained.train) == first
    assert (trained, path.read_text(), capsys.readouterr().out) == ([], text, "")
    # an interrupted sweep goes on where it was
    path.write_text("".join(text.splitlines(keepends=True)[:3]))
    again, _ = sweep(options_of(path), "a_script", CASES, trained.train)
    assert trained == [(9, 2)]
    assert {name: [line["seed"] for line in lines] for name, lines in again.items()} == {
        "small": [1, 2],
        "large": [1, 2],
    }


@pytest.mark.parametrize(
    "change, more",
    [
        ({"repeats": 3}, [(2, 3), (9, 3)]),
        ({"seed": 2}, [(2, 3), (9, 3)]),
        ({"repeats": 1}, []),
        ({"cases": {"renamed": CASES["large"]}}, []),
        ({"cases": {"small": CASES["small"] | {"size": 3}}}, [(3, 1), (3, 2)]),
        ({"cases": {"small": CASES["small"] | {"more": 0}}}, [(2, 1), (2, 2)]),
        ({"epochs": 4}, [(2, 1), (2, 2), (9, 1), (9, 2)]),
        ({"epochs": 3}, []),
        ({"version": 2}, [(2, 1), (2, 2), (9, 1), (9, 2)]),
        ({"script": "another"}, [(2, 1), (2, 2), (9, 1), (9, 2)]),
    ],
    ids=str,
)
def test_only_what_has_changed_is_trained(trained, path, change, more):
    sweep(options_of(path), "a_script", CASES, trained.train)
    trained.clear()
    rest = {"script": "a_script", "cases": CASES, "train": trained.train}
    rest |= {name: change.pop(name) for name in ("script", "cases", "version") if name in change}
    results, _ = sweep(options_of(path, **change), **rest)
    assert trained == more
    epochs = change.get("epochs", 3)
    assert {
        shares for lines in results.values() for shares in sweeps.last(lines, "never seen")
    } == {epochs / 10}


def test_a_training_that_two_cases_need_is_trained_once(trained, path):
    results, _ = sweep(
        options_of(path), "a_script", {"a": CASES["small"], "b": CASES["small"]}, trained.train
    )
    assert trained == [(2, 1), (2, 2)]
    assert results["a"] == results["b"] and len(results["a"]) == 2


def test_a_spoilt_line_is_named_and_trained_again(trained, path, capsys):
    sweep(options_of(path), "a_script", CASES, trained.train)
    lines = path.read_text().splitlines(keepends=True)
    path.write_text(lines[0] + lines[1][:40] + "\n" + "".join(lines[2:3]) + lines[3][:-20])
    trained.clear()
    capsys.readouterr()
    results, status = sweep(options_of(path), "a_script", CASES, trained.train)
    assert (status, trained) == (0, [(2, 2), (9, 2)])
    assert capsys.readouterr().err.splitlines() == [
        f"{path}, line {number}: is not a result, and is left out" for number in (2, 4)
    ]
    assert [len(lines) for lines in results.values()] == [2, 2]
    assert len(read_results(path)) == 4


@pytest.mark.parametrize("epochs", [None, 3])
def test_without_a_file_everything_is_trained(trained, epochs):
    for _ in range(2):
        results, _ = sweep(options_of(epochs=epochs), "a_script", CASES, trained.train)
    assert len(trained) == 8 and [len(lines) for lines in results.values()] == [2, 2]


# --- failures


def test_a_failed_seed_is_named_and_the_others_count(trained, path, capsys):
    trained.fails = [(2, 1), (9, 1), (9, 2)]
    options = options_of(path)
    results, status = sweep(options, "a_script", CASES, trained.train)
    assert status == 1
    assert trained == [(2, 1), (2, 2), (9, 1), (9, 2)]
    assert capsys.readouterr().err.splitlines() == [
        *("small, seed 1: It has failed.", "large, seed 1: It has failed."),
        "large, seed 2: It has failed.",
    ]
    assert {name: [line["seed"] for line in lines] for name, lines in results.items()} == {
        "small": [2]
    }
    print_results(options, results, {"seen": lambda lines: sweeps.last(lines, "seen")})
    row = capsys.readouterr().out.splitlines()[-1]
    assert row == "| small (seed 2) | [0.2] |"
    # it is tried again, and what is there is kept
    trained.clear()
    assert sweep(options, "a_script", CASES, trained.train)[1] == 1
    assert trained == [(2, 1), (9, 1), (9, 2)]


@pytest.mark.parametrize("n_cases", [1, 2])
def test_if_all_fail_it_ends_with_status_1(trained, path, capsys, n_cases):
    trained.fails = [(2, 1), (9, 1), (2, 2), (9, 2)]
    with pytest.raises(SystemExit) as ended:
        sweep(options_of(path), "a_script", dict([*CASES.items()][:n_cases]), trained.train)
    assert ended.value.code == 1
    assert len(capsys.readouterr().err.splitlines()) == 2 * n_cases
    assert not path.exists()


def test_results_that_cannot_be_written_are_still_shown(trained, tmp_path, capsys):
    """The folder has gone since the options were read."""
    path = tmp_path / "gone" / "results.jsonl"
    results, status = sweep(options_of(path), "a_script", CASES, trained.train)
    assert status == 1 and len(trained) == 4
    assert [len(lines) for lines in results.values()] == [2, 2]
    complaint = f"{path} cannot be written: No such file or directory"
    assert capsys.readouterr().err.splitlines() == [complaint] * 4


# --- several at a time


def without_seconds(text):
    return re.sub(r"in [\d.]+ s", "in ... s", text)


def test_two_jobs_give_the_same_as_one(keras, tmp_path):
    """To the last digit and in the same order."""
    shown, scores = {}, {}
    for jobs in (1, 2):
        path = tmp_path / f"{jobs}.jsonl"
        more = ["--models", "mlp", "--jobs", jobs, "--results", path]
        ended = run(held_out_pairs, "--repeats", 2, "--epochs", 1, *more)
        assert (ended.status, ended.err) == (0, "")
        shown[jobs] = without_seconds(ended.out).replace(str(path), "the file")
        scores[jobs] = {line["seed"]: line["scores"] for line in read_results(path)}
    assert shown[1] == shown[2]
    assert scores[1] == scores[2] and set(scores[1]) == {1, 2}


SLEEPING = """
import time
from argparse import Namespace
from pathlib import Path
from cli.terminal import run_script
from extensions.shared.sweeps import sweep

def train(seed, callbacks, **settings):
    if seed > 2:
        print("waiting", file=open({waiting!r}, "a"))
        time.sleep(600)
    return 1, {{}}

def main():
    options = Namespace(seed=1, repeats=9, jobs=2, results=Path({results!r}))
    sweep(options, "sleeping", {{"all": {{}}}}, train)

run_script(main)
"""


def test_ctrl_c_ends_two_jobs_with_a_line_and_keeps_what_is_done(tmp_path):
    """Keras is replaced, so that the processes start at once."""
    keras = "from unittest.mock import MagicMock\nops = utils = config = MagicMock()\n"
    (tmp_path / "keras.py").write_text(keras + "config.backend = lambda: 'tensorflow'\n")
    waiting, results = tmp_path / "waiting", tmp_path / "results.jsonl"
    code = f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n"
    code += SLEEPING.format(waiting=str(waiting), results=str(results))
    process = start(
        "-c",
        code,
        start_new_session=True,
        # where the tests run in the background, an interrupt may be ignored, and so in here
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    patience = time.monotonic() + 60
    while not (waiting.exists() and waiting.read_text().count("\n") == 2):
        assert process.poll() is None and time.monotonic() < patience
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGINT)
    _, complaint = process.communicate(timeout=20)
    assert (process.returncode, complaint) == (130, "Interrupted.\n")
    assert sorted(line["seed"] for line in read_results(results)) == [1, 2]
    patience = time.monotonic() + 10
    while is_running(process.pid):
        assert time.monotonic() < patience, "a job goes on"
        time.sleep(0.05)


def is_running(group):
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True
