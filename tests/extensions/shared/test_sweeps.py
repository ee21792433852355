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
from extensions.shared.results import percent, print_results, read_results
from extensions.shared.sweeps import best_first, sweep
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

        def train(self, seed, callbacks, size, n_epoch, **settings):
            self.append((size, seed))
            if (size, seed) in self.fails:
                raise FloatingPointError("It has failed.")
            scores = {"seen": seed / 10, "epochs": n_epoch}
            return {"weights": size, "scores": scores, "kept": {"map": ["0"]}}

    return Trained()


def seeds_in(lines):
    return [(line["case"], line["seed"]) for line in lines]


def test_each_training_is_a_line_as_soon_as_it_is_done(trained, path):
    n_lines = []

    def train(**settings):
        n_lines.append(len(read_results(path)))
        return trained.train(**settings)

    lines, status = sweep(options_of(path), "a question", CASES, train)
    assert status == 0
    assert trained == [(2, 1), (2, 2), (9, 1), (9, 2)]
    assert n_lines == [0, 1, 2, 3]
    assert seeds_in(lines) == [("small", 1), ("small", 2), ("large", 1), ("large", 2)]
    line = lines[3]
    assert line["question"] == "a question" and line["backend"] == "tensorflow"
    assert line["settings"] == CASES["large"] and line["weights"] == 9
    assert line["scores"] == {"seen": 0.2, "epochs": 3} and line["kept"] == {"map": ["0"]}
    assert 0 <= line["seconds"] < 60
    assert line["with"]["processors"] == os.cpu_count() and line["with"]["floats"] == "float32"
    assert {"python", "keras", "tensorflow", "numpy"} < set(line["with"])
    assert [each | {"case": "large"} for each in read_results(path).values()][3] == line


def test_what_is_held_is_not_trained_again(trained, path, capsys):
    first = sweep(options_of(path), "a question", CASES, trained.train)
    text, trained[:] = path.read_text(), []
    capsys.readouterr()
    assert sweep(options_of(path), "a question", CASES, trained.train, ["seen", "map"]) == first
    assert (trained, path.read_text(), capsys.readouterr().out) == ([], text, "")
    # an interrupted sweep goes on where it was, after a line that was cut off
    path.write_text("".join(text.splitlines(keepends=True)[:3])[:-20])
    again, _ = sweep(options_of(path), "a question", CASES, trained.train)
    assert trained == [(9, 1), (9, 2)] and seeds_in(again) == seeds_in(first[0])
    assert capsys.readouterr().err == f"{path}, line 3: is not a result, and is left out\n"
    # and without a file all is trained
    trained.clear()
    sweep(options_of(), "a question", CASES, trained.train)
    assert len(trained) == 4


ALL = [(2, 1), (2, 2), (9, 1), (9, 2)]


@pytest.mark.parametrize(
    "change, more",
    [
        ({"repeats": 3}, [(2, 3), (9, 3)]),
        ({"seed": 2}, [(2, 3), (9, 3)]),
        ({"repeats": 1}, []),
        ({"cases": {"renamed": CASES["large"]}}, []),
        ({"cases": {"a": CASES["small"] | {"size": 3}, "b": CASES["small"]}}, [(3, 1), (3, 2)]),
        ({"cases": {"a": CASES["small"] | {"x": 0}, "b": CASES["small"] | {"x": 0}}}, ALL[:2]),
        ({"epochs": 4}, ALL),
        ({"epochs": 3}, []),
        ({"question": "another"}, ALL),
        ({"backend": "jax"}, ALL),
        ({"needs": ["probe"]}, ALL),
    ],
    ids=str,
)
def test_only_what_has_changed_is_trained(trained, path, monkeypatch, change, more):
    sweep(options_of(path), "a question", CASES, trained.train)
    trained.clear()
    question, cases = change.pop("question", "a question"), change.pop("cases", CASES)
    needs = change.pop("needs", ())
    if backend := change.pop("backend", None):
        monkeypatch.setattr(sweeps, "backend", lambda: backend)
    lines, _ = sweep(options_of(path, **change), question, cases, trained.train, needs)
    assert trained == more
    assert {line["scores"]["epochs"] for line in lines} == {change.get("epochs", 3)}


def test_a_question_reads_what_another_has_left_and_adds_its_own_scores(trained, path):
    sweep(options_of(path), "pairs", CASES, trained.train)
    trained.clear()

    def train(**settings):
        result = trained.train(**settings)
        return result | {"scores": {"seen": result["scores"]["seen"], "probe": [0.5]}, "kept": {}}

    for again in ALL, []:
        lines, _ = sweep(options_of(path), "pairs", CASES, train, ["seen", "probe"])
        assert trained == again and [line["scores"]["probe"] for line in lines] == [[0.5]] * 4
        trained.clear()
    # both questions find all that they need
    assert len(path.read_text().splitlines()) == 8 and len(read_results(path)) == 4
    sweep(options_of(path), "pairs", CASES, trained.train, ["epochs", "probe", "map"])
    assert trained == []


# --- failures


def test_a_failed_seed_is_named_and_the_others_count(trained, path, capsys):
    trained.fails = [(2, 1), (9, 1), (9, 2)]
    lines, status = sweep(options_of(path), "a question", CASES, trained.train)
    assert (status, trained, seeds_in(lines)) == (1, ALL, [("small", 2)])
    assert capsys.readouterr().err.splitlines() == [
        *("small, seed 1: It has failed.", "large, seed 1: It has failed."),
        "large, seed 2: It has failed.",
    ]
    trained.fails = [(2, 1)]
    lines, status = sweep(options_of(path), "a question", CASES, trained.train)
    assert (status, trained) == (1, [*ALL, (2, 1), (9, 1), (9, 2)])  # what is there is kept
    capsys.readouterr()
    print_results(lines, [("seen", "seen", percent)])
    assert capsys.readouterr().out.splitlines()[3:] == [
        *("| small (seed 2) |         20 |", "| large          | 15 (10-20) |"),
    ]


def test_a_held_line_without_what_is_needed_does_not_count_where_it_fails_again(trained, path):
    sweep(options_of(path), "pairs", CASES, trained.train)
    trained.fails = [(9, 1)]

    def train(**settings):
        result = trained.train(**settings)
        return result | {"scores": {"probe": 1}}

    lines, status = sweep(options_of(path), "pairs", CASES, train, ["probe"])
    assert (status, seeds_in(lines)) == (1, [("small", 1), ("small", 2), ("large", 2)])


@pytest.mark.parametrize("n_cases", [1, 2])
def test_if_all_fail_it_ends_with_status_1(trained, path, capsys, n_cases):
    trained.fails = ALL
    with pytest.raises(SystemExit) as ended:
        sweep(options_of(path), "a question", dict([*CASES.items()][:n_cases]), trained.train)
    assert ended.value.code == 1
    assert len(capsys.readouterr().err.splitlines()) == 2 * n_cases
    assert not path.exists()


def test_results_that_cannot_be_written_are_still_shown(trained, tmp_path, capsys):
    """The folder has gone since the options were read."""
    path = tmp_path / "gone" / "results.jsonl"
    lines, status = sweep(options_of(path), "a question", CASES, trained.train)
    assert (status, trained, len(lines)) == (1, ALL, 4)
    complaint = f"{path} cannot be written: No such file or directory"
    assert capsys.readouterr().err.splitlines() == [complaint] * 4


def test_the_best_case_comes_first():
    lines = []
    for case, seen, never_seen in (
        ("a", 1, 0),
        ("b", 0.5, 1),
        ("c", 1, 1),
        ("c", 0, 1),
        ("c", 1, 1),
    ):
        scores = {"seen": seen, "never seen": never_seen}
        lines.append({"case": case, "settings": {}, "scores": scores})
    assert [line["case"] for line in best_first(lines)] == ["c", "c", "c", "b", "a"]


# --- several at a time


def test_two_jobs_give_the_same_as_one(keras, tmp_path):
    """To the last digit and in the same order."""
    shown, lines = {}, {}
    for jobs in (1, 2):
        path = tmp_path / f"{jobs}.jsonl"
        more = ["--cases", "MLP mapping", "--jobs", jobs, "--results", path]
        ended = run(held_out_pairs, "--repeats", 2, "--epochs", 1, *more)
        assert (ended.status, ended.err) == (0, "")
        shown[jobs] = re.sub(r"in [\d.]+ s", "in ... s", ended.out).replace(str(path), "the file")
        of_time = {"seconds": 0}
        lines[jobs] = {key: line | of_time for key, line in read_results(path).items()}
    assert shown[1] == shown[2]
    assert lines[1] == lines[2] and len(lines[1]) == 2
    assert json.dumps(lines[1], sort_keys=True) == json.dumps(lines[2], sort_keys=True)


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
    return {{"weights": 1, "scores": {{}}}}

def main():
    options = Namespace(seed=1, repeats=9, jobs=2, results=Path({results!r}))
    sweep(options, "sleeping", {{"all": {{}}}}, train)

run_script(main)
"""


def test_ctrl_c_ends_two_jobs_with_a_line_and_keeps_what_is_done(tmp_path):
    """Keras is replaced, so that the processes start at once."""
    keras = "from unittest.mock import MagicMock\nops = utils = MagicMock()\n"
    keras += "__version__ = '3'\nconfig = MagicMock(floatx=lambda: 'float32')\n"
    (tmp_path / "keras.py").write_text(keras + "import tensorflow\n")
    (tmp_path / "tensorflow.py").write_text("__version__ = '2'\n")
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
    assert sorted(line["seed"] for line in read_results(results).values()) == [1, 2]
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
