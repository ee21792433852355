"""The grid: what a class stands for, and which cell is which."""

from itertools import product

import numpy as np
import pytest

from extensions import order_needed
from extensions.order_needed import ANSWERS, QUESTIONS, SumClasses
from extensions.shared.tasks import embedding_from, join


def test_the_class_of_a_sum_is_its_number():
    task = SumClasses(10)
    _, y = task.encode([(1, 1), (3, 10), (10, 10)], [2, 13, 20])
    assert y.shape == (3, 21) and [list(row).index(1) for row in y] == [2, 13, 20]
    assert task.decode(np.eye(21)[[2, 20]]) == [2, 20]


def test_a_cell_reads_as_its_row_says_and_answers_as_its_column_says():
    names = set()
    for reads in QUESTIONS.values():
        for writes in ANSWERS.values():
            task = join(reads, writes)
            X, y = task(10).encode([(3, 10)], [13])
            np.testing.assert_array_equal(X, reads(10).encode([(3, 10)], [13])[0])
            np.testing.assert_array_equal(y, writes(10).encode([(3, 10)], [13])[1])
            assert task.loss == writes.loss
            names.add(task.name)
    assert len(names) == len(QUESTIONS) * len(ANSWERS)


@pytest.mark.parametrize("writes", ANSWERS.values())
def test_an_answer_has_a_decoder_but_for_sums_as_classes_at_once(keras, writes):
    kinds = [type(layer).__name__ for layer in join(embedding_from(1), writes)(10).layers()]
    assert kinds[1] == "Embedding" and ("RepeatVector" in kinds) == (writes is not SumClasses)


def test_a_row_is_a_question_and_a_column_an_answer(axes_of):
    lines = [
        {"settings": {}, "seed": 1, "reads": question, "writes": answer, "scores": {"held-out": n}}
        for n, (question, answer) in enumerate(product(QUESTIONS, ANSWERS))
    ]
    (ax,) = axes_of(order_needed.plot_grid, lines)
    shown = [(text.get_position(), text.get_text()) for text in ax.texts]
    assert shown == [((n % 5, n // 5), f"{100 * n}") for n in range(25)]
    labels = [label.get_text().replace("\n", " ") for label in ax.get_xticklabels()]
    assert labels == list(ANSWERS)
    assert [label.get_text() for label in ax.get_yticklabels()] == list(QUESTIONS)
