import numpy as np
import pytest

from cli.plotting import curves, new_figure, plot_errors, plot_runs, save_figure
from common.reporting import exact_match, rmse

NUMBERS = None, {"loss": [1.0, 0.1, 0.01]}, [110, 9, 12], [109, 9, 15]
STRINGS = (
    None,
    {"accuracy": [0.2, 0.5, 0.9], "loss": [1.0, 0.1, 0.01]},
    ["13", " 9", "12"],
    ["13", "1 ", "+3"],
)
LOADED = None, {}, ["13", " 9"], ["13", " 8"]
SCORE = "exact match", exact_match
STARTS = {"png": b"\x89PNG\r\n", "svg": b"<?xml", "pdf": b"%PDF-"}


@pytest.fixture(autouse=True)
def close_figures():
    yield
    import matplotlib.pyplot as plt

    plt.close("all")


@pytest.mark.parametrize(
    "kind, runs",
    [("png", [NUMBERS]), ("png", [STRINGS] * 3), ("svg", [NUMBERS] * 3), ("pdf", [LOADED])],
)
def test_a_figure_is_written_for_one_run_and_for_several(tmp_path, kind, runs):
    path = tmp_path / f"figure.{kind}"
    plot_runs(path, "what was run", runs, SCORE)
    assert path.read_bytes().startswith(STARTS[kind])
    assert path.stat().st_size > 5000


def test_a_figure_that_cannot_be_written_leaves_the_older_one_whole(tmp_path):
    path = tmp_path / "figure.svg"
    path.write_text("older")
    figure, _ = new_figure(1, "a title")

    def full(new, **_):
        new.write_text("half")
        raise OSError(28, "No space left on device")

    figure.savefig = full
    with pytest.raises(OSError):
        save_figure(figure, path)
    assert path.read_text() == "older"


@pytest.mark.parametrize(
    "runs, shown, not_shown",
    [
        (
            [NUMBERS],
            ["epoch", "loss", "expected", "error (predicted minus expected)"],
            ["accuracy", "median"],
        ),
        ([STRINGS], ["accuracy (share of characters)", "0.333"], ["median"]),
        ([STRINGS] * 3, ["loss", "0.333, median of 3 runs"], []),
        ([LOADED], ["expected", "0.500"], ["epoch", "loss", "accuracy"]),
    ],
)
def test_title_and_axes_say_what_is_shown(tmp_path, runs, shown, not_shown):
    plot_runs(tmp_path / "figure.svg", "two numbers up to 10", runs, SCORE)
    # a text is drawn as curves, behind a comment that holds it
    texts = [
        line.strip()
        for line in (tmp_path / "figure.svg").read_text().splitlines()
        if line.strip().startswith("<!--")
    ]
    assert any("two numbers up to 10" in text for text in texts)
    for word in shown:
        assert any(word in text for text in texts), word
    for word in not_shown:
        assert not any(word in text for text in texts), word


def test_every_runs_curve_is_drawn_faint_and_the_median_plain():
    _, (ax,) = new_figure(1, "three runs")
    losses = [[4.0, 1.0], [2.0, 3.0], [3.0, 9.0]]
    curves(ax, [1, 2], losses, color="C0")
    *faint, median = ax.lines
    assert [list(line.get_ydata()) for line in faint] == losses
    assert all(line.get_alpha() < 0.5 for line in faint)
    assert list(median.get_ydata()) == [3.0, 3.0]
    assert median.get_alpha() in (None, 1)
    assert list(median.get_xdata()) == [1, 2]


def test_the_curve_of_one_run_is_drawn_once():
    _, (ax,) = new_figure(1, "one run")
    curves(ax, [1, 2, 3], [[3.0, 2.0, 1.0]])
    (line,) = ax.lines
    np.testing.assert_array_equal(line.get_xydata(), [[1, 3], [2, 2], [3, 1]])


def test_a_figure_has_as_many_panels_as_it_is_asked_for():
    figure, axes = new_figure(3, "a title")
    assert len(axes) == len(figure.axes) == 3
    assert figure.get_suptitle() == "a title"


def test_errors_are_drawn_by_the_expected_answer_with_zero_marked():
    """A prediction that is not a number has no error."""
    _, (ax,) = new_figure(1, "errors")
    plot_errors(ax, ["13", " 9", "12", "10", "13"], ["13", " 8", "+3", "15", "13"])
    (zero,), (errors,) = ax.lines, ax.collections
    assert list(zero.get_ydata()) == [0, 0]
    np.testing.assert_array_equal(errors.get_offsets(), [[13, 0], [9, -1], [10, 5]])
    twice, *once = errors.get_sizes()
    assert twice > once[0] == once[1]
    low, high = ax.get_ylim()
    assert low == -high and high > 5


@pytest.mark.parametrize("predicted", [[7, 9], ["  ", "+1"]])
def test_without_errors_zero_is_in_the_middle(predicted):
    _, (ax,) = new_figure(1, "no errors")
    plot_errors(ax, [7, 9], predicted)
    low, high = ax.get_ylim()
    assert low == -high and high > 1


def test_the_score_in_the_figure_is_the_median_of_the_runs(tmp_path):
    """RMSEs of 1, 2 and 6; of all answers together it would be 3.7."""
    runs = [(None, {"loss": [1.0]}, [5], [5 + error]) for error in (1, 6, 2)]
    plot_runs(tmp_path / "a.svg", "three runs", runs, ("RMSE", rmse))
    assert "2.000, median of 3 runs" in (tmp_path / "a.svg").read_text()
