"""The addition table: which epochs it keeps, what its squares say, and what is drawn."""

import numpy as np
import pytest

from cli.plotting import new_figure
from extensions import addition_table
from extensions.shared import tables
from extensions.shared.tasks import NumberAnswer
from tests.extensions.spying import strings_of


def unpack(digits):
    """The table that is kept as a string: the second number up, the first one across."""
    return np.array([*map(int, digits)]).reshape(2 * [int(len(digits) ** 0.5)])


def test_the_last_table_has_the_answers_that_are_scored(eager, asked):
    sizes = {"n_examples": 100, "n_batch": 10, "learning_rate": 0.03}
    case = {"network": NumberAnswer, "largest": 5, "held_out": 0.2, **sizes}
    result = addition_table.run(2, seed=1, callbacks=[], **case)
    first, last = map(unpack, result["kept"]["tables"])
    assert (first != last).any() and (last != last.T).any()
    counted = np.full((5, 5), -1)
    for i, (X, answers) in enumerate(asked[-2:]):  # the answers of the end: seen, held-out
        for question, answer in zip(strings_of(X), answers):
            a, b = map(int, question.split("+"))
            counted[b - 1, a - 1] = min(2, abs(round(10 * float(answer[0])) - a - b)) + 3 * i
    np.testing.assert_array_equal(last, counted)
    for side, kinds in (("seen", last[last < 3]), ("held-out", last[last >= 3] - 3)):
        assert result["scores"][side] == pytest.approx(np.mean(kinds == 0))


def test_a_table_is_drawn_with_a_frame_around_each_held_out_pair():
    table = np.full((4, 4), 2)
    table[3, 0] = table[0, 3] = 3
    _, (ax,) = new_figure(1, "")
    tables.plot_table(ax, "".join(map(str, table.ravel())))
    np.testing.assert_array_equal(ax.images[0].get_array(), table)
    assert ax.images[0].origin == "lower"
    centres = {tuple(frame.get_center()) for frame in ax.patches}
    assert {(round(x), round(y)) for x, y in centres} == {(1, 4), (4, 1)}
