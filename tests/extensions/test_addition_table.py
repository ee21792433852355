"""The addition table: which epochs it keeps, what its squares say, and which it draws."""

from types import SimpleNamespace

import numpy as np
import pytest

from cli.plotting import new_figure
from extensions import addition_table
from extensions.addition_table import SHOWN, plot_table
from extensions.shared.tasks import NumberAnswer
from tests.extensions.spying import strings_of

EPOCHS = [*range(2, 61, 2), 61]  # of which tables are kept, of 61


def unpack(digits):
    """The table that is kept as a string: the second number up, the first one across."""
    return np.array([*map(int, digits)]).reshape(2 * [int(len(digits) ** 0.5)])


def test_some_30_tables_are_kept_and_the_last_one_always(monkeypatch):
    # every answer is right, but wrong by one where the first number is the larger one
    wrong = lambda model, X: (list(map(sum, X)), [a + b + (a > b) for a, b in X])  # noqa: E731

    def train_nothing(measure, epochs, n_epoch):
        pairs = [(a, b) for a in range(1, 6) for b in range(1, 6)]
        tables = measure(SimpleNamespace(largest=5, ask=wrong), {"seen": pairs}, "model")
        return SimpleNamespace(measured=tables | {"epochs": sorted(epochs)}, result={"scores": {}})

    monkeypatch.setattr(addition_table, "train_pairs", train_nothing)
    result = addition_table.run(61)
    assert result["scores"]["table epochs"] == EPOCHS
    # the first number across, the second one up
    table = unpack(result["kept"]["tables"])
    assert table.tolist() == [[int(a > b) for a in range(5)] for b in range(5)]


def test_the_last_table_has_the_answers_that_are_scored(eager, asked):
    sizes = {"n_examples": 10, "n_batch": 10, "learning_rate": 0.03}
    case = {"network": NumberAnswer, "largest": 5, "held_out": 0.2, **sizes}
    result = addition_table.run(2, seed=1, callbacks=[], **case)
    first, last = map(unpack, result["kept"]["tables"])
    assert (first != last).any()
    counted = np.full((5, 5), -1)
    for i, (X, answers) in enumerate(asked[-2:]):  # the answers of the end: seen, held-out
        for question, answer in zip(strings_of(X), answers):
            a, b = map(int, question.split("+"))
            counted[b - 1, a - 1] = min(2, abs(round(10 * float(answer[0])) - a - b)) + 3 * i
    np.testing.assert_array_equal(last, counted)
    for side, kinds in (("seen", last[last < 3]), ("held-out", last[last >= 3] - 3)):
        assert result["scores"][side] == pytest.approx(np.mean(kinds == 0))


def test_the_last_table_is_drawn_with_a_frame_around_each_held_out_pair():
    tables = np.full((len(EPOCHS), 4, 4), 2, np.uint8)
    tables[-1, 3, 0] = tables[-1, 0, 3] = 3
    line = {
        "scores": {"table epochs": EPOCHS},
        "kept": {"tables": ["".join(map(str, table.ravel())) for table in tables]},
    }
    _, axes = new_figure(4, "")
    for ax, i in zip(axes, SHOWN, strict=True):
        plot_table(ax, line, i)
    assert [ax.get_title() for ax in axes] == ["epoch 2", "epoch 10", "epoch 20", "epoch 61"]
    np.testing.assert_array_equal(axes[-1].images[0].get_array(), tables[-1])
    centres = {tuple(frame.get_center()) for frame in axes[-1].patches}
    assert {(round(x), round(y)) for x, y in centres} == {(1, 4), (4, 1)}
