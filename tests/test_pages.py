"""The pages: their tables are what their commands print, without any training."""

import re
import shlex
from importlib import import_module

import pytest

from extensions.shared import sweeps
from extensions.shared.results import append_result, backend_and_floats
from extensions.shared.training import TUTORIAL_TRAINING
from tests.in_process import run
from tests.subprocesses import ROOT, python

PAGES = [ROOT / "README.md", *sorted((ROOT / "extensions").glob("*.md"))]
# an index, and quotations with what became of them: their tables are written by hand
BY_HAND = {"README.md", "tutorial.md"}
# what prints from results, in a code block of a page: the script and its arguments
COMMAND = re.compile(r"^(?:\$ )?python -m extensions\.(\w+) (.*--results .*)$", re.MULTILINE)


def tables_in(text):
    """Every table of a text: lines that follow one another and start with '|'."""
    return [table.strip() for table in re.findall(r"(?m)(?:^\|.*\n?)+", text)]


def arguments_of(command):
    """The arguments of a COMMAND, without those that draw and that train."""
    return shlex.split(re.sub(r" --(plot|jobs) \S+", "", command[2]), comments=True)


class WrongCommand(Exception):
    pass


@pytest.fixture
def printed(monkeypatch):
    """Run a command of a page, which may not train. Returns the tables that it prints."""

    def refuse(trainings, n_jobs=1):
        raise WrongCommand(f"the results have no {trainings[0][0]}, and {len(trainings)} in all")

    monkeypatch.setattr(sweeps, "train_all", refuse)
    monkeypatch.chdir(ROOT)

    def printed(command):
        ended = run(import_module(f"extensions.{command[1]}"), *arguments_of(command))
        if (ended.status, ended.err) != (0, ""):
            raise WrongCommand(ended.err)
        return tables_in(ended.out)

    return printed


def complaints(page, printed):
    """Say which commands print no table below them, and which tables no command prints."""
    text, known, found = page.read_text(encoding="utf-8").replace("\\\n", ""), [], []
    for command in COMMAND.finditer(text):
        try:
            shown = printed(command)
        except WrongCommand as error:
            found.append(f"{command[0]}: {error}")
            continue
        if not {*shown} & {*tables_in(text[command.end() :])}:
            found.append(f"{command[0]} prints none of the tables below it")
        known += shown
    for table in tables_in(text):
        if page.name not in BY_HAND and table not in known:
            found.append(f"no command prints this table:\n{table}")
    return "\n".join(found)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_table_is_what_its_command_prints(printed, page):
    if found := complaints(page, printed):
        pytest.fail(found, pytrace=False)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_page_is_short_and_its_code_blocks_end(page):
    lines = page.read_text(encoding="utf-8").splitlines()
    fences = [line for line in lines if line.startswith("```")]
    assert len(lines) <= 190 and len(fences) % 2 == 0 and set(fences[1::2]) <= {"```"}


# --- the check itself, with a page of its own


@pytest.fixture
def page(tmp_path):
    """A page with a command and its table, and the results of one training."""
    network, (backend, floats) = "tutorial's network", backend_and_floats()
    line = {"question": "pairs", "seed": 1, "backend": backend, "weights": 76012, "kept": {}}
    line["with"] = {"floats": floats}
    line["settings"] = {"network": network, "largest": 10, "held_out": 0.2, **TUTORIAL_TRAINING}
    append_result(tmp_path / "pairs.jsonl", line | {"scores": {"seen": 1.0, "held-out": 0.125}})
    page = tmp_path / "page.md"
    page.write_text(f"""A page.

```
python -m extensions.decoders --variations "{network}" --largest 10 \\
--results {tmp_path}/pairs.jsonl --jobs 2 --plot {tmp_path}/decoders.png
```

| up to 10, seed 1   | weights | seen % | held-out % |
|--------------------|--------:|-------:|-----------:|
| {network} |  76,012 |    100 |       12.5 |

The end.
""")
    return page


@pytest.mark.parametrize(
    "old, new, complaint",
    [
        ("12.5", "12.6", "decoders.png prints none of the tables below it"),
        ("The end.", "| by | hand |", "no command prints this table:\n| by | hand |"),
        ("--largest", "--epochs 9 --largest", "no tutorial's network, up to 10, seed 1, and 1"),
    ],
)
def test_a_page_that_says_something_else_is_found_out(printed, page, old, new, complaint):
    assert complaints(page, printed) == ""
    page.write_text(page.read_text().replace(old, new))
    assert complaint in complaints(page, printed)


def test_a_command_whose_results_are_there_imports_nothing_slow(page):
    text = page.read_text().replace("\\\n", "")
    command = COMMAND.search(text)
    rest = arguments_of(command)
    ended = python("-X", "importtime", "-m", f"extensions.{command[1]}", *rest)
    assert ended.returncode == 0
    assert tables_in(ended.stdout) == tables_in(text)
    lines = ended.stderr.splitlines()
    packages = {line.split("|")[-1].strip().split(".")[0] for line in lines}
    assert "numpy" in packages
    assert not packages & {"keras", "tensorflow", "sklearn", "matplotlib", "joblib"}
