"""Training: what is trained on, in which steps, and how both sides are scored."""

from random import Random

import numpy as np
import pytest

from common.pairs import random_sum_pairs
from extensions.shared.tasks import MLPMapping, NumberAnswer, Task
from extensions.shared.training import (
    every,
    score_sides,
    train,
    train_and_score,
    train_and_test,
    train_with_curves,
)
from tests.extensions.spying import pairs_of, strings_of

TRAINING = {"n_examples": 1000, "n_batch": 1000, "n_epoch": 2, "learning_rate": 0.01}


# --- train


@pytest.mark.parametrize(
    "at_once, decay, groups",
    [(50, True, [48, 24]), (1, False, [24, 24, 24])],
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


@pytest.mark.parametrize("n_epochs, epochs", [(2, [1, 2, 4, 5]), (9, [1, 5])])
def test_it_acts_after_the_first_epoch_the_last_and_evenly_between(keras, n_epochs, epochs):
    acted = []
    callback = every(n_epochs, 5, lambda model, epoch: acted.append((model, epoch)))
    callback.set_model("a model")
    for i in range(5):
        callback.on_epoch_end(i, {})
    assert acted == [("a model", epoch) for epoch in epochs]


# --- on the seen pairs of a split


def test_no_held_out_pair_is_ever_trained_on_and_all_pairs_are_asked(eager, fed, asked):
    scores = train_and_score(Task(10), 3, [], 0.2, **TRAINING)["scores"]
    trained = set().union(*map(pairs_of, fed))
    (X_seen, _), (X_never, _) = asked
    assert trained == pairs_of(X_seen) and trained.isdisjoint(pairs_of(X_never))
    assert len(trained) == 44 and len(pairs_of(X_never)) == 11
    assert len({*strings_of(X_seen), *strings_of(X_never)}) == 100  # both orders
    for side, (X, answers) in zip(("seen", "never seen"), asked):
        right = [f"{sum(pair):2}" for pair in numbers_in(X)]
        shares = [one == other for one, other in zip(right, strings_of(answers), strict=True)]
        assert scores[side] == pytest.approx(np.mean(shares))


def numbers_in(X):
    return [list(map(int, question.split("+"))) for question in strings_of(X)]


def test_padded_answers_and_characters_are_scored_where_there_are_any():
    class OneTooMany(Task):
        """Its answers are right, but for the numbers that are the same."""

        def predict(self, model, X):
            pairs = numbers_in(X)
            return self.encode(pairs, [a + b + (a == b) for a, b in pairs])[1]

    class NumberTooMany(NumberAnswer, OneTooMany):
        pass

    questions = {"seen": ([[1, 2], [9, 9], [4, 4], [3, 9]], [3, 18, 8, 12])}
    questions["never seen"] = ([[1, 1]], [2])
    shares = {"seen": 0.5, "never seen": 0}
    of_strings = {"padded answers": 0.5, "characters": 0.75}
    assert score_sides(OneTooMany(10), None, questions) == shares | of_strings
    assert score_sides(NumberTooMany(10), None, questions) == shares
    questions["seen"] = ([[9, 9]], [18])
    assert score_sides(OneTooMany(10), None, questions)["padded answers"] == []


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


# --- with tested pairs


def test_what_is_tested_is_never_trained_on(eager, fed, asked):
    scores = train_and_test(NumberAnswer(60), 1, [], n_test=400, **TRAINING)["scores"]
    ((X, result),), trained = asked, set().union(*map(pairs_of, fed))
    assert len(pairs_of(X)) == 400 and trained.isdisjoint(pairs_of(X))
    assert len(X) == len(set(strings_of(X))) > 750  # both orders
    errors = np.rint(120 * result[:, 0].astype(float)) - list(map(sum, numbers_in(X)))
    assert scores["right"] == pytest.approx(np.mean(errors == 0))
    assert scores["median error"] == np.median(abs(errors))


def test_up_to_10_there_are_too_few_pairs_to_hold_any_out(eager, fed, asked):
    train_and_test(Task(10), 1, [], n_test=400, **TRAINING)
    assert len(asked[0].X) == 400 and set().union(*map(pairs_of, fed)) >= pairs_of(asked[0].X)
