"""Larger numbers: how it is counted, and a model that is saved, loaded and asked."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from addition_seq2seq import alphabet
from cli.plotting import new_figure
from cli.questions import RIGHT, WRONG
from common.encoding import encode
from extensions import larger_numbers
from extensions.larger_numbers import count_by, draw_places, longest_carry
from extensions.shared import curriculum
from tests.extensions.spying import strings_of
from tests.in_process import refused, run


def carries_by_loop(a, b):
    """Column by column, as on paper."""
    longest = chain = carry = 0
    while a or b:
        carry = a % 10 + b % 10 + carry >= 10
        chain = chain + 1 if carry else 0
        longest = max(longest, chain)
        a, b = a // 10, b // 10
    return longest


@given(st.integers(1, 10**15), st.integers(1, 10**15))
def test_the_chain_of_carries_is_that_of_a_plain_loop(a, b):
    assert longest_carry(a, b) == carries_by_loop(a, b)


@pytest.mark.parametrize("digits", [1, 5, 15])
def test_nines_carry_all_the_way(digits):
    assert longest_carry(10**digits - 1, 1) == digits
    assert longest_carry(1, 10 ** (digits - 1)) == 0


class Adder:
    """It adds the numbers in the questions, but never carries from the units."""

    def predict(self, X, **_):
        answers = []
        for question in strings_of(X):
            a, b = map(int, question.split("+"))
            total = a + b - (10 if a % 10 + b % 10 >= 10 else 0)
            answers.append(str(total).rjust(len(question) // 2 + 1)[::-1])
        return encode(answers, alphabet)


def test_what_is_right_is_counted_by_lengths_and_by_carries():
    pairs = [(1, 2), (9, 9), (12, 7), (3, 99), (10, 10), (55, 45)]
    tests = {"uniform numbers": pairs[:2], "uniform lengths": pairs, "edges": pairs[1:2]}
    tests |= {"long carries": pairs[5:], "repeated digits": pairs[:1] + pairs[4:5]}
    scores = larger_numbers.test(Adder(), tests, {}, digits=2, without="nothing")
    assert scores["shown"][:2] == [f"1+2=3 {RIGHT}", f"9+9=8 {WRONG} (18)"]
    assert scores["shown"][6:] == [f"9+9=8 {WRONG} (18)"]
    assert {name: scores[name] for name in (*larger_numbers.TESTS, "edges")} == {
        "uniform numbers": 0.5,
        "uniform lengths": 0.5,
        "long carries": 0,
        "repeated digits": 1,
        "edges": 0,
    }
    assert scores["cells"] == [((1, 1), 1, 2), ((1, 2), 0, 1), ((2, 1), 1, 1), ((2, 2), 1, 2)]
    assert scores["worst cell of lengths"] == 0
    # of the first two tests together, each pair once
    assert scores["carries"] == [(0, 3, 3), (1, 0, 1), (2, 0, 2)]


def test_how_each_limit_was_learned_is_printed(capsys, monkeypatch):
    """The second seed does not learn the first limit."""
    monkeypatch.setattr(larger_numbers, "N_END", 1)
    places = [[0.9, 1, 0.1], [0.8, 1, 0.1], [1, 0.7, 0.9], [1, 1, 1], [1, 1, 1]]
    accuracy = [0.9, 0.97, 0.99, 1, 1]
    learned = {"limit": [1, 1, 2, 2, 2], "accuracy": accuracy, "places": places}
    not_learned = {"limit": [1] * 5, "accuracy": [0.9] * 5, "places": places}
    seeds = [{"history": not_learned}, {"history": learned}]
    larger_numbers.print_learning({"2 digits": seeds})
    assert capsys.readouterr().out.splitlines() == [
        "",
        "| limit of digits       | 1 | 2 | all |",
        "|-----------------------|--:|--:|----:|",
        "| 2 digits, epochs      | 2 | 1 |   3 |",
        "| 2 digits, worst place | 1 | 2 |   - |",
    ]


def test_places_are_drawn_up_to_the_limit():
    figure, (ax,) = new_figure(1, "")
    draw_places(ax, {"limit": [1, 2], "places": [[1, 0.5, 0.2], [0.9, 0.8, 0.7]]})
    (image,) = ax.images
    assert image.get_array().filled(-1).tolist() == [[100, 90], [50, 80], [-1, 70]]


def test_wrong_edges_are_printed_with_the_seed(capsys):
    shown = [f"1+2=4 {WRONG} (3)", f"9+1=10 {RIGHT}", f"1+9=10 {RIGHT}", f"1+1=3 {WRONG} (2)"]
    line = {"seed": 2, "settings": {"digits": 1}, "scores": {"shown": [*shown, f"9+9=18 {RIGHT}"]}}
    right = line | {"seed": 3, "scores": {"shown": shown[1:3] * 2}}
    larger_numbers.print_wrong_edges({"1 digit": [line, right]})
    assert capsys.readouterr().out == f"Wrong edges, 1 digit, seed 2: 1+1=3 {WRONG} (2)\n"


def test_groups_are_sorted():
    pairs = [(3, 1), (1, 1), (3, 2), (2, 2)]
    counted = count_by(lambda pair: pair[0], pairs, ["4", "3", "6", "4"])
    assert counted == [(1, 0, 1), (2, 1, 1), (3, 1, 2)]


def test_a_tiny_run_is_saved_loaded_drawn_and_asked(eager, monkeypatch, tmp_path):
    monkeypatch.setattr(curriculum, "decaying", lambda rate, n: [rate] * 2)  # a short end
    monkeypatch.setattr(curriculum, "N_TEST", 200)
    monkeypatch.setattr(curriculum, "N_HARD", 50)
    monkeypatch.setattr(curriculum, "N_VALIDATION", 10)
    file, figure = tmp_path / "adder.keras", tmp_path / "figure.svg"
    tiny = ["--digits", 1, "--examples", 20, "--batch-size", 20, "--epochs", 2, "--units", 8, 8]
    ended = run(larger_numbers, *tiny, "--save", file, "--plot", figure)
    assert (ended.status, ended.err) == (0, "")
    *shown, saved, drawn = ended.out.splitlines()
    assert (saved, drawn) == (f"The model is in {file}.", f"The figure is in {figure}.")
    assert "1 digit" in figure.read_text(encoding="utf-8")
    *shown, header, _, epochs, place = shown
    assert re.fullmatch(r"\| limit of digits +\| 1 \| all \|", header)
    assert epochs == "| 1 digits, epochs      | - |   - |"
    assert place == "| 1 digits, worst place | - |   - |"

    loaded = run(larger_numbers, "--load", file).out.splitlines()
    assert loaded == shown[:-1]  # and an empty line
    asked = run(larger_numbers, "--load", file, "--ask", "7+5", "9 + 1=10", "10+1")
    assert asked.status == 1
    first, second, verdict = asked.out.splitlines()
    assert re.fullmatch(rf"7\+5=.* ?({RIGHT}|{WRONG} \(12\))", first)
    assert second.startswith("9+1=") and verdict == f"your 10 is right {RIGHT}"
    assert asked.err == "'10+1': 10 is not from 1 to 9, as the model was trained\n"
    for option in ("--epochs", "--batch-size", "--examples", "--learning-rate"):
        complaint = refused(larger_numbers, "--load", file, option, "1")
        assert f"{option}: is only for training" in complaint


@pytest.mark.parametrize(
    "arguments, complaint",
    [
        (["--digits", "16"], r"--digits: '16' is not a whole number from 1 to 15"),
        (["--digits", "2", "--limit", "3"], r"--limit: 3 is more than --digits"),
        (["--without", "everything"], r"--without: invalid choice: 'everything'"),
        (["--units"], r"--units: expected at least one"),
        (["--units", "8"], r"--units: '8' is not 2 numbers"),
        (["--repeats", "2", "--ask", "1+1"], r"--ask: needs one model"),
        (["--digits", "2", "3", "--save", "m.keras"], r"--save, --load, --ask, --watch: need one"),
        (["--digits", "2", "3", "--watch", "5"], r"--save, --load, --ask, --watch: need one model"),
    ],
)
def test_what_cannot_be_is_refused(arguments, complaint):
    assert re.search(complaint, refused(larger_numbers, *arguments))
