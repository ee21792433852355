"""Training: what is trained on, in which steps, and how both sides are scored."""

from random import Random

import numpy as np
import pytest

from common.pairs import random_sum_pairs
from extensions.shared import training
from extensions.shared.tasks import MLPMapping, NumberAnswer, Task
from extensions.shared.training import pair_settings, run_new_pairs, run_pairs, train
from tests.extensions.spying import pairs_of, strings_of

TRAINING = {"n_examples": 1000, "n_batch": 1000, "n_epoch": 2, "learning_rate": 0.01}


@pytest.mark.parametrize(
    "n_at_once, decay, groups", [(50, True, [48, 24]), (1, False, [24, 24, 24])]
)
def test_the_weights_are_those_of_one_fit_an_epoch(keras, eager, n_at_once, decay, groups):
    task, rng, drawn, epochs = MLPMapping(10), Random(1), [], []

    def new_examples(n):
        drawn.append(n)
        return task.encode(*random_sum_pairs(n, 2, 10, rng))

    task.new_examples, task.n_at_once = new_examples, n_at_once
    counting = keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: epochs.append(epoch))
    sizes = {"n_examples": 24, "n_batch": 8, "n_epoch": 3, "learning_rate": 0.05}
    model = train(task, 3, [counting], **sizes, decay=decay)
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


@pytest.mark.parametrize("n, epochs", [(1, [5]), (2, [2, 4, 5]), (9, [1, 2, 3, 4, 5])])
def test_it_measures_before_the_training_and_evenly_and_after_the_last_epoch(keras, n, epochs):
    measured, model = {}, []
    chosen = {0, *training.spaced_epochs(5, n)}
    callback = training.measuring(measured, chosen, lambda model: {"trained": len(model)})
    callback.set_model(model)
    for i in range(5):
        callback.on_epoch_begin(i, {})
        model.append(i)
        callback.on_epoch_end(i, {})
    assert measured == {"epochs": [0, *epochs], "trained": [0, *epochs]}


def test_larger_numbers_have_the_longer_training():
    case = {"network": Task, "largest": 10, "held_out": 0.2}
    assert pair_settings(Task, 10) == case | training.TUTORIAL_TRAINING
    assert pair_settings(Task, 11) == case | training.LONG_TRAINING | {"largest": 11}
    assert pair_settings(Task, 10, {"n_epoch": 3}, 0.5) == case | {"n_epoch": 3, "held_out": 0.5}


def test_no_held_out_pair_is_ever_trained_on_and_all_pairs_are_asked(eager, fed, asked):
    scores = run_pairs(seed=3, callbacks=[], **pair_settings(Task, 10, TRAINING))["scores"]
    trained = set().union(*map(pairs_of, fed))
    (X_seen, _), (X_never, _) = asked
    assert trained == pairs_of(X_seen) and trained.isdisjoint(pairs_of(X_never))
    assert len(trained) == 44 and len(pairs_of(X_never)) == 11
    assert len({*strings_of(X_seen), *strings_of(X_never)}) == 100  # both orders
    for side, (X, answers) in zip(("seen", "held-out"), asked):
        right = [f"{sum(pair):2}" for pair in numbers_in(X)]
        shares = [one == other for one, other in zip(right, strings_of(answers), strict=True)]
        assert scores[side] == pytest.approx(np.mean(shares))


def numbers_in(X):
    return [list(map(int, question.split("+"))) for question in strings_of(X)]


def test_curves_are_scored_on_the_way_and_end_with_the_scores(eager, asked):
    settings = pair_settings(NumberAnswer, 10, TRAINING | {"n_examples": 200, "n_batch": 200})
    settings |= {"seed": 3, "callbacks": [], "n_epoch": 4}
    scores = training.run_with_curves(n_scores=2, **settings)["scores"]
    assert scores["curve epochs"] == [1, 2, 4]
    for i, side in enumerate(("seen", "held-out")):
        counted = []
        for X, answers in asked[i::2]:
            sums = np.rint(20 * answers[:, 0])
            counted.append(np.mean(sums == list(map(sum, numbers_in(X)))))
        assert scores[f"curve {side}"] == pytest.approx(counted[:-1])
        assert scores[side] == scores[f"curve {side}"][-1] == pytest.approx(counted[-1])


def test_what_is_tested_is_never_trained_on(eager, fed, asked):
    tested = run_new_pairs(NumberAnswer, 15, 1, [], units=(9, 4), n_test=50, **TRAINING)
    assert tested["weights"] == 4 * 9 * (12 + 9 + 1) + 9 + 1
    ((X, result),), trained = asked, set().union(*map(pairs_of, fed))
    assert len(pairs_of(X)) == 50 and trained.isdisjoint(pairs_of(X))
    assert len(trained) == 15 * 16 / 2 - 50  # so often that one held-out pair would not be missed
    assert len(X) == len(set(strings_of(X))) > 90  # both orders
    errors = np.rint(30 * result[:, 0].astype(float)) - list(map(sum, numbers_in(X)))
    assert tested["scores"]["right"] == pytest.approx(np.mean(errors == 0))
    assert tested["scores"]["median error"] == np.median(abs(errors))


def test_up_to_10_there_are_too_few_pairs_to_hold_any_out(eager, fed, asked):
    run_new_pairs(Task, 10, 1, [], units=(9, 4), n_test=400, **TRAINING)
    assert len(asked[0].X) == 400 and set().union(*map(pairs_of, fed)) >= pairs_of(asked[0].X)
