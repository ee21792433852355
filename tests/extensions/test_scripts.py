"""Every question, found by listing them: its command line. And some tiny runs."""

import json
from importlib import import_module

import pytest

from extensions.shared.results import read_results
from extensions.shared.training import TUTORIAL_TRAINING
from tests.in_process import run
from tests.subprocesses import python
from tests.test_layout import FLOORS
from tests.test_pages import tables_in

SCRIPTS = [name.split(".")[-1] for name in FLOORS["questions"] if name != "extensions"]
REFUSED = {
    "--repeats 0": "argument --repeats: '0' is not a whole number",
    "--results results.txt": "argument --results: 'results.txt' does not end in .jsonl",
    "--results nowhere/a.jsonl": "argument --results: 'nowhere/a.jsonl' cannot be written",
    "--nonsense": "unrecognized arguments: --nonsense",
}
EACH = """
import json, sys
from importlib import import_module
from extensions.shared import sweeps
from tests.in_process import run
sweeps.train_all = None  # a refusal that breaks fails at once
scripts, lines = json.loads(sys.argv[1])
modules = [import_module(f"extensions.{script}") for script in scripts]
ended = [[run(module, *line.split()) for line in lines] for module in modules]
print(json.dumps([ended, sorted(sys.modules)]))
"""


def test_each_explains_itself_and_refuses_in_one_line_before_keras_is_imported():
    ended = python("-c", EACH, json.dumps([SCRIPTS, ["--help", *REFUSED]]))
    assert ended.stderr == ""
    runs, modules = json.loads(ended.stdout)
    assert not {"keras", "tensorflow", "sklearn", "matplotlib", "joblib"}.intersection(modules)
    for script, (helped, *refused) in zip(SCRIPTS, runs, strict=True):
        description = import_module(f"extensions.{script}").__doc__
        assert description.splitlines()[0].endswith("?")
        status, out, _ = helped
        assert (status, description.strip() in out) == (0, True)
        trains = script != "by_hand"  # which looks at one model
        assert f"python -m extensions.{script} " in out
        assert trains == ("--results FILE.jsonl" in out)
        for (given, complaint), (status, out, err) in zip(REFUSED.items(), refused, strict=True):
            complaint = complaint if trains else f"unrecognized arguments: {given}"
            assert (status, out, err.count("\n")) == (2, "", 1)
            assert err.startswith(f"python -m extensions.{script}: error: {complaint}")


@pytest.mark.parametrize(
    "script, arguments",
    [
        ("decoders", ["--largest", 10, "--variations", "attention"]),
        ("held_out_pairs", ["--cases", "number as the answer, up to 10"]),
        ("brackets", ["--examples", 10, "--batch-size", 10, "--units", 4, 4]),
    ],
)
def test_a_tiny_run_prints_and_is_not_trained_again(
    eager, monkeypatch, tmp_path, script, arguments
):
    monkeypatch.setitem(TUTORIAL_TRAINING, "n_examples", 10)
    module, path = import_module(f"extensions.{script}"), tmp_path / "results.jsonl"
    arguments = [*arguments, "--epochs", 1, "--results", path]
    ended = run(module, *arguments)
    assert (ended.status, ended.err) == (0, "")
    tables = tables_in(ended.out)
    assert tables and all(table.count("\n") > 1 for table in tables)
    lines = read_results(path)
    assert lines and ended.out.count(", seed 1: trained and scored in ") == len(lines)
    again = run(module, *arguments)
    assert (again.status, again.err) == (0, "")
    assert "trained and scored" not in again.out and read_results(path) == lines
    assert tables_in(again.out) == tables
