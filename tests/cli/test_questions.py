import io
import re
import sys

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cli.questions import RIGHT, WRONG, ask, read_numbers
from tests.in_process import Terminal


@given(st.lists(st.integers(0, 10**9), min_size=2, max_size=5), st.sampled_from("+-*"), st.data())
def test_numbers_are_read_out_of_a_question(numbers, sign, data):
    """Spaces around them, and zeros before them, are forgiven."""
    more = st.text(" ", max_size=3)
    terms = [f"{data.draw(more)}{data.draw(st.text('0', max_size=2))}{n}" for n in numbers]
    question = sign.join(term + data.draw(more) for term in terms)
    assert read_numbers(question, sign) == numbers


@given(st.text() | st.text("0123+ ") | st.sampled_from(["", "5", "3*10", "-5+3", "3+", "1 0+3"]))
def test_every_other_text_is_refused(text):
    assume(not re.fullmatch(r"\s*\d+\s*(\+\s*\d+\s*)+", text))
    with pytest.raises(ValueError, match=r"is not a question such as 3\+10"):
        read_numbers(text, "+")


@pytest.fixture
def asked(capsys):
    """Ask a model that has learned one number; the status and what is shown."""

    def twelve(question):
        numbers = read_numbers(question, "+")
        return "+".join(map(str, numbers)), str(sum(numbers)), "12"

    def asked(*questions, n_numbers=2):
        status = ask(list(questions), twelve, 10, n_numbers)
        return status, *capsys.readouterr()

    return asked


NOTE = "(trained on {} from 1 to 10)"
BEYOND = f"{WRONG} ({{}}) {NOTE.format('2 numbers')}"


@pytest.mark.parametrize(
    "question, n_numbers, shown",
    [
        ("7+5", 2, f"7+5=12 {RIGHT}"),
        (" 3 + 10 \r\n", 2, f"3+10=12 {WRONG} (13)"),
        ("11+2", 2, "11+2=12 " + BEYOND.format(13)),
        ("0+3", 2, "0+3=12 " + BEYOND.format(3)),
        ("1+2+3", 2, "1+2+3=12 " + BEYOND.format(6)),
        # where any count of numbers was trained
        ("1+2+9", None, f"1+2+9=12 {RIGHT}"),
        ("1+11", None, f"1+11=12 {RIGHT} {NOTE.format('numbers')}"),
        # a person's answer is checked, whatever the model says
        ("3+10=13", 2, f"3+10=12 {WRONG} (13)\nyour 13 is right"),
        ("3+10= 013", 2, f"3+10=12 {WRONG} (13)\nyour 013 is right"),
        ("7+5=1c", 2, f"7+5=12 {RIGHT}\nyour 1c is wrong"),
        (f"7+5={'9' * 5000}", 2, f"7+5=12 {RIGHT}\nyour {'9' * 5000} is wrong"),
    ],
)
def test_answers_are_marked_and_what_the_training_had_not_has_a_note(
    asked, question, n_numbers, shown
):
    assert asked(question, n_numbers=n_numbers) == (0, shown + "\n", "")


@pytest.mark.parametrize("refused", ["", "7*5", "7+5=", "7+5=12=12"])
def test_a_refused_question_gets_one_line_and_the_next_is_answered(asked, refused):
    status, shown, complaint = asked(refused, "7+5")
    assert (status, shown) == (1, f"7+5=12 {RIGHT}\n")
    assert complaint.startswith(f"{refused!r}: ") and complaint.count("\n") == 1


def test_a_file_is_answered_line_by_line_and_nothing_else_is_written(asked, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("7+5\n\nnonsense\n8+4\n"))
    complaint = "'nonsense': is not a question such as 3+10\n"
    assert asked() == (0, f"7+5=12 {RIGHT}\n8+4=12 {RIGHT}\n", complaint)


@pytest.mark.parametrize("word", ["q", "quit", " exit ", ""])
def test_the_prompt_says_what_to_ask_and_ends_where_one_says_so(asked, monkeypatch, word):
    monkeypatch.delitem(sys.modules, "readline", raising=False)
    monkeypatch.setattr("sys.stdin", Terminal(f"\n7+5\n{word}" + "\n8+4\n" * bool(word)))
    monkeypatch.setattr("sys.stdout", Terminal())
    assert asked()[0] == 0
    assert sys.stdout.getvalue() == (
        "Ask for 2 numbers from 1 to 10. Add = and your own answer to check it.\n"
        f"Ctrl-D or q ends.\n> > 7+5=12 {RIGHT}\n> " + "\n" * (not word)
    )
    assert sys.platform == "win32" or "readline" in sys.modules  # the arrow keys work
