"""The house: five floors, and who may import whom."""

import ast

import pytest

from tests.subprocesses import ROOT, python


def modules_in(folder):
    """The modules of a folder and their files."""
    paths = (ROOT / folder).glob("*.py")
    name = folder.replace("/", ".")
    return {f"{name}.{path.stem}".removesuffix(".__init__"): path for path in sorted(paths)}


STAGES = ["addition_lstm_mapping", "addition_mlp", "addition_seq2seq"]
# from the top down; the package of the questions is no question
FLOORS = {
    "questions": modules_in("extensions"),
    "shared": modules_in("extensions/shared"),
    "stages": {stage: ROOT / f"{stage}.py" for stage in STAGES},
    "cli": modules_in("cli"),
    "common": modules_in("common"),
}
MODULES = {name: path for floor in FLOORS.values() for name, path in floor.items()}
ALONE = {*FLOORS["questions"], *FLOORS["stages"]} - {"extensions"}  # they know none of their floor


def imported(path):
    """The modules of the project that a file imports, within its functions too."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        assert not getattr(node, "level", 0), f"{path.name}: a relative import"
        aliases = {alias.name for alias in getattr(node, "names", []) if hasattr(alias, "name")}
        module = getattr(node, "module", None)  # of "from module import name"
        names |= {module, *(f"{module}.{name}" for name in aliases)} if module else aliases
    return {name for name in names if name in MODULES or name.split(".")[0] == "tests"}


def test_every_module_has_its_floor():
    """A script of one's own, at the top, has none."""
    folders = [ROOT / folder for folder in ("common", "cli", "extensions")]
    found = {path for folder in folders for path in folder.rglob("*.py")}
    assert found | set(FLOORS["stages"].values()) == set(MODULES.values())


@pytest.mark.parametrize("floor", FLOORS)
def test_imports_point_downwards(floor):
    floors = list(FLOORS)
    allowed = {name for below in floors[floors.index(floor) :] for name in FLOORS[below]}
    for name, path in FLOORS[floor].items():
        wrong = imported(path) - allowed
        if name in ALONE:
            wrong |= imported(path) & ALONE & FLOORS[floor].keys()
        assert not wrong, f"{path.name} imports {wrong}"


def test_each_module_of_common_serves_a_stage():
    used = {name for path in FLOORS["stages"].values() for name in imported(path)}
    assert FLOORS["common"].keys() <= used | {"common"}


SESSION = """
import os, signal, sys, threading
import numpy
def session():
    hooks = sys.excepthook, sys.displayhook, sys.unraisablehook, threading.excepthook
    signals = [signal.getsignal(number) for number in sorted(signal.valid_signals())]
    streams = [(s, s.errors, s.line_buffering) for s in (sys.stdin, sys.stdout, sys.stderr)]
    return hooks, signals, streams, dict(os.environ)
before = session()
from addition_lstm_mapping import addition_lstm_mapping, create_model
from addition_mlp import addition_mlp, create_model
from addition_seq2seq import addition_seq2seq, create_model
print(session() == before, {"keras", "sklearn", "matplotlib", "joblib"} & set(sys.modules))
"""


def test_importing_a_stage_changes_nothing_and_imports_nothing_slow():
    ended = python("-c", SESSION)
    assert (ended.stdout, ended.stderr) == ("True set()\n", "")
