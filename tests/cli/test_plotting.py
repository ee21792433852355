from unittest.mock import Mock

import numpy as np
import pytest
from matplotlib.colors import to_hex

from cli.plotting import curves, new_figure, plot_runs
from common.reporting import exact_match, rmse

HISTORY = {"accuracy": [0.2, 0.5, 0.9], "loss": [1.0, 0.1, 0.01]}


@pytest.fixture
def drawn(monkeypatch):
    """Draw runs; the panels."""
    save = Mock()
    monkeypatch.setattr("cli.plotting.save_figure", save)

    def drawn(runs, score=("exact match", exact_match, "{:.1%}")):
        plot_runs("a.svg", "two numbers", runs, score)
        figure, path = save.call_args.args
        assert (figure.get_suptitle(), path) == ("two numbers", "a.svg")
        return figure.axes

    return drawn


def test_each_metric_has_a_panel_and_so_have_the_errors(drawn):
    """An answer that is not a number has no error."""
    answers = ["13", " 9", "12", "10", "13", "1c"], ["13", " 8", "+3", "15", "13", "12"]
    axes = drawn([(None, HISTORY, *answers)])
    labels = [(ax.get_ylabel(), ax.get_yscale()) for ax in axes]
    error = "error (predicted minus expected)"
    assert labels == [("loss (log scale)", "log"), ("accuracy", "linear"), (error, "linear")]
    assert [list(line.get_xdata()) for ax in axes[:2] for line in ax.lines] == [[1, 2, 3]] * 2
    (zero,), (errors,) = axes[-1].lines, axes[-1].collections
    assert list(zero.get_ydata()) == [0, 0]
    np.testing.assert_array_equal(errors.get_offsets(), [[13, 0], [9, -1], [10, 5]])
    twice, *once = errors.get_sizes()
    assert twice > once[0] == once[1]
    assert [*map(to_hex, errors.get_facecolors())] == ["#0072b2", "#d55e00", "#d55e00"]


def test_a_loaded_model_whose_answers_are_no_numbers_has_an_empty_panel(drawn):
    (ax,) = drawn([(None, {}, ["13", " 9"], ["  ", "+8"])])
    assert len(ax.collections[0].get_offsets()) == 0 and ax.get_title() == "exact match\n0.0%"


def test_the_score_in_the_figure_is_the_median_of_the_runs(drawn):
    """RMSEs of 1, 2 and 6; of all answers together it would be 3.7."""
    runs = [(None, {"loss": [1.0]}, [5], [5 + error]) for error in (1, 6, 2)]
    *_, ax = drawn(runs, ("RMSE", rmse, "{:.3f}"))
    assert ax.get_title() == "RMSE\n2.000, median of 3 runs"


def test_every_runs_curve_is_drawn_faint_and_the_median_plain():
    figure, (ax, other, _) = new_figure(3, "three runs", n_rows=2)
    assert len(figure.axes) == 3
    losses = [[4.0, 1.0], [2.0, 3.0], [3.0, 9.0]]
    curves(ax, [1, 2], losses, color="C0")
    *faint, median = ax.lines
    assert [list(line.get_ydata()) for line in faint] == losses
    assert all(line.get_alpha() < 0.5 for line in faint)
    np.testing.assert_array_equal(median.get_xydata(), [[1, 3], [2, 3]])
    assert median.get_alpha() is None
    curves(other, [1], [[3.0]])
    assert [line.get_marker() for line in (median, *other.lines)] == ["None", "o"]  # else no line
