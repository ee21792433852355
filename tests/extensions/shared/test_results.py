"""Results: lines that are added by several, read back, and named where they cannot be read."""

import json
import re
import subprocess
import sys
from contextlib import redirect_stdout
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extensions.shared.results import (
    append_result,
    backend,
    grouped,
    identity,
    percent,
    print_results,
    print_table,
    read_results,
)
from tests.subprocesses import ROOT, environment


def line_of(seed, **others):
    line = {"question": "pairs", "settings": {"n_epoch": 3}, "seed": seed, "backend": "tensorflow"}
    line |= {"weights": 10, "scores": {"seen": 0.5}, "kept": {}, "seconds": 1.5}
    return line | others


@pytest.fixture
def path(tmp_path):
    return tmp_path / "results.jsonl"


def test_lines_are_read_in_their_order(path, capsys):
    assert read_results(None) == read_results(path) == {}
    lines = [line_of(seed) for seed in (3, 1, 2)]
    for line in lines:
        append_result(path, line)
    assert list(read_results(path).items()) == [(identity(line), line) for line in lines]
    assert path.read_text().count("\n") == 3
    assert capsys.readouterr() == ("", "")


def test_two_lines_of_one_training_become_one(path):
    append_result(path, line_of(1, scores={"seen": 0.5, "curve": [0, 1]}, kept={"map": "x"}))
    append_result(path, line_of(2))
    append_result(path, line_of(1, scores={"seen": 0.5, "probe": 0.25}, kept={"tables": []}))
    first, second = read_results(path).values()
    assert first["scores"] == {"seen": 0.5, "curve": [0, 1], "probe": 0.25}
    assert first["kept"] == {"map": "x", "tables": []}
    assert second == line_of(2)


def without(name):
    line = line_of(3)
    del line[name]
    return line


@pytest.mark.parametrize(
    "spoilt",
    [
        *(b'{"question": "pairs", "set', b"[]", b"3", b"null", b"\xff\xfe\x00", b"<<<<<<< HEAD"),
        *(without(name) for name in ("question", "settings", "seed", "backend", "scores")),
        *(without("seconds"), without("weights"), line_of(3, scores=None), line_of(3, scores=[1])),
        *(line_of(3, scores={"seen": value}) for value in (None, "1", True, {"a": 1}, [0, None])),
        *(line_of(3, settings=None), line_of(3, settings=3), line_of(3, kept=None)),
    ],
    ids=str,
)
def test_a_line_that_cannot_be_read_is_named_and_the_others_are_kept(path, capsys, spoilt):
    append_result(path, line_of(1))
    with open(path, "ab") as file:
        file.write((spoilt if isinstance(spoilt, bytes) else json.dumps(spoilt).encode()) + b"\n")
    append_result(path, line_of(2))
    assert list(read_results(path).values()) == [line_of(1), line_of(2)]
    assert capsys.readouterr().err == f"{path}, line 2: is not a result, and is left out\n"


@pytest.mark.parametrize("cut_off", [1, 2, 30])
def test_after_a_torn_line_the_next_stands_on_a_line_of_its_own(path, capsys, cut_off):
    for seed in (1, 2):
        append_result(path, line_of(seed))
    path.write_bytes(path.read_bytes()[:-cut_off])
    for seed in (3, 4):
        append_result(path, line_of(seed))
    whole = [1, 3, 4] if cut_off > 1 else [1, 2, 3, 4]  # without its end of line it can be read
    assert [line["seed"] for line in read_results(path).values()] == whole
    assert len(capsys.readouterr().err.splitlines()) == 4 - len(whole)


def test_two_processes_lose_nothing(path):
    code = (
        "import sys\nfrom pathlib import Path\n"
        "from extensions.shared.results import append_result\n"
        "for i in range(300):\n"
        "    line = {'question': sys.argv[2], 'settings': {}, 'seed': i, 'backend': 'jax'}\n"
        "    line |= {'seconds': 1, 'weights': 1, 'scores': {'long': [0.5] * 4000}}\n"
        "    append_result(Path(sys.argv[1]), line)\n"
    )
    both = [
        subprocess.Popen([sys.executable, "-c", code, path, name], cwd=ROOT, env=environment())
        for name in ("one", "other")
    ]
    assert [process.wait(timeout=60) for process in both] == [0, 0]
    found = [(line["question"], line["seed"]) for line in read_results(path).values()]
    assert sorted(found) == [(name, i) for name in ("one", "other") for i in range(300)]


def test_what_tells_trainings_apart():
    line = line_of(1)
    assert identity(line) == identity(line_of(1, seconds=9, scores={}, kept={"map": 1}))
    assert identity(line_of(1, settings={"a": 1, "b": (2, 3)})) == identity(
        line_of(1, settings=json.loads('{"b": [2, 3], "a": 1}'))
    )
    others = [
        *(line_of(2), line_of(1, question="squares"), line_of(1, backend="jax")),
        *(line_of(1, settings={"n_epoch": 4}), line_of(1, settings={"n_epoch": 3, "decay": True})),
    ]
    assert len({identity(each) for each in (line, *others)}) == 6


def test_the_backend_is_that_of_keras(tmp_path, monkeypatch):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    monkeypatch.delenv("KERAS_BACKEND", raising=False)
    assert backend() == "tensorflow"
    (tmp_path / "keras.json").write_text('{"backend": "torch"}')
    assert backend() == "torch"
    monkeypatch.setenv("KERAS_BACKEND", "jax")
    assert backend() == "jax"


# --- tables


def test_lines_are_grouped_by_their_own_values_their_settings_and_their_scores():
    lines = [line_of(1, case="a"), line_of(2, case="b"), line_of(3, case="a", scores={"seen": 1})]
    assert list(grouped(lines)) == ["a", "b"]
    assert grouped(lines, "n_epoch") == {3: lines}
    assert grouped(lines, "seen") == {0.5: lines[:2], 1: lines[2:]}


def test_a_row_has_the_median_the_ends_and_the_seeds_where_some_are_missing(capsys):
    lines = [line_of(seed, case="a", scores={"x": seed / 8}) for seed in (1, 2, 3)]
    lines += [line_of(1, case="b", scores={"x": []}), line_of(2, case="b", scores={"x": 1})]
    print_results(lines, [("x %", "x", percent)], "title, {}")
    assert capsys.readouterr().out.splitlines() == [
        "",
        "| title, seeds 1 to 3 |            x % |",
        "|---------------------|---------------:|",
        "| a                   | 25 (12.5-37.5) |",
        "| b (seeds 1 to 2)    |            100 |",
    ]


@given(st.floats(0, 1))
def test_a_share_in_percent_is_rounded_to_two_digits(share):
    assert re.fullmatch(r"(100|\d{1,2})(\.\d{0,1}[1-9])?", percent(share))
    assert abs(float(percent(share)) - 100 * share) <= 0.005 + 1e-9


cells = st.text(st.characters(codec="ascii", exclude_characters="|\n\r", categories="LN"))


@given(
    st.integers(1, 4).flatmap(
        lambda n: st.lists(st.lists(cells, min_size=n, max_size=n), min_size=1)
    )
)
def test_a_table_can_be_read_back(rows):
    with redirect_stdout(StringIO()) as shown:
        print_table(*rows[:1], rows[1:])
    lines = shown.getvalue().splitlines()
    assert len({len(line) for line in lines}) == 1
    read = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    assert read[:1] + read[2:] == rows
    assert re.fullmatch(r"\|-+(\|-+:)*\|", lines[1])
