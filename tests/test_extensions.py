"""The extensions: what they train on, when they stop, and a small run of each as a person's."""

import re
from random import Random

import pytest

import addition_seq2seq
from common.encoding import invert, seq_lengths
from common.splitting import split_pairs
from extensions import comparing, held_out_pairs, larger_numbers
from tests.in_process import refused
from tests.subprocesses import python


def spy_on_fit(monkeypatch, module):
    """Note every example that the module trains on."""
    batches, fit = [], module.fit

    def spying_fit(model, new_examples, *args, **kwargs):
        def noted(n):
            batches.append(new_examples(n))
            return batches[-1]

        return fit(model, noted, *args, **kwargs)

    monkeypatch.setattr(module, "fit", spying_fit)
    return batches


def questions_of(batches, reverse=False):
    """The ascending pairs in one-hot questions."""
    strings = [invert(seq, addition_seq2seq.alphabet) for X, _ in batches for seq in X]
    strings = [string[::-1] if reverse else string for string in strings]
    return {tuple(sorted(map(int, string.split("+")))) for string in strings}


def ascending(pairs):
    return {tuple(sorted(pair)) for pair in pairs}


def test_held_out_pairs_are_never_trained_on(monkeypatch):
    batches = spy_on_fit(monkeypatch, comparing)
    problem = comparing.seq2seq_10()._replace(n_examples=500, n_epoch=2)
    result = comparing.train_and_score(problem, 0.2, 3, {1, 2})
    seen, never_seen = split_pairs(10, 0.2, Random(3))
    assert questions_of(batches) == seen
    assert len(never_seen) == 11
    assert result.epochs == [1, 2]
    assert {len(shares) for shares in result.scores.values()} == {2}
    assert all(0 <= share <= 1 for shares in result.scores.values() for share in shares)


def test_a_model_that_knows_only_what_it_has_seen_is_found_out(keras):
    """It answers as the truth says, but for the pairs that are held out."""
    seen, _ = split_pairs(10, 0.2, Random(3))
    problem = comparing.seq2seq_10()

    def predict(model, X):
        numbers = [[int(n) for n in invert(x, addition_seq2seq.alphabet).split("+")] for x in X]
        _, y = problem.encode(numbers, [sum(pair) for pair in numbers])
        unseen = [tuple(sorted(pair)) not in seen for pair in numbers]
        y[unseen] = y[unseen][:, :, ::-1]
        return y

    knowing = problem._replace(predict=predict, n_examples=10, n_epoch=1)
    scores = comparing.train_and_score(knowing, 0.2, 3, {1}).scores
    assert scores == {"seen": [1], "never seen": [0]}


def test_a_model_that_knows_scores_on_both_sides():
    """A linear network finds the line through the seen sums, and the others lie on it."""
    problem = held_out_pairs.mlp()._replace(n_examples=4000, n_epoch=3)
    scores = comparing.train_and_score(problem, 0.5, 1, {3}).scores
    assert scores["seen"][-1] > 0.9 and scores["never seen"][-1] > 0.9


def test_the_figure_shows_every_run_and_the_median_of_both_sides(monkeypatch):
    runs = [
        comparing.Result(1, 1, [1, 2], {"seen": [0.5, 1.0], "never seen": [0.1, share]})
        for share in (0.2, 0.4, 0.9)
    ]
    shown = []
    monkeypatch.setattr(held_out_pairs, "save", lambda figure, path: shown.extend(figure.axes))
    held_out_pairs.plot("held_out.png", "a title", {"MLP": runs})
    lines = [list(line.get_ydata()) for line in shown[0].lines]
    assert sorted(lines) == [[0.1, 0.2], [0.1, 0.4], [0.1, 0.4], [0.1, 0.9], *[[0.5, 1.0]] * 4]


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
    epochs = []
    stop = larger_numbers.stop_when_right(
        lambda model: next(scores), 2, 9, lambda text, n: epochs.append(text)
    )

    class Model:
        stop_training = False

    stop.set_model(Model())
    while not stop.model.stop_training:
        stop.on_epoch_end(len(epochs), {"loss": 0.1})
    assert len(epochs) == 5
    assert epochs[4] == "epoch 5 of 9: loss 0.1000, exact match 100.00%"


def test_lengths_hold_the_largest_sum():
    assert seq_lengths(2, 99999) == (11, 6)


def test_held_out_pairs_as_a_person_runs_it(tmp_path):
    figure = tmp_path / "held_out.svg"
    run = python(
        *("-m", "extensions.held_out_pairs", "--models", "mlp"),
        *("--epochs", 1, "--repeats", 2, "--plot", figure),
    )
    assert (run.returncode, run.stderr) == (0, "")
    assert "20% of the pairs held out, seeds 1 to 2" in run.stdout
    share = r"\d+\.\d\d% \(\d+\.\d\d-\d+\.\d\d\)"
    assert re.search(rf"^MLP up to 100 +{share} +{share}$", run.stdout, re.MULTILINE)
    assert figure.read_text(encoding="utf-8").count("<path") > 10


def test_larger_numbers_as_a_person_runs_it(tmp_path):
    figure = tmp_path / "larger.png"
    run = python(
        *("-m", "extensions.larger_numbers", "--digits", 1, 2, "--plot", figure),
        *("--epochs", 2, "--examples", 640),
    )
    assert (run.returncode, run.stderr) == (0, "")
    *lines, last = run.stdout.splitlines()
    assert last == f"The figure is in {figure}."
    assert figure.read_bytes().startswith(b"\x89PNG")
    asked, (trained, scored) = lines[-22:-2], lines[-2:]
    assert all(re.fullmatch(r"\d+\+\d+=.* ?(☑|☒ \(\d+\))", line) for line in asked), asked
    assert re.fullmatch(r"2-digit numbers, 2 epochs of 640 in \d+ s:", trained)
    score = r"Exact match on pairs never trained on: \d+ of 2000 \(\d+\.\d\d%\)"
    assert re.fullmatch(score, scored)
    assert sum(line.startswith("1-digit numbers") for line in lines) == 1


@pytest.mark.parametrize(
    "script, arguments, complaint",
    [
        (held_out_pairs, ["--held-out", "0"], r"--held-out: '0' is not a number between 0 and 1"),
        (held_out_pairs, ["--held-out", "1"], r"--held-out: '1' is not a number between 0 and 1"),
        (
            held_out_pairs,
            ["--held-out", "0.001"],
            r"--held-out: 0.001 of 55 pairs leaves the held-out side empty",
        ),
        (held_out_pairs, ["--repeats", "0"], r"--repeats: '0' is not a whole number of at least 1"),
        (held_out_pairs, ["--models", "mpl"], r"--models: invalid choice: 'mpl'"),
        (larger_numbers, ["--digits", "0"], r"--digits: '0' is not a whole number from 1 to 15"),
        (
            larger_numbers,
            ["--patience", "x"],
            r"--patience: 'x' is not a whole number of at least 1",
        ),
        (
            larger_numbers,
            ["--learning-rate", "-1"],
            r"--learning-rate: '-1' is not a number greater than 0",
        ),
        (larger_numbers, ["--units", "8"], r"--units: expected 2 arguments"),
    ],
)
def test_what_cannot_be_is_refused(script, arguments, complaint):
    assert re.search(complaint, refused(script, *arguments))
