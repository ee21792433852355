"""Sweeps: what is trained, what is kept, and what becomes of failures. The trainings are cheap."""

import os
import re
import shutil
from argparse import Namespace

import pytest

from extensions.shared.results import read_results
from extensions.shared.sweeps import question_parser, sweep
from extensions.shared.tasks import Task
from tests.subprocesses import python

ALL = [(2, 1), (2, 2), (9, 1), (9, 2)]  # sizes and seeds
CASES = {"small": {"size": 2, "n_epoch": 3}, "large": {"size": 9, "n_epoch": 3, "network": Task}}


def options_of(path=None, **others):
    defaults = {"seed": 1, "repeats": 2, "jobs": 1, "results": path, "n_epoch": None}
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
    assert (status, trained, n_lines) == (0, ALL, [0, 1, 2, 3])
    assert seeds_in(lines) == [("small", 1), ("small", 2), ("large", 1), ("large", 2)]
    line = lines[3]
    assert line["question"] == "a question" and line["backend"] == "tensorflow"
    assert line["settings"] == CASES["large"] | {"network": Task.name} and line["weights"] == 9
    assert line["scores"] == {"seen": 0.2, "epochs": 3} and line["kept"] == {"map": ["0"]}
    assert 0 <= line["seconds"] < 60
    assert line["with"]["processors"] == os.cpu_count() and line["with"]["floats"] == "float32"
    assert {"python", "keras", "tensorflow", "numpy"} < set(line["with"])
    assert [each | {"case": "large"} for each in read_results(path).values()][3] == line


def test_what_is_held_is_not_trained_again(trained, path, capsys):
    first = sweep(options_of(path), "a question", CASES, trained.train)
    text, trained[:] = path.read_text(), []
    capsys.readouterr()
    for needs in "seen", "map":
        assert sweep(options_of(path), "a question", CASES, trained.train, needs) == first
    assert (trained, path.read_text(), capsys.readouterr().out) == ([], text, "")
    # an interrupted sweep goes on where it was, after a line that was cut off
    path.write_text("".join(text.splitlines(keepends=True)[:2])[:-20])
    again, _ = sweep(options_of(path), "a question", CASES, trained.train)
    assert trained == ALL[1:] and seeds_in(again) == seeds_in(first[0])
    out, err = capsys.readouterr()
    assert out.startswith(f"Trainings that are not in {path} yet: 3\nsmall, seed 2: trained")
    assert err == f"{path}, line 2: is not a result, and is left out\n"


@pytest.mark.parametrize(
    "change, more",
    [
        ({"repeats": 3}, [(2, 3), (9, 3)]),
        ({"cases": {"renamed": CASES["large"]}}, []),
        ({"cases": {"a": CASES["small"] | {"x": 0}, "b": CASES["small"] | {"x": 0}}}, ALL[:2]),
        ({"n_epoch": 4}, ALL),
        ({"other": '"tensorflow"'}, ALL),
        ({"other": '"float32"'}, ALL),
    ],
    ids=str,
)
def test_only_what_has_changed_is_trained(trained, path, change, more):
    sweep(options_of(path), "a question", CASES, trained.train)
    trained.clear()
    cases = change.pop("cases", CASES)
    # what is there is from another backend, or from other floats
    path.write_text(path.read_text().replace(change.pop("other", "nothing"), '"another"'))
    lines, _ = sweep(options_of(path, **change), "a question", cases, trained.train)
    assert trained == more
    assert {line["scores"]["epochs"] for line in lines} == {change.get("n_epoch", 3)}


def test_a_question_reads_what_another_has_left_and_adds_its_own_scores(trained, path):
    sweep(options_of(path), "pairs", CASES, trained.train)
    trained.clear()

    def train(**settings):
        result = trained.train(**settings)
        return result | {"scores": {"seen": result["scores"]["seen"], "probe": [0.5]}, "kept": {}}

    for again in ALL, []:
        lines, _ = sweep(options_of(path), "pairs", CASES, train, "probe")
        assert trained == again and [line["scores"]["probe"] for line in lines] == [[0.5]] * 4
        trained.clear()
    # both questions find all that they need
    assert len(path.read_text().splitlines()) == 8 and len(read_results(path)) == 4
    for needs in "epochs", "probe", "map":
        sweep(options_of(path), "pairs", CASES, trained.train, needs)
    assert trained == []


# --- failures


def test_a_failed_seed_is_named_and_the_others_count(trained, path, capsys):
    trained.fails = [(2, 1), (9, 1)]
    lines, status = sweep(options_of(path), "a question", CASES, trained.train)
    assert (status, trained) == (1, ALL)
    assert seeds_in(lines) == [("small", 2), ("large", 2)]
    failed = "small, seed 1: It has failed.", "large, seed 1: It has failed."
    assert capsys.readouterr().err.splitlines() == [*failed]
    trained.clear()
    sweep(options_of(path), "a question", CASES, trained.train)
    assert trained == [(2, 1), (9, 1)]  # what is there is kept
    # if all fail there is nothing to go on with
    with pytest.raises(FloatingPointError, match="No training has succeeded"):
        sweep(options_of(path, repeats=1), "a question", CASES, trained.train)


def test_results_that_cannot_be_written_are_still_shown(trained, tmp_path, capsys):
    """The folder goes while it is trained. If it is not there before, nothing is trained."""
    path = tmp_path / "gone" / "results.jsonl"
    with pytest.raises(OSError, match="No such file or directory"):
        sweep(options_of(path), "a question", CASES, trained.train)
    assert trained == []
    path.parent.mkdir()

    def train(**settings):
        shutil.rmtree(path.parent, ignore_errors=True)
        return trained.train(**settings)

    lines, status = sweep(options_of(path), "a question", CASES, train)
    assert (status, trained, len(lines)) == (1, ALL, 4)
    complaint = f"{path} cannot be written: No such file or directory"
    assert capsys.readouterr().err.splitlines() == [complaint] * 4


SEVERAL = """
import sys
from argparse import Namespace
from pathlib import Path
from random import Random
from time import sleep
folder = Path(sys.argv[1])
sys.path.insert(0, str(folder))
from cli.terminal import run_script
from extensions.shared.sweeps import sweep

class Network:
    name, size = "a network", 5

def train(seed, callbacks, network):
    sleep(0.1 / seed)  # the second is done first
    return {"weights": network.size, "scores": {"random": Random(seed).random()}}

def main():
    for jobs in (1, 2):
        path = folder / f"{jobs}.jsonl"
        options = Namespace(seed=1, repeats=2, jobs=jobs, results=path, n_epoch=None)
        lines, status = sweep(options, "a question", {"a case": {"network": Network}}, train)
        print("seeds", [(line["seed"], line["scores"]) for line in lines])
    return status

run_script(main)
"""


def test_two_jobs_give_the_same_as_one(tmp_path):
    """Keras is replaced, so that the processes start at once."""
    keras = "from unittest.mock import MagicMock\nops = utils = callbacks = MagicMock()\n"
    keras += "__version__ = '3'\nimport tensorflow\n"
    (tmp_path / "keras.py").write_text(keras)
    (tmp_path / "tensorflow.py").write_text("__version__ = '2'\n")
    ended = python("-c", SEVERAL, tmp_path)
    assert (ended.returncode, ended.stderr) == (0, "")
    one, two = re.findall("^seeds (.*)", ended.stdout, re.MULTILINE)
    assert one == two and one.count("random") == 2
    first, second = (read_results(tmp_path / f"{n}.jsonl") for n in (1, 2))
    for line in (*first.values(), *second.values()):
        del line["seconds"]
    assert first == second and len(first) == 2


# --- options


def test_a_file_of_results_that_is_there_may_be_read_only(path, monkeypatch):
    path.touch()
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert question_parser("Why?", "why").parse_args(["--results", str(path)]).results == path


NAMES = {"a": 1, "a b": 2, "c, a": 3, "c, b": 4}


def test_a_part_of_a_name_chooses_all_that_contain_it_and_a_whole_name_itself(capsys):
    parser = question_parser("Why?", "why", draws=NAMES)
    for given, names in (["b", "c"], ["a b", "c, b", "c, a"]), (["a"], ["a"]):
        assert parser.parse_args(["--draws", *given]).draws == names
    with pytest.raises(SystemExit, match="2"):
        parser.parse_args(["--draws", "a", "d"])
    refusal = """argument --draws: 'd' is in none of a, "a b", "c, a", "c, b"\n"""
    assert capsys.readouterr().err == f"python -m extensions.why: error: {refusal}"


def test_a_default_tells_how_many_values_an_option_has_and_of_which_type():
    defaults = {"largest": [10, 99], "units": (4, 4), "decay": True, "trained_digits": None}
    parser = question_parser("Why?", "why", draws=NAMES, **defaults)
    others = {"seed": 1, "repeats": 1, "jobs": 1, "results": None, "plot": None, "n_epoch": None}
    defaults |= others | {"draws": [*NAMES]}
    assert vars(parser.parse_args([])) == defaults
    line = "--largest 5 --units 1 2 --draws a --no-decay --trained-digits 3 --epochs 7"
    given = {"largest": [5], "units": [1, 2], "draws": ["a"], "decay": False, "trained_digits": 3}
    assert vars(parser.parse_args(line.split())) == others | given | {"n_epoch": 7}
    for wrong in "--units 1", "--trained-digits 0", "--largest":
        with pytest.raises(SystemExit):
            parser.parse_args(wrong.split())
