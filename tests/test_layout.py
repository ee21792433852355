"""The house: five floors, and who may import whom."""

import ast

import pytest

from tests.subprocesses import ROOT, python

STAGES = ["addition_lstm_mapping", "addition_mlp", "addition_seq2seq"]


def modules_in(folder):
    """The modules of a folder and their files."""
    return {
        f"{folder.replace('/', '.')}.{path.stem}".removesuffix(".__init__"): path
        for path in sorted((ROOT / folder).glob("*.py"))
    }


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
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}: a relative import"
            names.add(node.module)
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return {name for name in names if name in MODULES or name.split(".")[0] == "tests"}


def test_every_module_has_its_floor():
    found = {path for path in ROOT.glob("*.py")}
    for folder in ("common", "cli", "extensions"):
        found.update((ROOT / folder).rglob("*.py"))
    assert found == set(MODULES.values())
    assert all(len(floor) >= 3 for floor in FLOORS.values())


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
    """It is imported by a stage, or by a module of common/ that is."""
    common = FLOORS["common"].keys()
    used, more = {"common"}, set(FLOORS["stages"])
    while more:
        more = {name for each in more for name in imported(MODULES[each]) & common} - used
        used |= more
    assert used == common


def test_data_functions_import_neither_keras_nor_scikit_learn():
    code = (
        "import sys, common.pairs, common.scaling, common.encoding\n"
        "print({'keras', 'tensorflow', 'sklearn'} & set(sys.modules), 'numpy' in sys.modules)"
    )
    assert python("-c", code).stdout == "set() True\n"
