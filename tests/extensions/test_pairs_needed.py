"""Pairs needed: the points of both sweeps, what is trained on, and the figure."""

from random import Random

import pytest

from extensions import comparing, pairs_needed
from extensions.comparing import Result, seq2seq
from extensions.splitting import split_pairs
from tests.extensions.spying import questions_of, spy_on_fit
from tests.in_process import refused, run


@pytest.mark.parametrize("largest, held_out", [(12, 0.2), (20, 0.9)])
def test_a_point_of_a_sweep_draws_no_held_out_pair(keras, monkeypatch, largest, held_out):
    batches = spy_on_fit(monkeypatch, comparing)
    problem = seq2seq(largest, n_examples=2000, n_batch=100, n_epoch=1)
    comparing.train_and_score(problem, held_out, 3, {1})
    seen, _ = split_pairs(largest, held_out, Random(3))
    assert questions_of(batches) == seen


def test_both_sweeps_have_their_rows_and_their_lines(keras, monkeypatch):
    """The trainings are made up, so that every number is known."""
    trained, shown_axes = [], []

    def train_with_seeds(problem, held_out, seeds, scored_after):
        assert scored_after == {7} == {problem.n_epoch}
        trained.append((problem.largest, held_out))
        for seed in seeds:
            share = problem.largest / 100 - held_out / 10 - seed / 1000
            yield Result(seed, 1, 1, [7], {"seen": [1.0], "never seen": [share]})

    monkeypatch.setattr(pairs_needed, "train_with_seeds", train_with_seeds)
    monkeypatch.setattr(
        pairs_needed, "save_figure", lambda figure, path: shown_axes.extend(figure.axes)
    )
    options = ["--largest", 99, 10, "--held-out", 0.2, 0.95, 0.5, "--repeats", 3, "--epochs", 7]
    rows = [
        line.split() for line in run(pairs_needed, *options, "--plot", "f.png").out.splitlines()
    ]
    assert trained == [(99, 0.2), (10, 0.2), (99, 0.95), (99, 0.5)]
    assert [" ".join(row[:5]) for row in rows[2:]] == [
        "up to 99 20 %",
        "up to 10 20 %",
        "up to 99 95 %",
        "up to 99 50 %",
    ]
    assert [row[5] for row in rows[2:]] == ["3960", "44", "248", "2475"]
    assert rows[3][-2:] == ["7.80%", "(7.70-7.90)"]
    (ax,) = shown_axes
    lines = {line.get_label(): line for line in ax.lines if line.get_linewidth() == 2}
    by_largest, by_share = lines.values()
    assert list(by_largest.get_xdata()) == [44, 3960]
    assert list(by_share.get_xdata()) == [248, 2475, 3960]
    assert list(by_share.get_ydata()) == pytest.approx([0.893, 0.938, 0.968])


@pytest.mark.parametrize(
    "options, named",
    [
        (["--held-out", 0.99999], "--held-out"),
        (["--largest", 1], "--largest"),
        (["--largest", "2", "--epochs", "0"], "--epochs"),
    ],
)
def test_wrong_options_are_refused(options, named):
    assert named in refused(pairs_needed, *options)
