"""Held-out pairs: what is trained on, how both sides are scored, and the figure."""

import re
from argparse import Namespace
from random import Random

import pytest

import addition_seq2seq
from common.encoding import invert
from extensions import comparing, held_out_pairs
from extensions.splitting import split_pairs
from tests.extensions.spying import questions_of, spy_on_fit
from tests.in_process import refused, run


def test_held_out_pairs_are_never_trained_on(monkeypatch):
    batches = spy_on_fit(monkeypatch, comparing)
    problem = comparing.seq2seq_10()._replace(n_examples=500, n_epoch=2)
    _, result = comparing.train_and_score(problem, 0.2, 3, {1, 2})
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
    scores = comparing.train_and_score(knowing, 0.2, 3, {1})[1].scores
    assert scores == {"seen": [1], "never seen": [0]}


def test_a_model_that_knows_scores_on_both_sides():
    """A linear network finds the line through the seen sums, and the others lie on it."""
    problem = held_out_pairs.mlp()._replace(n_examples=4000, n_epoch=3)
    scores = comparing.train_and_score(problem, 0.5, 1, {3})[1].scores
    assert scores["seen"][-1] > 0.9 and scores["never seen"][-1] > 0.9


def test_the_figure_shows_every_run_and_the_median_of_both_sides(monkeypatch):
    runs = [
        comparing.Result(1, 1, 1, [1, 2], {"seen": [0.5, 1.0], "never seen": [0.1, share]})
        for share in (0.2, 0.4, 0.9)
    ]
    shown = []
    monkeypatch.setattr(
        held_out_pairs, "save_figure", lambda figure, path: shown.extend(figure.axes)
    )
    held_out_pairs.plot("held_out.png", "a title", {"MLP": runs})
    lines = [list(line.get_ydata()) for line in shown[0].lines]
    assert sorted(lines) == [[0.1, 0.2], [0.1, 0.4], [0.1, 0.4], [0.1, 0.9], *[[0.5, 1.0]] * 4]


def test_a_small_run_prints_a_line_for_each_model_and_draws_a_figure(keras, tmp_path):
    figure = tmp_path / "held_out.svg"
    arguments = ["--models", "mlp", "--epochs", 1, "--repeats", 2, "--plot", figure]
    ended = run(held_out_pairs, *arguments)
    assert (ended.status, ended.err) == (0, "")
    assert "20% of the pairs held out, seeds 1 to 2" in ended.out
    share = r"\d+\.\d\d% \(\d+\.\d\d-\d+\.\d\d\)"
    assert re.search(rf"^MLP up to 100 +{share} +{share}$", ended.out, re.MULTILINE)
    assert figure.read_text(encoding="utf-8").count("<path") > 10


@pytest.mark.parametrize("held_out, shown", [(0.2, "20%"), (0.07, "7%"), (0.001, "0.1%")])
def test_a_small_share_is_not_written_as_none(held_out, shown):
    options = Namespace(held_out=held_out, seed=1, repeats=1)
    assert comparing.describe(options) == f"{shown} of the pairs held out, seed 1"


@pytest.mark.parametrize(
    "arguments, complaint",
    [
        (["--held-out", "0"], r"--held-out: '0' is not a number between 0 and 1"),
        (["--held-out", "1"], r"--held-out: '1' is not a number between 0 and 1"),
        (["--held-out", "0.001"], r"--held-out: 0.001 of 55 pairs leaves no pair for the test"),
        (["--models", "mpl"], r"--models: invalid choice: 'mpl'"),
    ],
)
def test_what_cannot_be_is_refused(arguments, complaint):
    assert re.search(complaint, refused(held_out_pairs, *arguments))
