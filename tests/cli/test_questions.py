import io
import os
import pty
import re
import subprocess
import sys

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cli.questions import HELP, RIGHT, WRONG, ask, parse_sum
from tests.in_process import Terminal
from tests.subprocesses import ROOT, environment


@pytest.fixture
def model():
    """It adds two numbers up to 10, and says 12 to all of them."""

    def answer(question):
        numbers = parse_sum(question, 2, 10)
        return "+".join(map(str, numbers)), str(sum(numbers)), "12"

    return answer


# --- what is a question


@given(st.lists(st.integers(1, 99), min_size=2, max_size=5), st.data())
def test_numbers_are_read_out_of_a_question(numbers, data):
    """Spaces around them, and zeros before them, are forgiven."""
    more = st.text(" ", max_size=3)
    terms = [f"{data.draw(more)}{data.draw(st.text('0', max_size=2))}{n}" for n in numbers]
    question = "+".join(term + data.draw(more) for term in terms)
    assert parse_sum(question, len(numbers), 99) == numbers


@given(st.text() | st.text("0123+ ") | st.from_regex(r"[0-9]{1,2}\+[0-9]{1,2}", fullmatch=True))
def test_every_other_text_is_refused_with_a_reason(text):
    assume(not re.fullmatch(r" *0*([1-9]|10) *\+ *0*([1-9]|10) *", text))
    with pytest.raises(ValueError, match="is not|an empty question|but the model adds 2"):
        parse_sum(text, 2, 10)


@pytest.mark.parametrize(
    "question, says",
    [
        ("", "an empty question"),
        ("3*10", r"'\*' is not in the alphabet"),
        ("3+11", "11 is not from 1 to 10"),
        ("0+3", "0 is not from 1 to 10"),
        ("1+2+3", "has 3 numbers, but the model adds 2"),
        ("1 0+3", "is not a sum such as 3"),
    ],
)
def test_what_cannot_be_asked_is_refused(question, says):
    with pytest.raises(ValueError, match=says):
        parse_sum(question, 2, 10)


# --- questions in the command line


def test_answers_are_marked(model, capsys):
    assert ask(["7+5", " 3 + 10 \r\n"], model) == 0
    assert capsys.readouterr() == (f"7+5=12 {RIGHT}\n3+10=12 {WRONG} (13)\n", "")


@pytest.mark.parametrize("claim, verdict", [("13", RIGHT), (" 013 ", RIGHT), ("12", WRONG)])
def test_a_persons_answer_is_checked_whatever_the_model_says(model, capsys, claim, verdict):
    assert ask([f"3+10={claim}"], model) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first == f"3+10=12 {WRONG} (13)"
    assert second.startswith(f"your {int(claim)} is ") and second.endswith(verdict)


@pytest.mark.parametrize(
    "refused",
    ["", "quit", "7+5\t", "7+5=", "7+5=twelve", "7+5=12=12", "7+5=1.5", "7+5=" + "9" * 5000],
)
def test_a_refused_question_gets_one_line_and_the_next_is_answered(model, capsys, refused):
    assert ask([refused, "7+5"], model) == 1
    shown = capsys.readouterr()
    assert shown.out == f"7+5=12 {RIGHT}\n"
    (line,) = shown.err.splitlines()
    assert line.startswith(repr(refused) + ": ")


def test_a_number_that_python_does_not_read_is_called_too_long(model, capsys):
    ask(["3+" + "9" * 5000], model)
    (line,) = capsys.readouterr().err.splitlines()
    assert line.endswith("': has a number of more than 4300 digits")


# --- questions at a prompt, or in a file


@pytest.fixture
def asked(model, capsys, monkeypatch):
    """Ask without questions; what is shown where the standard input holds these lines."""

    def asked(typed, Stream=io.StringIO):
        with monkeypatch.context() as patch:
            patch.setattr("sys.stdin", Stream(typed))
            if Stream is Terminal:
                patch.setattr("sys.stdout.isatty", lambda: True, raising=False)
            assert ask([], model) == 0
        return capsys.readouterr()

    return asked


def test_a_file_is_answered_line_by_line_and_nothing_else_is_written(asked):
    shown = asked("7+5\n\nnonsense\n3+10=13\n")
    answers = f"7+5=12 {RIGHT}\n3+10=12 {WRONG} (13)\nyour 13 is right {RIGHT}\n"
    assert shown.out == answers
    (line,) = shown.err.splitlines()
    assert line.startswith("'nonsense': ")


def test_a_byte_that_is_no_character_is_refused_and_the_next_question_answered(asked):
    shown = asked(b"3+\xff\n7+5\n", lambda typed: io.TextIOWrapper(io.BytesIO(typed), "utf-8"))
    assert shown.out == f"7+5=12 {RIGHT}\n"
    assert "is not in the alphabet" in shown.err and shown.err.count("\n") == 1


def test_the_prompt_explains_itself_in_lines_that_fit(asked):
    shown = asked("\n  \n7+5\nhelp\n", Terminal)
    assert shown.err == ""
    assert shown.out == f"{HELP}\n> > > 7+5=12 {RIGHT}\n> {HELP}\n> \n"
    assert all(len(line) <= 60 for line in HELP.splitlines())


@pytest.mark.parametrize("word", ["quit", "exit", " quit "])
def test_the_prompt_ends_where_one_says_so(asked, word):
    assert asked(f"{word}\n7+5\n", Terminal) == (f"{HELP}\n> ", "")


def test_the_prompt_remembers_the_questions_before():
    pytest.importorskip("readline")
    code = "from cli.questions import ask; ask([], lambda asked: (asked, '12', '12'))"
    terminal, end = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        stdin=end,
        stdout=end,
        stderr=end,
        cwd=ROOT,
        env=environment(TERM="xterm"),
    )
    os.close(end)
    shown = ""
    for then, key in (("> ", "7+5\r"), ("=12", ""), ("> ", "\033[A\r"), ("=12", "")):
        while then not in shown:
            shown += os.read(terminal, 1000).decode()
        question, shown = shown.split(then, 1)
        os.write(terminal, key.encode())
    assert question.endswith("7+5")
    process.terminate()
    process.wait(timeout=60)
    os.close(terminal)
