"""The house: who may import whom, and how small common/ stays."""

import ast

import pytest

from tests.subprocesses import ROOT, python

STAGES = ["addition_lstm_mapping", "addition_mlp", "addition_seq2seq"]
# a folder, or the stages: what of the project its files may import
MAY_IMPORT = {
    "common": {"common"},
    "cli": {"common", "cli"},
    "stages": {"common", "cli"},
    "extensions": {"common", "cli", "extensions", *STAGES},
}
FILES = {
    "stages": [ROOT / f"{stage}.py" for stage in STAGES],
    **{folder: sorted((ROOT / folder).glob("*.py")) for folder in ("common", "cli", "extensions")},
}
OURS = {"common", "cli", "extensions", "tests", *STAGES}


def imported(path):
    """The packages that a file imports, within its functions too."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in nodes if isinstance(node, ast.ImportFrom)}
    return {name.split(".")[0] for name in names}


@pytest.mark.parametrize("part", MAY_IMPORT)
def test_imports_point_one_way(part):
    assert len(FILES[part]) >= 3
    wrong = {path.name: imported(path) & OURS - MAY_IMPORT[part] for path in FILES[part]}
    assert not {name: modules for name, modules in wrong.items() if modules}


def test_common_is_what_the_stages_share():
    """Every module of common/ is used by a stage, or by one that is."""
    used, more = set(), {path for path in FILES["stages"]}
    while more:
        text = more.pop().read_text(encoding="utf-8")
        new = {path for path in FILES["common"] if f"from common.{path.stem} import" in text}
        more |= new - used
        used |= new
    assert {path.stem for path in used} == {"pairs", "scaling", "encoding", "training", "reporting"}
    assert {path.stem for path in FILES["common"]} - {path.stem for path in used} == {"__init__"}
    assert sum(len(path.read_text().splitlines()) for path in FILES["common"]) <= 400


def test_data_functions_import_neither_keras_nor_scikit_learn():
    code = (
        "import sys, common.pairs, common.scaling, common.encoding\n"
        "print({'keras', 'tensorflow', 'sklearn'} & set(sys.modules), 'numpy' in sys.modules)"
    )
    assert python("-c", code).stdout == "set() True\n"


@pytest.mark.parametrize("part", FILES)
def test_every_public_function_has_a_docstring(part):
    for path in FILES[part]:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in [tree, *tree.body]:
            if isinstance(node, (ast.Module, ast.FunctionDef, ast.ClassDef)):
                private = getattr(node, "name", "").startswith("_")
                assert private or ast.get_docstring(node), f"{path.name}: {node}"
