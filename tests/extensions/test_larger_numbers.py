"""Larger numbers: how it is counted and printed, and a model that is saved, loaded and asked."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli.questions import RIGHT, WRONG
from extensions import larger_numbers
from extensions.larger_numbers import longest_carry, score
from extensions.shared import curriculum
from extensions.shared.curriculum import Adder
from tests.extensions.shared.test_curriculum import carries
from tests.extensions.spying import strings_of
from tests.in_process import refused, run


@given(st.integers(1, 10**15), st.integers(1, 10**15))
def test_the_chain_of_carries_is_counted_as_on_paper(a, b):
    chains = "".join(" x"[carry] for carry in carries(a, b)).split()
    assert longest_carry(a, b) == max(map(len, chains), default=0)


class Model:
    """It adds the numbers in the questions, but never carries from the last digits."""

    def __init__(self, task):
        self.task = task

    def predict_on_batch(self, X):
        pairs = [list(map(int, question.split("+"))) for question in strings_of(X)]
        sums = [a + b - (10 if a % 10 + b % 10 >= 10 else 0) for a, b in pairs]
        return self.task.encode(pairs, sums)[1]

    def count_params(self):
        return 9


def test_what_is_right_is_counted_by_lengths_and_by_carries():
    pairs = [(1, 2), (9, 9), (12, 7), (3, 99), (10, 10), (55, 45)]
    tests = {"uniform numbers": pairs[:2], "uniform lengths": pairs, "edges": pairs[1:2]}
    tests |= {"long carries": pairs[5:], "repeated digits": pairs[:1] + pairs[4:5]}
    task = Adder(2, (4, 4), False, True)
    result = score(task, Model(task), tests)
    assert result["weights"] == 9
    assert result["scores"] == {
        "uniform numbers": 0.5,
        "uniform lengths": 0.5,
        "long carries": 0,
        "repeated digits": 1,
        "edges": 0,
        "by lengths": [[1, 1, 1, 2], [1, 2, 0, 1], [2, 1, 1, 1], [2, 2, 1, 2]],
        "worst cell of lengths": 0,
        # of the first two tests together, each pair once
        "by carries": [[0, 3, 3], [1, 0, 1], [2, 0, 2]],
    }
    shown = result["kept"]["shown"]
    assert shown["uniform lengths"][:2] == [f"1+2=3 {RIGHT}", f"9+9=8 {WRONG} (18)"]
    assert shown["edges"] == [f"9+9=8 {WRONG} (18)"]


def test_a_report_of_several_seeds_names_wrong_edges_and_says_how_each_digit_was_learned(capsys):
    """The second seed does not learn all digits."""
    scores = {row: 0.5 for row in larger_numbers.ROWS} | {"curve digits": [1, 1, 2]}
    line = {"case": "2 digits", "settings": {"trained_digits": 2}}
    learned = [[[1, 2, 1], [2, 9, 3]], [[1, 4, 2]]]
    edges = [[f"1+1=3 {WRONG} (2)", f"9+1=10 {RIGHT}"], [f"9+1=10 {RIGHT}"]]
    lines = [
        line | {"seed": i, "scores": scores | {"learned": each}, "kept": {"shown": {"edges": edge}}}
        for i, (each, edge) in enumerate(zip(learned, edges), start=1)
    ]
    larger_numbers.report(lines)
    wrong, _, header, _, *rows, _, digits, _, epochs, place = capsys.readouterr().out.splitlines()
    assert wrong == f"Wrong edges, 2 digits, seed 1: 1+1=3 {WRONG} (2)"
    assert header == "| right in %, seeds 1 to 2 | 2 digits |"
    assert [row.split("|")[1].strip() for row in rows] == list(larger_numbers.ROWS)
    assert digits == "| most digits           |       1 | 2 | all |"
    assert epochs == "| 2 digits, epochs      | 3 (2-4) | 9 |  11 |"
    assert place == "| 2 digits, worst place |    1, 2 | 3 |   - |"


TINY = ["--digits", 1, "--examples", 20, "--batch-size", 20, "--epochs", 2, "--units", 8, 8]


def test_a_network_is_saved_loaded_drawn_and_asked(eager, monkeypatch, tmp_path):
    monkeypatch.setattr(curriculum, "N_TEST", 200)
    path, figure = tmp_path / "adder.keras", tmp_path / "figure.svg"
    questions = ["--ask", "7+5", "9 + 1=10", "0+1", "10+1", "1+2+3"]
    ended = run(larger_numbers, *TINY, "--save", path, "--plot", figure, *questions)
    refusals = [f"'{q}': '{q}' does not fit into 3 characters" for q in ("10+1", "1+2+3")]
    assert (ended.status, ended.err.splitlines()) == (1, refusals)
    trained, *shown, drawn, saved, first, second, verdict, outside = ended.out.splitlines()
    assert trained.startswith("1 digit, seed 1: trained")
    assert (saved, drawn) == (f"The model is in {path}.", f"The figure is in {figure}.")
    assert re.fullmatch(rf"7\+5=.* ?({RIGHT}|{WRONG} \(12\))", first)
    assert second.startswith("9+1=") and verdict == f"your 10 is right {RIGHT}"
    assert outside.endswith("(not in the training: 2 numbers from 1 to 9)")
    # the file says all that the evaluation needs; the table's column has another name
    loaded, shown = run(larger_numbers, "--load", path).out.splitlines(), shown[:-5]
    assert loaded[:-8] == shown[:-8]
    assert [line[-7:] for line in loaded[-6:]] == [line[-7:] for line in shown[-6:]]
    asked = run(larger_numbers, "--load", path, *questions)
    assert (asked.err, asked.out.splitlines()) == (ended.err, [first, second, verdict, outside])


SAVE, LOAD, ASK = ["--save", "a.keras"], ["--load", "a.keras"], ["--ask"]


@pytest.mark.parametrize(
    "arguments, complaint",
    [
        (["--digits", 16], "--digits: '16' is not a whole number from 1 to 15"),
        (["--digits", 2, "--trained-digits", 3], "--trained-digits: is more than --digits 2"),
        (["--digits", 2, 3, *SAVE], "--save, --ask: are for one model"),
        (["--draws", "all", "none", *ASK], "--save, --ask: are for one model"),
        ([*LOAD, "--no-decay"], "--decay: has no effect beside --load"),
        ([*LOAD, "--epochs", 2], "--epochs: has no effect beside --load"),
        ([*LOAD, *SAVE], "--save: has no effect beside --load"),
        ([*SAVE, "--results", "r.jsonl"], "--results: has no effect beside --save"),
        ([*ASK, "--repeats", 2], "--repeats: has no effect beside --ask"),
    ],
)
def test_what_cannot_be_or_has_no_effect_is_refused(arguments, complaint):
    assert complaint in refused(larger_numbers, *arguments)
