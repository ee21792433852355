"""The pages: their tables are what their commands print, without any training."""

import re
import shlex
from importlib import import_module

import pytest

from extensions.shared import sweeps
from tests.in_process import run
from tests.subprocesses import ROOT, python
from tests.test_layout import FLOORS

PAGES = [ROOT / "README.md", *sorted((ROOT / "extensions").glob("*.md"))]
# an index, and quotations with what became of them: their tables are written by hand
BY_HAND = {"README.md", "tutorial.md"}
# what prints from results, in a code block or in a sentence: the script and its arguments
COMMAND = re.compile(r"(?:^|`)python -m extensions\.(\w+) (.*?--results .*?)(?:`|$)", re.M)
DRAWS = re.compile(r"python .*figures/.*")  # a command that draws what a page shows
SHOWN = re.compile(r"\]\((?:\.\./)?figures/(\w+)(\.\w+)\)")  # a figure, or a link to a film


def text_of(page):
    """The text of a page, each command in one line."""
    return page.read_text(encoding="utf-8").replace("\\\n", "")


def tables_in(text):
    """Every table of a text: lines that follow one another and start with '|'."""
    return [table.strip() for table in re.findall(r"(?m)(?:^\|.*\n?)+", text)]


class WrongCommand(Exception):
    pass


@pytest.fixture
def printed(monkeypatch, tmp_path):
    """Run a COMMAND, which may not train. Returns the tables that it prints.

    Its figures are drawn into another folder, of a film the first frame. Epochs count from 1.
    """
    from matplotlib import animation
    from matplotlib.figure import Figure

    def refuse(trainings, n_jobs=1):
        raise WrongCommand(f"the results have no {trainings[0][0]}, and {len(trainings)} in all")

    def look_and_save(figure, *args, **options):
        by_epoch = [ax for ax in figure.axes if ax.get_xlabel().startswith("epoch")]
        if "format" not in options and any(ax.lines[0].get_xdata()[0] != 1 for ax in by_epoch):
            raise ValueError("the first epoch is not 1")
        save(figure, *args, **options)

    save, film = Figure.savefig, animation.FuncAnimation
    monkeypatch.setattr(Figure, "savefig", look_and_save)
    monkeypatch.setattr(animation, "FuncAnimation", lambda fig, draw, n: film(fig, draw, n[:1]))
    monkeypatch.setattr(sweeps, "train_all", refuse)
    monkeypatch.chdir(ROOT)

    def printed(script, line):
        arguments = shlex.split(line.replace("figures/", f"{tmp_path}/"), comments=True)
        ended = run(import_module(f"extensions.{script}"), *arguments)
        if (ended.status, ended.err) != (0, ""):
            raise WrongCommand(ended.err)
        if ended.out.count("The figure is in") != line.count("figures/"):
            raise WrongCommand("does not draw its figures")
        return tables_in(ended.out)

    return printed


def complaints(page, printed):
    """Say which commands print no table below them, and which tables no command prints.

    Say also which figures the commands above and below them do not draw.
    """
    text, known, found = text_of(page), [], []
    commands, drawing, figures = (list(each.finditer(text)) for each in (COMMAND, DRAWS, SHOWN))
    if len(commands) != len(re.findall(r"--results \S+/", text)):
        found.append("a command is neither in a line of its own nor in backticks")
    films = [figure[1] for figure in figures if figure[2] == ".gif"]
    for command in commands:
        script, line = command.groups()
        try:
            shown = printed(script, line)
            for film in films:
                if f"/{film}.png" in line:
                    printed(script, line.replace(f"/{film}.png", f"/{film}.gif"))
        except WrongCommand as error:
            found.append(f"{command[0]}: {error}")
            continue
        is_in_sentence = command[0].startswith("`")
        if not is_in_sentence and not {*shown} & {*tables_in(text[command.end() :])}:
            found.append(f"{command[0]} prints none of the tables below it")
        known += shown
    for table in tables_in(text):
        if page.name not in BY_HAND and table not in known:
            found.append(f"no command prints this table:\n{table}")
    for figure in figures if page.name != "README.md" else ():  # which shows those of the pages
        above = [each[0] for each in drawing if each.start() < figure.start()]
        below = [each[0] for each in drawing if each.start() > figure.start()]
        if not any(f"figures/{figure[1]}." in each for each in (*above[-1:], *below[:1])):
            found.append(f"{figure[0]} is not drawn by the command above or below it")
    return "\n".join(found)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_table_is_what_its_command_prints(printed, page):
    if found := complaints(page, printed):
        pytest.fail(found, pytrace=False)


def test_every_figure_is_on_a_page_and_drawn_by_a_command():
    texts = "\n".join(map(text_of, PAGES))
    figures = {path.name for path in (ROOT / "figures").iterdir()}
    assert figures == set(map("".join, SHOWN.findall(texts)))
    drawn = "\n".join(DRAWS.findall(texts))
    assert [name for name in figures if f"figures/{name[:-4]}." not in drawn] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_page_is_short_and_its_code_blocks_end(page):
    lines = page.read_text(encoding="utf-8").splitlines()
    fences = [line for line in lines if line.startswith("```")]
    assert len(lines) <= 190 and len(fences) % 2 == 0 and set(fences[1::2]) <= {"```"}


# --- the check itself, of a page that is changed

PAGE = ROOT / "extensions" / "examples.md"


@pytest.mark.parametrize(
    "old, new, complaint",
    [
        (r"(--:?\|\n\|.*?)\d", r"\1x", ".jsonl prints none of the tables below it"),
        (r"\Z", "\n| by | hand |\n", "no command prints this table:\n| by | hand |"),
        ("--results", "--epochs 9 --results", "the results have no "),
        (r"\Z", "\n![It](figures/it.png)", "figures/it.png) is not drawn by the command above"),
        (r"\Z", "\n`python -m extensions.padding --x --results a.jsonl`", "arguments: --x"),
    ],
)
def test_a_page_that_says_something_else_is_found_out(printed, tmp_path, old, new, complaint):
    page = tmp_path / "page.md"
    page.write_text(re.sub(old, new, text_of(PAGE)), encoding="utf-8")
    assert complaint in complaints(page, printed)


def test_a_command_whose_results_are_there_imports_nothing_slow():
    script, line = COMMAND.search(text_of(PAGE)).groups()
    arguments = shlex.split(re.sub(r"--plot \S+", "", line), comments=True)
    ended = python("-X", "importtime", "-m", f"extensions.{script}", *arguments)
    assert ended.returncode == 0 and {*tables_in(ended.stdout)} & {*tables_in(text_of(PAGE))}
    packages = set(re.findall(r"\| +(\w+)", ended.stderr))
    assert "numpy" in packages
    assert not packages & {"keras", "tensorflow", "sklearn", "matplotlib", "joblib"}


def test_every_question_stands_on_a_page():
    pages = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    questions = {name for name in FLOORS["questions"] if name != "extensions"}
    assert questions == {name for name in questions if f"python -m {name}" in pages}
