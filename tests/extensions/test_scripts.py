import pytest

from tests.subprocesses import ROOT, python

SCRIPTS = [
    path.stem
    for path in sorted((ROOT / "extensions").glob("*.py"))
    if "run_script(main)" in path.read_text(encoding="utf-8")
]


def test_there_are_scripts():
    assert {"padding", "brackets", "columns"} < set(SCRIPTS)


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_script_that_is_run_as_a_file_says_how_to_run_it(script):
    ended = python(f"extensions/{script}.py")
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == f"Run it as a module: python -m extensions.{script}\n"
