"""Every question, found by listing them: its command line, and a tiny training."""

import runpy
from importlib import import_module

import pytest

from cli.questions import RIGHT, WRONG
from extensions import (
    addition_table,
    attention_weights,
    columns,
    digit_by_digit,
    larger_than_trained,
    number_out,
    pairs_needed,
    reading_order,
    units_needed,
)
from extensions.shared import curriculum, probing, solving, sweeps
from extensions.shared.results import read_results
from tests.in_process import run
from tests.subprocesses import ROOT, python
from tests.test_layout import FLOORS
from tests.test_pages import tables_in

SCRIPTS = [name.split(".")[-1] for name in FLOORS["questions"] if name != "extensions"]
# what makes a training tiny, beside one epoch of ten examples
FEWER = {
    "columns": ["--draws", "nines", "--units", 4],
    "encoder_vector": ["--largest", 10],
    "grokking": ["--largest", 10, "--variations", "weight_decay_0.1", "embedding"],
    "held_out_pairs": ["--models", "mlp", "number_10"],
    "larger_numbers": ["--digits", 1, "--units", 4, 4],
    "number_out": ["--largest", 99],
    "pairs_needed": ["--largest", 10, "--held-out", 0.95],
    "decoders": ["--largest", 10, "--variations", "attention"],
    "integer_encoding": ["--largest", 10, "--variations", "integer_both"],
    "padding": ["--largest", 10, "--variations", "left", "unweighted_spaces"],
    "larger_than_trained": ["--models", "columns_of_3", "lstm_mapping"],
    "mappings": ["--models", "lstm", "dense_1"],
    "squares": ["--models", "linear", "relu_10"],
    "units_needed": ["--largest", 99, "--units", 12],
}


def test_there_are_questions():
    assert {"padding", "brackets", "columns"} < set(SCRIPTS)


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_script_that_is_run_as_a_file_says_how_to_run_it(script):
    with pytest.raises(SystemExit, match=f"^Run it as a module: python -m extensions.{script}$"):
        runpy.run_path(str(ROOT / "extensions" / f"{script}.py"))


EACH = """
import sys
from importlib import import_module
for script in sys.argv[1:]:
    module = import_module(f"extensions.{script}")
    for arguments in (["--help"], ["--repeats", "0"], ["--results", "results.txt"], ["--nonsense"]):
        sys.argv[1:] = arguments
        try:
            module.main()
        except SystemExit as ended:
            print("status", ended.code)
print(sorted({"keras", "tensorflow", "sklearn", "matplotlib", "joblib"} & set(sys.modules)))
"""


def test_each_explains_itself_and_refuses_in_one_line_before_keras_is_imported():
    ended = python("-c", EACH, *SCRIPTS)
    assert ended.returncode == 0
    *helps, imported = ended.stdout.split("usage: ")[1:][-1:] + ended.stdout.splitlines()[-1:]
    assert imported == "[]"
    usages = ended.stdout.split("usage: ")[1:]
    assert [usage.split()[2] for usage in usages] == [f"extensions.{script}" for script in SCRIPTS]
    for script, usage in zip(SCRIPTS, usages):
        question = import_module(f"extensions.{script}").__doc__.splitlines()[0]
        assert question.endswith("?")
        assert question in " ".join(usage.split())
        assert "--results FILE.jsonl" in usage and "--jobs N" in usage
        statuses = [line for line in usage.splitlines() if line.startswith("status ")]
        assert statuses == ["status 0", "status 2", "status 2", "status 2"]
    complaints = [
        (script, complaint)
        for script in SCRIPTS
        for complaint in (
            "argument --repeats: '0' is not a whole number",
            "argument --results: 'results.txt' does not end in .jsonl",
            "unrecognized arguments: --nonsense",
        )
    ]
    for line, (script, complaint) in zip(ended.stderr.splitlines(), complaints, strict=True):
        assert line.startswith(f"python -m extensions.{script}: error: {complaint}")


@pytest.fixture
def tiny(keras, monkeypatch):
    """Trainings on ten examples, and tests with few questions."""
    monkeypatch.setattr(keras.utils, "clear_session", lambda: None)  # which takes a while
    train_and_append = sweeps.train_and_append

    def train_a_little(path, line, train, callbacks):
        def with_few(**settings):
            return train(**settings | {"n_examples": 10, "n_batch": 10})

        return train_and_append(path, line, with_few, callbacks)

    monkeypatch.setattr(sweeps, "train_and_append", train_a_little)
    monkeypatch.setattr(curriculum, "decaying", lambda rate, n: [rate] * 2)

    def fewer_digits(*args):
        digits = digits_of(*args)
        return {name: digits[name] for name in ("sum units", "carry")}

    digits_of = probing.digits_of
    fewer = {
        probing: {"digits_of": fewer_digits},
        curriculum: {"N_TEST": 200, "N_HARD": 60, "N_VALIDATION": 10},
        solving: {"N_TEST": 60},
        addition_table: {"CASES": dict([*addition_table.CASES.items()][:2])},
        attention_weights: {"LARGEST": 50},
        columns: {"LENGTHS": (3,), "NINES": (9,), "CHAIN_DIGITS": 9, "CHAINS": (0, 5)},
        digit_by_digit: {"N_TEST": 60},
        larger_than_trained: {"N_TEST": 20},
        number_out: {"N_TEST": 60},
        pairs_needed: {"MOST": 20},
        units_needed: {"N_TEST": 60},
        reading_order: {"DIGITS": 1, "READS": {"1+2": "nothing"}, "N_FITTED": 12},
    }
    for module, names in fewer.items():
        for name, value in names.items():
            monkeypatch.setattr(module, name, value)


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_tiny_run_prints_draws_and_is_not_trained_again(eager, tiny, tmp_path, script):
    module = import_module(f"extensions.{script}")
    path, figure = tmp_path / "results.jsonl", tmp_path / "figure.svg"
    arguments = ["--epochs", 1, "--results", path, *FEWER.get(script, [])]
    has_figure = script != "number_out"
    ended = run(module, *arguments, *(["--plot", figure] if has_figure else []))
    assert (ended.status, ended.err) == (0, "")
    tables = tables_in(ended.out)
    assert tables and all(len(rows) > 2 for rows, _ in tables)
    assert "seed 1" in ended.out
    lines = read_results(path)
    assert lines and all(line["script"] == script for line in lines)
    n_lines = ended.out.count(": trained and scored in ")
    assert n_lines == len(lines)
    if has_figure:
        assert figure.read_text(encoding="utf-8").count("<path") > 10
    again = run(module, *arguments)
    assert (again.status, again.err) == (0, "")
    assert "trained and scored" not in again.out and read_results(path) == lines
    assert [rows for rows, _ in tables_in(again.out)] == [rows for rows, _ in tables]


@pytest.mark.parametrize("script", ["larger_numbers", "brackets"])
def test_watching_asks_what_is_never_trained_on_and_changes_nothing_else(eager, tiny, script):
    """The last answers are the first of those after the training."""
    module, arguments = import_module(f"extensions.{script}"), FEWER.get(script, [])
    plain, watched = (
        run(module, "--epochs", 2, *arguments, "--watch", n).out.splitlines() for n in (0, 2)
    )
    lines = [line for line in watched if line.startswith("epoch ")]
    first, second = [line for line in plain if RIGHT in line or WRONG in line][:2]
    assert lines[1].startswith("epoch 2: ") and lines[-1].endswith(f": {first}  {second}")
    assert [line for line in watched if line not in lines and "trained and" not in line] == [
        line for line in plain if "trained and" not in line
    ]


@pytest.mark.parametrize("path", sorted((ROOT / "extensions/shared").glob("[a-z]*.py")))
def test_what_is_no_script_says_so_in_a_line(path):
    with pytest.raises(SystemExit, match="^It is no script.* python -m extensions[^\n]*$"):
        runpy.run_path(str(path), run_name="__main__")
