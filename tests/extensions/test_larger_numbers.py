"""Larger numbers: how it is counted and printed, and a model that is saved, loaded and asked."""

import re

import pytest

from cli.questions import RIGHT, WRONG
from extensions import larger_numbers
from extensions.larger_numbers import score
from extensions.shared import hard_sums
from extensions.shared.curriculum import Adder
from tests.extensions.spying import strings_of
from tests.in_process import refused, run
from tests.test_pages import tables_in


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


def test_what_is_right_is_counted_by_test_and_by_lengths():
    pairs = [(1, 2), (9, 9), (12, 7), (3, 99), (10, 10), (55, 45)]
    task = Adder(2, (4, 4), False, True)
    task.history["learned"] = [[1, 5]]
    task.tests = {"uniform numbers": pairs[:4], "uniform lengths": pairs, "edges": pairs[1:2]}
    result = score(task, Model(task))
    assert result["weights"] == 9
    assert result["scores"] == {
        "learned": [[1, 5]],
        "uniform numbers": 0.5,
        "uniform lengths": 0.5,
        "edges": 0,
        "by lengths": [[1, 1, 1, 2], [1, 2, 0, 1], [2, 1, 1, 1], [2, 2, 1, 2]],
        "worst cell of lengths": 0,
    }
    shown = result["kept"]["shown"]
    assert shown["uniform lengths"][:2] == [f"1+2=3 {RIGHT}", f"9+9=8 {WRONG} (18)"]
    assert shown["edges"] == [f"9+9=8 {WRONG} (18)"]


def test_a_report_of_several_seeds_names_wrong_edges_and_says_how_each_digit_was_learned(capsys):
    """The second seed does not learn all digits."""
    edges, lines = [f"1+1=3 {WRONG} (2)", f"9+1=10 {RIGHT}"], []
    for i, learned in enumerate(([[1, 2], [2, 9]], [[1, 4]])):
        line = {"case": "2 digits", "settings": {"trained_digits": 2}, "seed": i + 1}
        scores = {"learned": learned, "curve digits": [1, 1, 2]}
        line["scores"] = dict.fromkeys(larger_numbers.ROWS, 0.5) | scores
        lines.append(line | {"kept": {"shown": {"edges": edges[i:]}}})
    larger_numbers.report(lines)
    out = capsys.readouterr().out
    assert out.startswith(f"Wrong edges, 2 digits, seed 1: 1+1=3 {WRONG} (2)\n\n")
    epochs = tables_in(out)[1].splitlines()
    assert epochs[0] == "| epochs for each digit more, seeds 1 to 2 | 2 digits |"
    by_digit = ((1, "3 (2-4)"), (2, "9"), ("all", "11"))
    assert epochs[2:] == [f"| {n:<40} | {count:>8} |" for n, count in by_digit]


def test_the_lengths_of_the_first_numbers_are_down_and_of_the_second_across(axes_of):
    both = [[1, 2, 3, 4], [2, 1, 4, 4]], [[1, 2, 2, 4], [2, 1, 4, 4]]  # right, of how many
    lines = [
        {"case": "2 digits", "settings": {}, "seed": i, "scores": {"by lengths": cells}}
        for i, cells in enumerate(both)
    ]
    (ax,) = axes_of(larger_numbers.plot_lengths, lines)
    shown = {text.get_position(): text.get_text() for text in ax.texts if text.get_visible()}
    assert shown == {(1, 0): "62.5"}
    assert "second" in ax.get_xlabel() and "first" in ax.get_ylabel()


TINY = ["--digits", 1, "--examples", 20, "--batch-size", 20, "--epochs", 2, "--units", 8, 8]


def test_a_network_is_saved_loaded_drawn_and_asked(eager, monkeypatch, tmp_path):
    monkeypatch.setattr(hard_sums, "N_TEST", 200)
    path, figure = tmp_path / "adder.keras", tmp_path / "figure.svg"
    questions = ["--ask", "7+5", "0+1", "10+1"]
    ended = run(larger_numbers, *TINY, "--save", path, "--plot", figure, *questions)
    assert (ended.status, ended.err) == (1, "'10+1': '10+1' does not fit into 3 characters\n")
    count, trained, *shown, drawn, saved, asked, outside = ended.out.splitlines()
    assert count == "Trainings: 1" and trained.startswith("1 digit, seed 1: trained")
    assert (saved, drawn) == (f"The model is in {path}.", f"The figure is in {figure}.")
    assert re.fullmatch(rf"7\+5=.* ?({RIGHT}|{WRONG} \(12\))", asked)
    assert outside.endswith("(trained on 2 numbers from 1 to 9)")
    # the file says all that the evaluation needs; the tables' column has another name
    loaded = run(larger_numbers, "--load", path).out.replace("saved model", "1 digit")
    words, others = (re.split("[ |:-]+", text) for text in (loaded, "\n".join(shown)))
    assert words[:-1] == others[: len(words) - 1] and "epochs" in others[len(words) :]
    again = run(larger_numbers, "--load", path, *questions)
    assert (again.err, again.out) == (ended.err, f"{asked}\n{outside}\n")


SAVE, LOAD, ASK = ["--save", "a.keras"], ["--load", "a.keras"], ["--ask"]


@pytest.mark.parametrize(
    "arguments, complaint",
    [
        (["--digits", 1001], "--digits: '1001' is not a whole number from 1 to 1000"),
        (["--digits", 2, 3, *ASK], "--save, --ask: are for one model"),
        ([*LOAD, "--no-decay"], "--decay: has no effect beside --load"),
        ([*LOAD, *SAVE], "--save: has no effect beside --load"),
        ([*SAVE, "--results", "r.jsonl"], "--results: has no effect beside --save"),
        ([*ASK, "--repeats", 2], "--repeats: has no effect beside --ask"),
    ],
)
def test_what_cannot_be_or_has_no_effect_is_refused(untrained, arguments, complaint):
    assert complaint in refused(larger_numbers, *arguments)
