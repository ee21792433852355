"""Expressions that are computed: the training, the tests, how they are counted, the scripts."""

import pytest

from cli.questions import RIGHT, WRONG
from common.encoding import encode, invert
from extensions import brackets, variable_numbers
from extensions.shared import solving
from extensions.shared.expressions import SHARE_HELD_OUT, TESTS, make_is_held_out, parse
from tests.in_process import refused

GRAMMAR = {"operands": [2, 3], "operations": ["+", "-", "*"], "largest": 10, "brackets": True}
GRAMMAR["units"] = [4, 4]


def test_nothing_equivalent_to_a_held_out_one_is_trained_on(eager, monkeypatch, fed, asked):
    monkeypatch.setattr(solving, "N_TEST", 500)
    sizes = {"n_examples": 1000, "n_batch": 1000, "n_epoch": 1, "learning_rate": 0.01}
    task = solving.Solver(seed=5, **GRAMMAR)
    model = solving.train(task, 5, [], decay=True, **sizes)
    solving.score(brackets.rows, task, model)
    is_held_out = make_is_held_out(SHARE_HELD_OUT, 5)

    def trees(X):
        return [parse(invert(seq, task.alphabet)) for seq in X]

    (trained,) = map(trees, fed)
    assert len(trained) == 1000 and not any(map(is_held_out, trained))
    as_in_training, held_out = (trees(X) for X, _ in asked)
    assert not any(map(is_held_out, as_in_training)) and all(map(is_held_out, held_out))
    assert float(model.optimizer.learning_rate) == pytest.approx(0, abs=1e-6), "it decays"


class Calculator:
    """It computes each question that it gets; products are wrong in their last digit."""

    def __init__(self, task):
        self.task = task

    def predict_on_batch(self, X):
        answers = []
        for question in (invert(seq, self.task.alphabet) for seq in X):
            right = str(eval(question))
            wrong = right[:-1] + str((int(right[-1]) + 1) % 10)
            answers.append((wrong if "*" in question else right).rjust(self.task.n_out))
        return encode(answers, self.task.alphabet)

    def count_params(self):
        return 0


def test_what_is_right_is_counted_by_row(monkeypatch):
    monkeypatch.setattr(solving, "N_TEST", 1)
    task = solving.Solver(**GRAMMAR)
    task.rng.random = lambda: 1  # no spare brackets
    strings = ["1+2", "2*3", "1+2+3"], ["1+2", "9-1-9", "1+2", "2*3", "3*4+5"]
    for test, trees in zip(TESTS, ([parse(string) for string in each] for each in strings)):
        task.tests[test] = trees, *task.write(trees)
    result = solving.score(brackets.rows, task, Calculator(task))
    assert result["scores"] == {
        "2 operands, as in training": [1, 2, 2],
        "3 operands, as in training": [1, 1, 1],
        "without a product, as in training": [2, 2, 2],
        "with a product, as in training": [0, 1, 1],
        "all, as in training": [2, 3, 3],
        "2 operands, held-out": [2, 3, 2],
        "3 operands, held-out": [1, 2, 2],
        "without a product, held-out": [3, 3, 2],
        "with a product, held-out": [0, 2, 2],
        "all, held-out": [3, 5, 4],
    }
    assert result["kept"]["shown"] == [
        *(f"1+2=3 {RIGHT}", f"9-1-9=-1 {RIGHT}", f"2*3=7 {WRONG} (6)", f"3*4+5=18 {WRONG} (17)")
    ]
    assert task.answer(Calculator(task), " 3*(1 - 10)") == ("3*(1-10)", "-27", "-28")


def test_shares_of_a_row_without_expressions_are_left_out(capsys):
    """A seed may hold out no sum of two numbers, by chance."""
    in_training, held_out = ([3, 4, 2], [1, 4, 3]), ([0, 0, 0], [1, 4, 3])
    lines = [
        {"settings": {}, "seed": i, "scores": {"all, as in training": one, "all, held-out": other}}
        for i, (one, other) in enumerate(zip(in_training, held_out))
    ]
    solving.report(lines)
    *_, row = capsys.readouterr().out.splitlines()
    assert row.split() == "| all | 50 (25-75) | 25 | 2 |".split()


FEW = ["--strict", "--operands", 3, 4, "--largest", 2, "--seed", 2, "--repeats", 2]


@pytest.mark.parametrize(
    "arguments, complaint",
    [
        (["--operands", 4, 2], "the fewest numbers in an expression are more than the most"),
        (["--examples", 9, "--batch-size", 10], "argument --batch-size: is more than the"),
        (FEW, "argument --largest: 2 leaves too few expressions to hold some out"),
    ],
)
def test_what_cannot_be_is_refused(untrained, arguments, complaint):
    assert complaint in refused(variable_numbers, *arguments)
