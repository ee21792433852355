"""Training: what is trained on, in which steps, and how both sides are scored."""

from itertools import combinations_with_replacement
from random import Random

import numpy as np
import pytest

from common.pairs import random_sum_pairs
from extensions.shared.splitting import split_pairs
from extensions.shared.tasks import MLPMapping, NumberAnswer, Task
from extensions.shared.training import (
    every,
    questions_of,
    score_sides,
    train,
    train_and_score,
    train_and_test,
    train_with_curves,
)
from tests.extensions.spying import pairs_of, strings_of

TRAINING = {"n_examples": 1000, "n_batch": 1000, "n_epoch": 2, "learning_rate": 0.01}


def ascending(pairs):
    return {tuple(sorted(pair)) for pair in pairs}


# --- train


@pytest.mark.parametrize(
    "at_once, decay, groups",
    [(1, True, [24, 24, 24]), (50, True, [48, 24]), (10_000, False, [72])],
)
def test_the_weights_are_those_of_one_fit_an_epoch(keras, eager, at_once, decay, groups):
    task, rng, drawn, epochs = MLPMapping(10), Random(1), [], []

    def new_examples(n):
        drawn.append(n)
        return task.encode(*random_sum_pairs(n, 2, 10, rng))

    model = train(
        task.create_model,
        new_examples,
        3,
        [keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: epochs.append(epoch))],
        n_examples=24,
        n_batch=8,
        n_epoch=3,
        learning_rate=0.05,
        decay=decay,
        at_once=at_once,
    )
    assert (drawn, epochs) == (groups, [0, 1, 2])
    assert float(model.optimizer.learning_rate) == pytest.approx(0 if decay else 0.05)
    keras.utils.set_random_seed(3)
    rate = keras.optimizers.schedules.CosineDecay(0.05, 9) if decay else 0.05
    looped, rng = task.create_model(rate), Random(1)
    for _ in range(3):
        X, y = task.encode(*random_sum_pairs(24, 2, 10, rng))
        looped.fit(X, y, batch_size=8, shuffle=False, verbose=0)
    for ours, theirs in zip(model.get_weights(), looped.get_weights(), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize("n_epochs, epochs", [(1, [1, 2, 3, 4, 5]), (2, [1, 2, 4, 5]), (9, [1, 5])])
def test_it_acts_after_the_first_epoch_the_last_and_evenly_between(eager, n_epochs, epochs):
    acted, task = [], MLPMapping(10)
    callback = every(n_epochs, 5, lambda model, epoch: acted.append((model, epoch)))

    def new_examples(n):
        return task.encode(*random_sum_pairs(n, 2, 10, Random(1)))

    sizes = {"n_examples": 8, "n_batch": 8, "n_epoch": 5, "learning_rate": 0.01}
    model = train(task.create_model, new_examples, 1, [callback], **sizes)
    assert acted == [(model, epoch) for epoch in epochs]


# --- on the seen pairs of a split


@pytest.mark.parametrize("largest, held_out", [(10, 0.2), (20, 0.9)])
def test_no_held_out_pair_is_ever_trained_on_and_all_pairs_are_asked(
    eager, fed, asked, largest, held_out
):
    result = train_and_score(Task(largest), 3, [], held_out, **TRAINING)
    trained = set().union(*map(pairs_of, fed))
    (X_seen, seen_answers), (X_never, never_answers) = asked
    assert trained == pairs_of(X_seen) and trained.isdisjoint(pairs_of(X_never))
    all_pairs = set(combinations_with_replacement(range(1, largest + 1), 2))
    assert trained | pairs_of(X_never) == all_pairs
    assert len(pairs_of(X_never)) == round(held_out * len(all_pairs))
    assert len({*strings_of(X_seen), *strings_of(X_never)}) == len(X_seen) + len(X_never)
    assert len(X_seen) + len(X_never) == largest**2  # both orders
    # the scores, counted again
    scores = result["scores"]
    for side, X, answers in (
        ("seen", X_seen, seen_answers),
        ("never seen", X_never, never_answers),
    ):
        right = right_characters(X, answers)
        assert scores[side] == pytest.approx(np.mean([all(row) for row in right]))
    right = right_characters(X_seen, seen_answers)
    assert scores["characters"] == pytest.approx(np.mean(right))
    padded = [sum(pair) < 10 for pair in numbers_in(X_seen)]
    assert scores["padded answers"] == pytest.approx(np.all(right, axis=1)[padded].mean())


def numbers_in(X):
    return [list(map(int, question.split("+"))) for question in strings_of(X)]


def right_characters(X, result):
    """Tell which characters of the answers are right, with numbers that need two digits at most."""
    sums = [f"{sum(pair):2}" for pair in numbers_in(X)]
    return [[a == b for a, b in zip(*both)] for both in zip(sums, strings_of(result), strict=True)]


def test_a_network_that_knows_only_what_it_has_seen_is_found_out():
    """It answers as the truth says, but for the pairs that are held out."""
    seen, _ = split_pairs(10, 0.2, Random(3))

    class Memoriser(Task):
        def predict(self, model, X):
            pairs = numbers_in(X)
            known = [tuple(sorted(pair)) in seen for pair in pairs]
            sums = [sum(pair) if knows else 99 for pair, knows in zip(pairs, known)]
            return self.encode(pairs, sums)[1]

    questions = questions_of(10, 0.2, 3)
    assert ascending(questions["seen"][0]) == seen
    for pairs, sums in questions.values():
        assert sums == list(map(sum, pairs))
    scores = score_sides(Memoriser(10), None, questions)
    assert scores == {"seen": 1, "never seen": 0, "padded answers": 1, "characters": 1}


def test_no_padded_answer_is_no_score_and_a_number_has_no_characters():
    class Right(Task):
        def predict(self, model, X):
            return self.encode(numbers_in(X), list(map(sum, numbers_in(X))))[1]

    questions = {"seen": ([[9, 9]], [18]), "never seen": ([[1, 1]], [2])}
    assert score_sides(Right(10), None, questions)["padded answers"] == []

    class RightNumber(NumberAnswer, Right):
        pass

    assert score_sides(RightNumber(10), None, questions) == {"seen": 1, "never seen": 1}


def test_curves_are_scored_on_the_way_and_end_with_the_scores(eager, asked):
    sizes = {"n_examples": 200, "n_batch": 200, "n_epoch": 4, "learning_rate": 0.01}
    result = train_with_curves(NumberAnswer(10), 3, [], 3, held_out=0.2, **sizes)
    scores = result["scores"]
    assert scores["curve epochs"] == [1, 3, 4]
    for i, side in enumerate(("seen", "never seen")):
        counted = []
        for X, answers in asked[i::2]:
            sums = np.rint(20 * answers[:, 0])
            counted.append(np.mean(sums == list(map(sum, numbers_in(X)))))
        assert scores[f"curve {side}"] == pytest.approx(counted[:-1])
        assert scores[side] == scores[f"curve {side}"][-1] == pytest.approx(counted[-1])
    # what is scored on the way changes nothing
    alone = train_and_score(NumberAnswer(10), 3, [], 0.2, **sizes)
    assert alone["scores"] == {side: scores[side] for side in alone["scores"]}


# --- with tested pairs


@pytest.mark.parametrize("largest", [10, 60])
@pytest.mark.parametrize("task", [Task, NumberAnswer])
def test_what_is_tested_is_never_trained_on_but_with_few_pairs(eager, fed, asked, task, largest):
    scores = train_and_test(task(largest), 1, [], n_test=400, **TRAINING)["scores"]
    ((X, result),), trained = asked, set().union(*map(pairs_of, fed))
    if largest == 10:
        assert len(X) == 400 and trained >= pairs_of(X)
    else:
        assert len(pairs_of(X)) == 400 and trained.isdisjoint(pairs_of(X))
        assert len(X) == len(set(strings_of(X))) > 750  # both orders
    sums = np.array(list(map(sum, numbers_in(X))))
    if task is NumberAnswer:
        answers = [str(n) for n in np.rint(2 * largest * result[:, 0].astype(float)).astype(int)]
    else:
        answers = [string.strip() for string in strings_of(result)]
    right = [answer == str(total) for answer, total in zip(answers, sums)]
    assert scores["right"] == pytest.approx(np.mean(right))
    errors = [abs(int(a) - total) for a, total in zip(answers, sums) if a.isdigit()]
    assert scores["median error"] == (pytest.approx(np.median(errors)) if errors else [])
