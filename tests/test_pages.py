"""The pages: their tables are what their commands print, without any training."""

import re
import shlex
from collections import namedtuple
from importlib import import_module

import pytest

from extensions.shared import sweeps
from extensions.shared.problems import TUTORIALS
from extensions.shared.results import append_result
from tests.in_process import run
from tests.subprocesses import ROOT, python

PAGES = [ROOT / "README.md", *sorted((ROOT / "extensions").glob("*.md"))]
# an index, and quotations with what became of them: their tables are written by hand
BY_HAND = {"README.md", "readers.md"}

Command = namedtuple("Command", "script arguments line")  # line: where it stands in the page
Table = namedtuple("Table", "rows line")


def tables_in(text):
    """Every table of a text: lines that follow one another and start with '|'."""
    tables, before = [], None
    for number, line in enumerate(text.splitlines()):
        if line.startswith("|"):
            if before != number - 1:
                tables.append(Table([], number))
            tables[-1].rows.append(line)
            before = number
    return tables


def commands_in(text):
    """Every command of a page's code blocks that prints from results."""
    commands, is_code, lines = [], False, text.splitlines()
    for number, line in enumerate(lines):
        is_code ^= line.startswith("```")
        for more in lines[number + 1 :]:
            if not line.endswith("\\"):
                break
            line = line[:-1] + more
        found = re.match(r"(?:\$ )?python -m extensions\.(\w+) (.*--results .*)", line)
        if is_code and found:
            script, arguments = found.groups()
            commands.append(Command(script, shlex.split(arguments, comments=True), number))
    return commands


def without(arguments, *options):
    """Leave out options, with the argument of each."""
    places = [i for i, argument in enumerate(arguments) if argument in options]
    return [each for i, each in enumerate(arguments) if i not in places and i - 1 not in places]


class WrongCommand(Exception):
    pass


@pytest.fixture
def printed(monkeypatch):
    """Run a command of a page, which may not train. Returns the tables that it prints."""

    def refuse(trainings, n_jobs=1):
        if trainings:
            raise WrongCommand(
                f"the results have no {trainings[0][0]}, and {len(trainings)} in all"
            )
        return []

    monkeypatch.setattr(sweeps, "train_all", refuse)
    monkeypatch.chdir(ROOT)

    def printed(command):
        module = import_module(f"extensions.{command.script}")
        arguments = without(command.arguments, "--plot", "--jobs")
        ended = run(module, *arguments)
        if (ended.status, ended.err) != (0, ""):
            raise WrongCommand(ended.err)
        return [rows for rows, _ in tables_in(ended.out)]

    return printed


def complaints(page, printed):
    """Say which commands print no table below them, and which tables no command prints."""
    text = page.read_text(encoding="utf-8")
    tables, known, found = tables_in(text), [], []
    for command in commands_in(text):
        name = f"{page.name}, line {command.line + 1}: {command.script}"
        try:
            shown = printed(command)
        except WrongCommand as error:
            found.append(f"{name}: {error}")
            continue
        below = [rows for rows, line in tables if line > command.line]
        if not any(rows in below for rows in shown):
            found.append(f"{name} prints none of the tables below it")
        known += shown
    if page.name not in BY_HAND:
        for rows, line in tables:
            if rows not in known:
                found.append(f"{page.name}, line {line + 1}: no command prints this table")
    return "\n".join(found)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_table_is_what_its_command_prints(printed, page):
    if found := complaints(page, printed):
        pytest.fail(found, pytrace=False)


@pytest.mark.parametrize("page", PAGES[1:], ids=lambda page: page.name)
def test_a_page_has_at_most_250_lines(page):
    assert len(page.read_text(encoding="utf-8").splitlines()) <= 250


# --- the check itself, with a page of its own


@pytest.fixture
def results(tmp_path):
    """The results of one training."""
    path = tmp_path / "decoders.jsonl"
    settings = {"variation": "repeat_vector", "largest": 10, "held_out": 0.2, **TUTORIALS}
    line = {"script": "decoders", "version": 1, "settings": settings, "seed": 1}
    line |= {"seconds": 9, "weights": 76012, "scores": {"seen": [1.0], "never seen": [0.125]}}
    append_result(path, line)
    return path


@pytest.fixture
def page(tmp_path, results):
    """A page with a command and its table."""
    page = tmp_path / "page.md"
    page.write_text(f"""A page.

```
python -m extensions.decoders --variations repeat_vector --largest 10 --results {results} \\
--jobs 2 --plot {tmp_path}/decoders.png
```

| up to 10, seed 1         | weights | seen % | never seen % |
|--------------------------|--------:|-------:|-------------:|
| repeat vector (tutorial) |  76,012 |    100 |         12.5 |

The end.
""")
    return page


def test_a_page_that_says_what_is_printed(printed, page, tmp_path):
    assert complaints(page, printed) == ""
    assert {path.suffix for path in tmp_path.iterdir()} == {".md", ".jsonl"}


@pytest.mark.parametrize(
    "old, new, complaint",
    [
        ("12.5", "12.6", "page.md, line 4: decoders prints none of the tables below it"),
        ("|    100 |", "| 100 |", "page.md, line 4: decoders prints none of the tables below it"),
        ("The end.", "| by | hand |\n|---|---|", "page.md, line 12: no command prints this table"),
        (
            "--largest 10",
            "--largest 10 --repeats 2",
            "the results have no repeat_vector up to 10, seed 2",
        ),
        (
            "--largest 10",
            "--largest 10 --epochs 9",
            "the results have no repeat_vector up to 10, seed 1",
        ),
        ("--largest 10", "--largest 11", "argument --largest: invalid choice"),
    ],
)
def test_a_page_that_says_something_else_is_found_out(printed, page, old, new, complaint):
    page.write_text(page.read_text().replace(old, new))
    assert complaint in complaints(page, printed)


def test_a_table_above_its_command_is_not_below_it(printed, page):
    start, command, end = re.split("(?s)(```.*```)", page.read_text())
    page.write_text(start + end + command)
    assert "none of the tables below it" in complaints(page, printed)


def test_a_command_whose_results_are_there_imports_nothing_slow(page):
    (command,) = commands_in(page.read_text())
    arguments = without(command.arguments, "--plot")
    ended = python("-X", "importtime", "-m", f"extensions.{command.script}", *arguments)
    assert ended.returncode == 0
    assert [rows for rows, _ in tables_in(ended.stdout)] == [
        rows for rows, _ in tables_in(page.read_text())
    ]
    lines = ended.stderr.splitlines()
    packages = {line.split("|")[-1].strip().split(".")[0] for line in lines}
    assert "numpy" in packages
    assert not packages & {"keras", "tensorflow", "sklearn", "matplotlib", "joblib"}
