"""The addition table: which epochs it keeps, what its squares say, and which it draws."""

import numpy as np
import pytest

from cli.plotting import new_figure
from extensions import addition_table
from extensions.addition_table import SHOWN, pack, plot_table, unpack
from extensions.shared.tasks import NumberAnswer
from tests.extensions.spying import strings_of

NETWORK = "number as the answer"


EVERY_SECOND = [*range(2, 61, 2)]


@pytest.mark.parametrize(
    "n_epoch, epochs", [(1, [1]), (60, EVERY_SECOND), (61, [*EVERY_SECOND, 61])]
)
def test_some_30_tables_are_kept_and_the_last_one_always(keras, monkeypatch, n_epoch, epochs):
    def train_nothing(task, seed, callbacks, held_out, **training):
        for epoch in range(training["n_epoch"]):
            callbacks[-1].on_epoch_end(epoch, {})
        return {"scores": {}}

    monkeypatch.setattr(addition_table, "train_and_score", train_nothing)
    # every answer is right, but wrong by one where the first number is the larger one
    wrong = lambda self, model, X, y: (y, [a + b + (a > b) for a, b in X])  # noqa: E731
    monkeypatch.setattr(NumberAnswer, "ask", wrong)
    result = addition_table.train(NETWORK, 5, 1, [], held_out=0.2, n_epoch=n_epoch)
    assert result["scores"]["table epochs"] == epochs
    assert len(result["kept"]["tables"]) == len(epochs)
    # the first number across, the second one up
    table = unpack(result["kept"]["tables"][-1]) % 3
    assert table.tolist() == [[int(a > b) for a in range(5)] for b in range(5)]


def test_the_last_table_has_the_answers_that_are_scored(eager, asked):
    sizes = {"n_examples": 10, "n_batch": 10, "n_epoch": 2, "learning_rate": 0.03}
    result = addition_table.train(NETWORK, 5, 1, [], held_out=0.2, **sizes)
    first, last = map(unpack, result["kept"]["tables"])
    assert (first != last).any()
    counted = np.full((5, 5), -1)
    for i, (X, answers) in enumerate(asked[-2:]):  # the answers of the end: seen, never seen
        for question, answer in zip(strings_of(X), answers):
            a, b = map(int, question.split("+"))
            counted[b - 1, a - 1] = min(2, abs(round(10 * float(answer[0])) - a - b)) + 3 * i
    np.testing.assert_array_equal(last, counted)
    for side, kinds in (("seen", last[last < 3]), ("never seen", last[last >= 3] - 3)):
        assert result["scores"][side] == pytest.approx(np.mean(kinds == 0))


def test_the_last_table_is_drawn_with_a_frame_around_each_never_seen_pair():
    epochs = [*range(2, 61, 2), 61]
    tables = np.full((len(epochs), 4, 4), 2, np.uint8)
    tables[-1, 3, 0] = tables[-1, 0, 3] = 3
    line = {"scores": {"table epochs": epochs}, "kept": {"tables": list(map(pack, tables))}}
    _, axes = new_figure(4, "")
    for ax, i in zip(axes, SHOWN, strict=True):
        plot_table(ax, line, i)
    assert [ax.get_title() for ax in axes] == ["epoch 2", "epoch 10", "epoch 20", "epoch 61"]
    np.testing.assert_array_equal(axes[-1].images[0].get_array(), tables[-1])
    centres = {tuple(frame.get_center()) for frame in axes[-1].patches}
    assert {(round(x), round(y)) for x, y in centres} == {(1, 4), (4, 1)}
