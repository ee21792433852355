"""Expressions that are computed: what is trained on and tested, and how it is counted."""

import re
from itertools import combinations
from random import Random

import pytest

from cli.questions import RIGHT, WRONG
from common.encoding import encode, invert
from extensions import brackets, variable_numbers, variable_operations
from extensions.shared import expressions, solving
from extensions.shared.expressions import Grammar, make_is_held_out, operands, parse, value
from tests.in_process import refused, run

GRAMMAR = Grammar((2, 3), "+-*", 10, brackets=True)
SUMS = Grammar((2, 3), "+", 10, brackets=False)
TINY = {"n_batch": 2000, "n_epoch": 1, "units": (4, 4), "learning_rate": 0.01}


@pytest.fixture
def train(eager, fed, monkeypatch):
    """Train a solver. Returns the questions of the training, the model and its tests."""
    monkeypatch.setattr(solving, "N_TEST", 300)

    def train(grammar, strict):
        settings = TINY | {"grammar": list(grammar), "strict": strict, "n_examples": 2000}
        model, tests = solving.train_solver(5, [], **settings)
        (X,) = fed
        alphabet = expressions.alphabet(grammar)
        return [invert(seq, alphabet).strip() for seq in X], model, tests

    return train


@pytest.mark.parametrize("grammar", [GRAMMAR, SUMS], ids=["all operations", "sums"])
def test_nothing_equivalent_to_a_tested_expression_is_trained_on(train, grammar):
    trained, model, tests = train(grammar, strict=False)
    is_held_out = make_is_held_out(solving.HELD_OUT, 5)
    assert len(trained) == 2000
    assert not any(is_held_out(parse(question)) for question in trained)
    assert float(model.optimizer.learning_rate) == pytest.approx(0, abs=1e-6)
    for column, (trees, questions, expected) in tests.items():
        assert len(trees) == len(questions) == len(expected) == 300
        assert {is_held_out(tree) for tree in trees} == {column == "never seen"}
        assert [eval(question) for question in questions] == list(map(int, expected))
        assert list(map(int, expected)) == list(map(value, trees))


@pytest.mark.parametrize("strict", [False, True])
def test_held_out_sums_by_their_numbers(train, strict):
    """Equivalent sums have the same numbers: nobody needs algebra for that."""
    trained, _, tests = train(SUMS, strict)
    trained = {tuple(sorted(operands(parse(question)))) for question in trained}
    never_seen = {tuple(sorted(operands(tree))) for tree in tests["never seen"][0]}
    as_in_training = {tuple(sorted(operands(tree))) for tree in tests["as in training"][0]}
    assert never_seen.isdisjoint(trained | as_in_training)
    assert (
        {len(numbers) for numbers in never_seen} == {len(numbers) for numbers in trained} == {2, 3}
    )
    within = {pair for numbers in trained | as_in_training for pair in combinations(numbers, 2)}
    assert within.isdisjoint(never_seen) == strict


def test_a_coin_decides_on_spare_brackets():
    trees = [("+", ("+", 1, 2), 3)] * 100
    X, y = solving.write_trees(trees, GRAMMAR, Random(1))
    assert {string.strip() for string in X} == {"1+2+3", "(1+2)+3"}
    assert 30 < sum("(" in string for string in X) < 70
    assert {string.strip() for string in y} == {"6"}
    X, _ = solving.write_trees(trees, GRAMMAR._replace(operations="+", brackets=False), Random(1))
    assert {string.strip() for string in X} == {"1+2+3"}


def test_what_is_not_wanted_is_drawn_again():
    trees = solving.draw_trees(500, GRAMMAR, lambda tree: tree[0] == "*", Random(1))
    assert len(trees) == 500
    assert {tree[0] for tree in trees} == {"*"}


def test_rows_count_what_belongs_to_them():
    trees = [parse(string) for string in ("1+2", "2*3", "1+2*3", "(1-2)-3", "1+2+3")]
    rows = solving.by_operands(GRAMMAR, "operands") | solving.by_product(GRAMMAR)
    counts = {row: sum(map(belongs, trees)) for row, belongs in rows.items()}
    assert counts == {"2 operands": 2, "3 operands": 3, "without a product": 3, "with a product": 2}
    assert solving.by_product(GRAMMAR._replace(operations="+-")) == {}
    rows = variable_operations.by_operation(GRAMMAR._replace(operands=(2, 2)))
    assert {row: belongs(("*", 2, 3)) for row, belongs in rows.items()} == {
        "a+b": False,
        "a-b": False,
        "a*b": True,
    }


class Calculator:
    """It computes each question that it gets; products are wrong in their last digit."""

    def predict(self, X, **_):
        alphabet, (_, n_out) = expressions.alphabet(GRAMMAR), expressions.lengths(GRAMMAR)
        answers = []
        for question in (invert(seq, alphabet) for seq in X):
            right = str(eval(question))
            wrong = right[:-1] + str((int(right[-1]) + 1) % 10)
            answers.append((wrong if "*" in question else right).rjust(n_out))
        return encode(answers, alphabet)


def test_what_is_right_is_counted_by_row_and_by_place():
    tests = {}
    for column, strings in {
        "as in training": ["1+2", "2*3", "1+2+3"],
        "never seen": ["1+2", "9-1-9", "1+2", "2*3", "3*4+5"],
    }.items():
        trees = [parse(string) for string in strings]
        tests[column] = trees, *solving.write_trees(trees, GRAMMAR, Random(1))

    def rows_of(grammar):
        return solving.by_operands(grammar, "operands") | solving.by_product(grammar)

    scores = solving.test_solver(Calculator(), tests, list(GRAMMAR), rows_of)
    counts = {row: [columns[name][:3] for name in tests] for row, columns in scores["rows"].items()}
    assert counts == {
        "2 operands": [[1, 2, 2], [2, 3, 2]],
        "3 operands": [[1, 1, 1], [1, 2, 2]],
        "without a product": [[2, 2, 2], [3, 3, 2]],
        "with a product": [[0, 1, 1], [0, 2, 2]],
        "all": [[2, 3, 3], [3, 5, 4]],
    }
    *before, last = scores["rows"]["with a product"]["never seen"][3]
    assert (set(before), last) == ({2}, 0)
    # the spare brackets come by chance
    shown = [line.replace("(3*4)", "3*4").replace("(9-1)", "9-1") for line in scores["shown"]]
    assert shown == [
        *(f"1+2=3 {RIGHT}", f"9-1-9=-1 {RIGHT}", f"2*3=7 {WRONG} (6)", f"3*4+5=18 {WRONG} (17)")
    ]


def test_many_seeds_are_checked_in_no_time(monkeypatch):
    drawn, random_expression = [], solving.random_expression
    monkeypatch.setattr(
        solving, "random_expression", lambda *args: drawn.append(1) or random_expression(*args)
    )
    solving.check_there_are_enough(None, GRAMMAR, 1, 300)
    assert len(drawn) < 300 * 50


# --- the scripts


def test_a_tiny_run_is_saved_loaded_drawn_and_asked(eager, monkeypatch, tmp_path):
    monkeypatch.setattr(solving, "N_TEST", 50)
    saved_as, figure = tmp_path / "saved.keras", tmp_path / "figure.svg"
    tiny = ["--examples", 20, "--epochs", 1, "--batch-size", 20, "--units", 4, 4]
    tiny += ["--operations", "*", "-", "--operands", 2, 3]
    questions = ["--ask", "3-10=13", "3-"]
    ended = run(brackets, *tiny, "--save", saved_as, "--plot", figure, *questions)
    assert ended.status == 1  # the last question is none
    assert ended.err == "'3-': is not numbers with an operation between them\n"
    *shown, saved, drawn, asked, claim = ended.out.splitlines()
    lines = shown[: shown.index("")]
    assert len(lines) == 20
    assert all(re.fullmatch(rf"[-*()0-9]+=.*({RIGHT}|{WRONG} \(-?\d+\))", s) for s in lines)
    assert drawn == f"The figure is in {figure}." and figure.exists()
    assert saved == f"The model is in {saved_as}."
    assert re.fullmatch(rf"3-10=.* {WRONG} \(-7\)", asked), "after one step it cannot know"
    assert claim == f"your 13 is wrong {WRONG}"

    again = run(brackets, "--load", saved_as)
    assert again.out.splitlines() == shown, "the file says all that the evaluation needs"
    agreeing = ["--operations", "*", "-", "--operands", 2, 3, "--largest", 10]
    assert run(brackets, "--load", saved_as, *agreeing).out == again.out
    for option in ("--examples", "--epochs", "--batch-size", "--learning-rate"):
        assert f"{option}: is only for" in refused(brackets, "--load", saved_as, option, 3)
    assert "--seed: 2 is not possible" in refused(brackets, "--load", saved_as, "--seed", 2)
    assert "is for" in refused(variable_numbers, "--load", saved_as)


@pytest.mark.parametrize(
    "script, arguments, complaint",
    [
        (variable_numbers, ["--terms", "4", "2"], r"--terms: .4 2. has the larger number first"),
        (variable_numbers, ["--terms", "1", "3"], r"--terms: '1' is not a whole number from 2 to"),
        (variable_numbers, ["--operations", "+"], r"unrecognized arguments"),
        (variable_numbers, ["--terms", "2", "2", "--largest", "1"], r"--largest: up to 1, there"),
        (variable_operations, ["--operations", "/"], r"--operations: .*'/'"),
        (brackets, ["--units", "8"], r"--units: '8' is not 2 numbers"),
        (brackets, ["--repeats", "2", "--ask"], r"--ask: needs one model"),
    ],
)
def test_what_cannot_be_is_refused(script, arguments, complaint):
    assert re.search(complaint, refused(script, *arguments))
