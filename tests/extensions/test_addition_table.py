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


class Wrong:
    """Every answer is right, but wrong by one where the first number is the larger one."""

    largest = 5

    def ask(self, model, X):
        return list(map(sum, X)), [a + b + (a > b) for a, b in X]


def test_the_first_number_is_across_and_the_second_one_up():
    pairs = [(a, b) for a in range(1, 6) for b in range(1, 6)]
    sides = {"seen": pairs[:10], "held-out": pairs[10:]}
    table = unpack(tables.addition_table(Wrong(), sides, "model"))
    assert table.tolist() == [[int(a > b) + 3 * (a > 1) for a in range(5)] for b in range(5)]


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


def test_a_table_is_drawn_with_a_frame_around_each_held_out_pair():
    table = np.full((4, 4), 2)
    table[3, 0] = table[0, 3] = 3
    _, (ax,) = new_figure(1, "")
    tables.plot_table(ax, "".join(map(str, table.ravel())))
    np.testing.assert_array_equal(ax.images[0].get_array(), table)
    assert ax.images[0].origin == "lower"
    centres = {tuple(frame.get_center()) for frame in ax.patches}
    assert {(round(x), round(y)) for x, y in centres} == {(1, 4), (4, 1)}
