import io
import os
import pty
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli.questions import RIGHT, WRONG, ask, parse_sum
from tests.subprocesses import ROOT, environment


@pytest.fixture
def model():
    """It adds two numbers up to 10, and says 12 to all of them."""

    def answer(question):
        numbers = parse_sum(question, 2, 10)
        return "+".join(map(str, numbers)), str(sum(numbers)), "12"

    return answer


@given(st.lists(st.integers(1, 99), min_size=2, max_size=5), st.data())
def test_numbers_are_read_out_of_a_question(numbers, data):
    spaces = st.text(" ", max_size=3)
    question = "+".join(data.draw(spaces) + str(n) + data.draw(spaces) for n in numbers)
    assert parse_sum(question, len(numbers), 99) == numbers


@pytest.mark.parametrize(
    "question, says",
    [
        ("", "empty"),
        ("   ", "empty"),
        ("3*10", r"'\*'"),
        ("three+1", "'t'"),
        ("3-1", "'-'"),
        ("3+1.5", r"'\.'"),
        ("3+11", "11 .* 10"),
        ("0+3", "0 .* 1 to 10"),
        ("3", "has 1 numbers, .* adds 2"),
        ("1+2+3", "has 3 numbers, .* adds 2"),
        ("+3", "not a sum"),
        ("3+", "not a sum"),
        ("1++2", "not a sum"),
        ("1 0+3", "not a sum"),
        ("+", "not a sum"),
        ("3+" + "9" * 5000, "digits|1 to 10"),
    ],
)
def test_what_cannot_be_asked_is_refused(question, says):
    with pytest.raises(ValueError, match=says):
        parse_sum(question, 2, 10)


def test_answers_are_marked(model, capsys):
    assert ask(["7+5", " 3 + 10 "], model) == 0
    shown = capsys.readouterr()
    assert shown.out.splitlines() == [f"7+5=12 {RIGHT}", f"3+10=12 {WRONG} (13)"]
    assert shown.err == ""


def test_spaces_zeros_and_line_ends_are_forgiven(model, capsys):
    assert ask(["07+5\r\n", " 7 + 005 = 012 \r"], model) == 0
    first, second, verdict = capsys.readouterr().out.splitlines()
    assert first == second == f"7+5=12 {RIGHT}"
    assert verdict == f"your 12 is right {RIGHT}"


def test_a_refused_question_is_shown_with_its_tab(model, capsys):
    assert ask(["7+5\t"], model) == 1
    assert capsys.readouterr().err == r"'7+5\t': '\t' is not in the alphabet '0123456789+ '" + "\n"


@pytest.mark.parametrize("claim, verdict", [("12", RIGHT), (" 012 ", RIGHT), ("13", WRONG)])
def test_a_persons_answer_is_checked(model, capsys, claim, verdict):
    assert ask([f"7+5={claim}"], model) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first == f"7+5=12 {RIGHT}"
    assert str(int(claim)) in second
    assert second.endswith(verdict)


def test_a_person_may_be_right_where_the_model_is_wrong(model, capsys):
    ask(["3+10=13"], model)
    first, second = capsys.readouterr().out.splitlines()
    assert first == f"3+10=12 {WRONG} (13)"
    assert second.endswith(RIGHT)


@pytest.mark.parametrize(
    "refused",
    ["", "3*10", "3+11", "3", "1+2+3", "7+5=", "7+5=twelve", "7+5=12=12", "7+5=1.5", "7+5=--5"]
    + ["7+5=" + "9" * 5000],
)
def test_a_refused_question_gets_one_line_and_the_next_is_answered(model, capsys, refused):
    assert ask([refused, "7+5"], model) == 1
    shown = capsys.readouterr()
    assert shown.out == f"7+5=12 {RIGHT}\n"
    assert len(shown.err.splitlines()) == 1
    assert repr(refused) in shown.err


def test_without_questions_a_prompt_answers_until_end_of_file(model, capsys, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("7+5\nnonsense\n3+10=13\n"))
    assert ask([], model) == 0
    shown = capsys.readouterr()
    assert f"7+5=12 {RIGHT}\n" in shown.out
    assert f"3+10=12 {WRONG} (13)\nyour 13 is right {RIGHT}\n" in shown.out
    assert "'nonsense'" in shown.err
    assert len(shown.err.splitlines()) == 1


def test_a_number_that_python_does_not_read_is_called_too_long(model, capsys):
    ask(["3+" + "9" * 5000], model)
    (line,) = capsys.readouterr().err.splitlines()
    assert line.endswith("': has a number of more than 4300 digits")


def test_a_byte_that_is_no_character_is_refused_and_the_next_question_answered(
    model, capsys, monkeypatch
):
    typed = io.BytesIO(b"3+\xff\n7+5\n")
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(typed, encoding="utf-8"))
    ask([], model)
    shown = capsys.readouterr()
    assert f"7+5=12 {RIGHT}\n" in shown.out
    (line,) = shown.err.splitlines()
    assert "is not in the alphabet" in line


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
