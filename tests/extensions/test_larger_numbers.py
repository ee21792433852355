"""Larger numbers: what they are trained on, when the training stops, and a small run."""

import re
from random import Random

import pytest

from cli.terminal import progress_bar
from common.encoding import seq_lengths
from extensions import larger_numbers
from tests.extensions.spying import questions_of, spy_on_fit
from tests.in_process import refused, run


def ascending(pairs):
    return {tuple(sorted(pair)) for pair in pairs}


def test_larger_numbers_trains_on_none_of_the_test(monkeypatch, capsys):
    batches = spy_on_fit(monkeypatch, larger_numbers)
    questions, expected, predicted, history = larger_numbers.larger_numbers(
        digits=1,
        reverse=(True, True),
        units=(8, 8),
        n_examples=500,
        n_batch=50,
        n_epoch=2,
        learning_rate=0.01,
        decay=True,
        patience=3,
        n_test=2000,
        seed=1,
    )
    tested = {tuple(sorted(map(int, question.split("+")))) for question in questions}
    validation, test = larger_numbers.split(9, 2000, Random(1))
    assert tested == ascending(test)
    assert questions_of(batches, reverse=True) == {
        (a, b) for a in range(1, 10) for b in range(a, 10)
    } - tested - ascending(validation)
    assert [int(answer) for answer in expected] == [sum(map(int, q.split("+"))) for q in questions]
    assert {len(answer) for answer in predicted} == {2}
    assert len(history["loss"]) == len(history["exact match"]) == 2


@pytest.mark.parametrize("digits", [1, 2, 4])
def test_validation_and_test_are_apart(digits):
    validation, test = larger_numbers.split(10**digits - 1, 2000, Random(1))
    assert validation and test
    assert not ascending(validation) & ascending(test)
    assert digits == 1 or len(ascending(test)) == 2000
    assert any(a < b for a, b in test) and any(a > b for a, b in test)


def test_training_stops_once_it_is_right_for_a_while():
    """Scores right in epochs 2, 4 and 5: with a patience of two it is the fifth that stops."""
    scores = iter([0.5, 1, 0.9, 1, 1, 1])
    with progress_bar(9) as bar:
        stop = larger_numbers.stop_when_right(lambda model: next(scores), 2, bar)
    history = []

    class Model:
        stop_training = False

    stop.set_model(Model())
    while not stop.model.stop_training:
        history.append({"loss": 0.1})
        stop.on_epoch_end(len(history) - 1, history[-1])
    assert [logs["exact match"] for logs in history] == [0.5, 1, 0.9, 1, 1]


def test_lengths_hold_the_largest_sum():
    assert seq_lengths(2, 99999) == (11, 6)


def test_a_small_run_prints_questions_and_scores_and_draws_a_figure(keras, tmp_path):
    figure = tmp_path / "larger.png"
    ended = run(
        larger_numbers, "--digits", 1, 2, "--plot", figure, "--epochs", 2, "--examples", 640
    )
    assert (ended.status, ended.err) == (None, "")
    *lines, last = ended.out.splitlines()
    assert last == f"The figure is in {figure}."
    assert figure.read_bytes().startswith(b"\x89PNG")
    asked, (scored, trained) = lines[-22:-2], lines[-2:]
    assert all(re.fullmatch(r"\d+\+\d+=.* ?(☑|☒ \(\d+\))", line) for line in asked), asked
    assert re.fullmatch(r"2 epochs of 640 examples in \d+ s", trained)
    score = r"Exact match on 2-digit pairs never trained on: \d+ of 2000 \(\d+\.\d\d%\)"
    assert re.fullmatch(score, scored)
    assert sum("1-digit pairs" in line for line in lines) == 1


@pytest.mark.parametrize(
    "arguments, complaint",
    [
        (["--digits", "0"], r"--digits: '0' is not a whole number from 1 to 15"),
        (["--patience", "x"], r"--patience: 'x' is not a whole number of at least 1"),
        (["--learning-rate", "-1"], r"--learning-rate: '-1' is not a number greater than 0"),
        (["--units", "8"], r"--units: expected 2 arguments"),
    ],
)
def test_what_cannot_be_is_refused(arguments, complaint):
    assert re.search(complaint, refused(larger_numbers, *arguments))
