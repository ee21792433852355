"""Results: lines that are added by several, read back, and named where they cannot be read."""

import json
import resource

import pytest

from extensions.shared import results
from extensions.shared.results import append_result, identity, read_results
from extensions.shared.tasks import Task
from tests.subprocesses import start


def line_of(seed, **others):
    line = {"question": "pairs", "settings": {"n_epoch": 3}, "seed": seed, "backend": "tensorflow"}
    line |= {"weights": 10, "scores": {"seen": 0.5}, "kept": {}, "seconds": 1.5}
    line["with"] = {"floats": "float32"}
    return line | others


@pytest.fixture
def path(tmp_path):
    return tmp_path / "results.jsonl"


def test_lines_are_read_in_their_order_and_two_of_one_training_become_one(path, capsys):
    assert read_results(None) == read_results(path) == {}
    append_result(path, line_of(3, scores={"seen": 0.5, "curve": [0, 1]}, kept={"map": "x"}))
    append_result(path, line_of(1))
    append_result(path, line_of(3, scores={"seen": 0.5, "probe": 0.25}, kept={"tables": []}))
    scores, kept = {"seen": 0.5, "curve": [0, 1], "probe": 0.25}, {"map": "x", "tables": []}
    lines = [line_of(3, scores=scores, kept=kept), line_of(1)]
    assert list(read_results(path).items()) == [(identity(line), line) for line in lines]
    assert path.read_text().count("\n") == 3
    assert capsys.readouterr() == ("", "")


def test_lines_that_cannot_be_read_are_named_and_the_others_are_kept(path, capsys):
    names = "question", "settings", "seed", "backend", "with", "scores", "kept"
    lines = [{n: value for n, value in line_of(3).items() if n != missing} for missing in names]
    lines += [line_of(3, scores=None), line_of(3, kept=None), None]
    spoilt = [json.dumps(line).encode() for line in lines]
    spoilt += [b'{"question": "pairs", "set', b"\xff\xfe\x00", b"<<<<<<< HEAD"]
    append_result(path, line_of(1))
    with open(path, "ab") as file:
        file.writelines(line + b"\n" for line in spoilt)
    append_result(path, line_of(2))
    assert list(read_results(path).values()) == [line_of(1), line_of(2)]
    complaints = capsys.readouterr().err.splitlines()
    says = "is not a result, and is left out"
    assert complaints == [f"{path}, line {n}: {says}" for n, _ in enumerate(spoilt, start=2)]


@pytest.mark.parametrize("cut_off", [1, 30])
def test_after_a_torn_line_the_next_stands_on_a_line_of_its_own(path, capsys, cut_off):
    for seed in (1, 2):
        append_result(path, line_of(seed))
    path.write_bytes(path.read_bytes()[:-cut_off])
    for seed in (3, 4):
        append_result(path, line_of(seed))
    whole = [1, 3, 4] if cut_off > 1 else [1, 2, 3, 4]  # without its end of line it can be read
    assert [line["seed"] for line in read_results(path).values()] == whole
    assert len(capsys.readouterr().err.splitlines()) == 4 - len(whole)


def test_a_line_of_which_only_a_part_is_written_is_an_error(path, capsys):
    append_result(path, line_of(1))
    _, hard = limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + 20, hard))
    try:
        with pytest.raises(OSError, match="the disk is full"):
            append_result(path, line_of(2))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    append_result(path, line_of(2))  # it is trained again
    assert list(read_results(path).values()) == [line_of(1), line_of(2)]


APPENDING = """
import sys
from pathlib import Path
from extensions.shared.results import append_result
for i in range(100):
    line = {"question": sys.argv[2], "settings": {}, "seed": i, "backend": "jax", "kept": {}}
    line |= {"with": {"floats": "float32"}, "scores": {"x": [0.5] * 4000}}
    append_result(Path(sys.argv[1]), line)
"""


def test_two_processes_lose_nothing(path, capsys):
    both = [start("-c", APPENDING, path, name) for name in ("one", "other")]
    assert [process.communicate(timeout=60) for process in both] == [("", "")] * 2
    path.write_bytes(b"\n" + path.read_bytes())  # as they may leave one
    found = [(line["question"], line["seed"]) for line in read_results(path).values()]
    assert sorted(found) == [(name, i) for name in ("one", "other") for i in range(100)]
    assert capsys.readouterr().err == ""


def test_the_settings_of_a_training_are_the_same_in_any_order_and_as_json_writes_them():
    line = line_of(1, settings={"a": Task, "b": (2, 3)})
    read = json.loads('{"b": [2, 3], "a": "tutorial\'s network"}')
    assert identity(line) == identity(line | {"settings": read})
    for other in {"question": "squares"}, {"backend": "jax"}, {"with": {"floats": "float64"}}:
        assert identity(line) != identity(line | other)


def test_the_backend_and_the_floats_are_those_of_keras(tmp_path, monkeypatch):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    monkeypatch.delenv("KERAS_BACKEND", raising=False)
    assert results.backend_and_floats() == ("tensorflow", "float32")
    for text in "", "{", '{"backend": "torch", "floatx": "float64"}':  # damaged ones say nothing
        (tmp_path / "keras.json").write_text(text)
        known = ("torch", "float64") if "torch" in text else ("tensorflow", "float32")
        assert results.backend_and_floats() == known
    monkeypatch.setenv("KERAS_BACKEND", "jax")
    assert results.backend_and_floats() == ("jax", "float64")
