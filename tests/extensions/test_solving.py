"""The scripts on expressions: what they train and test on, and small runs as a person's."""

import json
import re
import zipfile
from random import Random

import pytest

import addition_seq2seq
from cli.checkpoints import SETTINGS
from cli.questions import RIGHT, WRONG
from common.encoding import invert
from extensions import brackets, solving, variable_numbers, variable_operations
from extensions.expressions import (
    Grammar,
    alphabet,
    make_is_held_out,
    parse,
    random_expression,
    value,
)
from tests.in_process import refused, run

SCRIPTS = [variable_numbers, variable_operations, brackets]
TINY = ["--examples", "20", "--epochs", "1", "--batch-size", "20", "--units", "4", "4"]
GRAMMAR = Grammar((2, 3), "+-*", 10, brackets=True)
TRAINING = {"n_examples": 20, "n_batch": 20, "n_epoch": 1, "units": (4, 4), "learning_rate": 0.01}


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """A small test set, and training that is not compiled first."""
    fit, create_model = solving.fit, solving.addition_seq2seq.create_model

    def eager(*args, **settings):
        model = create_model(*args, **settings)
        model.run_eagerly = True
        return model

    monkeypatch.setattr(solving.addition_seq2seq, "create_model", eager)
    monkeypatch.setattr(solving, "N_TEST", 50)
    return fit


def test_nothing_equivalent_to_a_tested_expression_is_trained_on(keras, capsys):
    trained, fit = [], solving.fit

    def spying_fit(model, new_examples, **sizes):
        X, y = new_examples(3000)
        trained.extend(zip(*([invert(seq, alphabet(GRAMMAR)) for seq in each] for each in (X, y))))
        return fit(model, new_examples, **sizes, verbose=0)

    _, _, expected, predicted, scores = solving.solve(
        GRAMMAR, {"all": lambda tree: True}, **TRAINING, seed=5, train=spying_fit
    )
    is_held_out = make_is_held_out(solving.HELD_OUT, 5)
    assert all(eval(question) == int(right) for question, right in trained)
    assert not any(is_held_out(parse(question)) for question, _ in trained)
    shown = [line.split("=")[0] for line in capsys.readouterr().out.splitlines()[:20]]
    assert len(set(shown)) == 20
    assert all(is_held_out(parse(question)) for question in shown)
    assert len(expected) == len(predicted) == 50
    assert {eval(question) for question in shown} <= {int(answer) for answer in expected}
    n_right = sum(e == p for e, p in zip(expected, predicted))
    assert scores["all"]["never seen"][:2] == (n_right, 50)
    assert 20 <= scores["all"]["never seen"][2] <= 50
    assert scores["all"]["as in training"][1] == 50


def test_those_as_in_training_are_seen_and_the_others_not(keras, monkeypatch, capsys):
    drawn, draw = [], solving.draw
    monkeypatch.setattr(solving, "draw", lambda *args: drawn.append(draw(*args)) or drawn[-1])
    model, _, expected, _, _ = solving.solve(
        GRAMMAR, {"all": lambda tree: True}, **TRAINING, seed=5
    )
    is_held_out = make_is_held_out(solving.HELD_OUT, 5)
    as_in_training, never_seen = drawn[:2]
    assert not any(map(is_held_out, as_in_training)) and all(map(is_held_out, never_seen))
    assert [int(answer) for answer in expected] == list(map(value, never_seen))
    assert float(model.optimizer.learning_rate) == pytest.approx(0, abs=1e-6)


def test_a_coin_decides_on_spare_brackets():
    trees = [("+", ("+", 1, 2), 3)] * 100
    X, y = solving.to_string(trees, GRAMMAR, Random(1))
    assert {string.strip() for string in X} == {"1+2+3", "(1+2)+3"}
    assert 30 < sum("(" in string for string in X) < 70
    assert {string.strip() for string in y} == {"6"}
    X, _ = solving.to_string(trees, GRAMMAR._replace(operations="+", brackets=False), Random(1))
    assert {string.strip() for string in X} == {"1+2+3"}


def test_what_is_not_wanted_is_drawn_again():
    trees = solving.draw(500, GRAMMAR, lambda tree: tree[0] == "*", Random(1))
    assert len(trees) == 500
    assert {tree[0] for tree in trees} == {"*"}


def test_rows_count_what_belongs_to_them():
    trees = [parse(string) for string in ("1+2", "2*3", "1+2*3", "(1-2)-3", "1+2+3")]
    counts = {
        row: sum(map(belongs, trees))
        for row, belongs in (
            solving.by_operands(GRAMMAR, "operands") | solving.by_product(GRAMMAR)
        ).items()
    }
    assert counts == {"2 operands": 2, "3 operands": 3, "without a product": 3, "with a product": 2}
    assert solving.by_product(GRAMMAR._replace(operations="+-")) == {}
    rows = variable_operations.by_operation(GRAMMAR._replace(operands=(2, 2)))
    assert {row: belongs(("*", 2, 3)) for row, belongs in rows.items()} == {
        "a+b": False,
        "a-b": False,
        "a*b": True,
    }


def test_several_runs_are_a_median_and_a_range(capsys):
    counts = [(1, 2, 2), (3, 4, 4), (0, 0, 0)]
    runs = [{"2 terms": {"as in training": (1, 1, 1), "never seen": count}} for count in counts]
    solving.print_table(runs)
    _, row = capsys.readouterr().out.splitlines()
    assert re.split("  +", row) == [
        *("2 terms", "100.00% (100.00-100.00)", "62.50% (50.00-75.00)", "2"),
    ]


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_tiny_run_of_every_script(keras, script, tmp_path):
    saved_as, figure = tmp_path / "saved.keras", tmp_path / "figure.svg"
    ended = run(script, *TINY, "--save", saved_as, "--plot", figure, "--ask", "3+10=13", "3+")
    assert ended.status == 1  # the last question is none
    assert ended.err == "'3+': is not numbers with an operation between them\n"
    *shown, saved, drawn, asked, claim = ended.out.splitlines()
    assert all(re.fullmatch(rf"[-+*()0-9]+=.*({RIGHT}|{WRONG} \(-?\d+\))", s) for s in shown[:20])
    assert shown[20].split() == "Exact match as in training never seen different".split()
    assert shown[-1].split()[0] == "all"
    assert drawn == f"The figure is in {figure}." and figure.exists()
    assert saved == f"The model is in {saved_as}."
    assert re.fullmatch(rf"3\+10=.* {WRONG} \(13\)", asked), "after one step it cannot know"
    assert claim == f"your 13 is right {RIGHT}"

    for option in ("--examples", "--epochs", "--batch-size", "--learning-rate"):
        only_training = run(script, "--load", saved_as, option, 1)
        assert only_training.status == 2
        assert f"argument {option}: is only for training" in only_training.err
    again = run(script, "--load", saved_as)
    assert again.out.splitlines() == shown, "the file says all that the evaluation needs"
    run(script, "--load", saved_as, "--plot", figure)
    assert "1 epoch of 20 examples, seed 1" in figure.read_text(encoding="utf-8")
    agreeing = {
        variable_numbers: ["--terms", "2", "4"],
        variable_operations: ["--operations", "*", "-", "+"],  # in whatever order
        brackets: ["--operations", "-", "+", "--operands", "2", "4", "--largest", "10"],
    }
    assert run(script, "--load", saved_as, *agreeing[script]).out == again.out
    other = run(script, "--load", saved_as, "--seed", 2)
    assert other.status == 2
    assert re.search(
        r"argument --seed: 2 is not possible, as .* was trained with --seed 1", other.err
    )
    another = run(SCRIPTS[SCRIPTS.index(script) - 1], "--load", saved_as)
    assert another.status == 2
    assert "is for script" in another.err
    stage = run(addition_seq2seq, "--load", saved_as)
    assert stage.status == 2
    assert "is for script" in stage.err


def test_many_seeds_are_checked_in_no_time(monkeypatch):
    drawn = []
    monkeypatch.setattr(
        solving, "random_expression", lambda *args: drawn.append(1) or random_expression(*args)
    )
    solving.check_there_are_enough(None, GRAMMAR, 1, 300)
    assert len(drawn) < 300 * 50


def test_repeats_end_with_the_spread(keras):
    ended = run(brackets, *TINY, "--operands", 2, 3, "--operations", "+", "*", "--repeats", 2)
    assert ended.status == 0
    lines = ended.out.splitlines()
    assert [line.split(":")[0] for line in lines[:2]] == ["seed 1", "seed 2"]
    assert lines[2].startswith("exact match (never seen) of 2 runs: median")
    rows = [re.split("  +", line)[0] for line in lines[4:]]
    assert rows == ["2 operands", "3 operands", "without a product", "with a product", "all"]


@pytest.mark.parametrize(
    "script, arguments, complaint",
    [
        (variable_numbers, ["--terms", "4", "2"], r"--terms: .4 2. has the larger number first"),
        (variable_numbers, ["--terms", "1", "3"], r"--terms: '1' is not a whole number from 2 to"),
        (variable_numbers, ["--terms", "2"], r"--terms: expected 2 arguments"),
        (variable_numbers, ["--operations", "+"], r"unrecognized arguments"),
        (variable_numbers, ["--terms", "2", "2", "--largest", "1"], r"--largest: up to 1, there"),
        (variable_operations, ["--largest", "2"], r"--largest: up to 2, there"),
        (variable_operations, ["--operations", "/"], r"--operations: '/' is not one of \+ - \*"),
        (variable_operations, ["--operations", "+", "README.md"], r"'README.md' is not .* quotes"),
        (variable_operations, ["--operations"], r"--operations: expected at least one"),
        (brackets, ["--units", "8"], r"--units: '8' is not 2 numbers"),
        (brackets, ["--learning-rate", "0"], r"--learning-rate: '0' is not a number greater"),
        (brackets, ["--repeats", "2", "--ask"], r"--ask: needs one model"),
        (brackets, ["--load", "none.keras"], r"--load: 'none.keras' cannot be read"),
    ],
)
def test_what_cannot_be_is_refused(script, arguments, complaint):
    assert re.search(complaint, refused(script, *arguments))


@pytest.mark.parametrize(
    "forged",
    [
        *({"operations": value} for value in (["+", "+"], ["-", "+"], ["/"], [], "+-")),
        *({"operands": value} for value in ([2, 4, 4], [2], 2, [1, 4])),
        {"units": [8, 8, 8]},
    ],
    ids=str,
)
def test_a_forged_note_is_refused(tmp_path, forged):
    path = tmp_path / "forged.keras"
    note = {"script": "brackets", "operands": [2, 4], "operations": ["+", "-"], "largest": 10}
    note |= TRAINING | {"seed": 1} | forged
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(SETTINGS, json.dumps(note))
    assert refused(brackets, "--load", path).endswith("is not a Keras model, or is damaged")
