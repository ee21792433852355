"""The readers' questions: what is trained on, what is asked, and how the answers are scored."""

import numpy as np
import pytest

from addition_seq2seq import alphabet
from extensions import larger_than_trained, mappings, padding, squares, units_needed
from extensions.shared.problems import lstm_mapping, mlp, seq2seq
from tests.extensions.spying import pairs_of, strings_of

TINY = {"n_examples": 400, "n_batch": 400, "n_epoch": 2, "learning_rate": 0.01}


class Adder:
    """It adds scaled numbers, but treats the second otherwise where it is the larger one."""

    def predict(self, X, **_):
        a, b = np.reshape(X, (-1, 2)).T
        return (a + b + np.where(b > a, 0.5, 0))[:, np.newaxis]


@pytest.mark.parametrize("problem", [mlp, lstm_mapping])
def test_both_orders_are_asked_and_scored_apart(problem):
    scores = mappings.both_orders(Adder(), problem(20))
    assert scores == {"small+large": 0, "large+small": 1, "same answer": 0}


@pytest.mark.parametrize("problem", [mlp, lstm_mapping])
def test_a_mapping_reads_larger_numbers_on_the_scale_of_its_training(problem):
    problem = larger_than_trained.mapping(problem)
    X, y = problem.encode([[100, 50], [9999, 1]], [150, 10_000])
    assert X.reshape(2, 2).tolist() == [[0.5, 0.25], [49.995, 0.005]]
    assert problem.decode(y) == [150, 10_000]


@pytest.mark.parametrize("model", ["string_to_string", "mlp"])
def test_the_tested_pairs_up_to_100_are_never_trained_on(eager, fed, asked, model):
    sizes = TINY | {"n_examples": 2000, "n_batch": 2000}
    _, scores = larger_than_trained.train(model, 1, [], **sizes)
    assert list(scores) == list(larger_than_trained.TESTS)
    numbers = [100, 200, 1000, 10_000]
    for (X, _), least, most in zip(asked, [1, 101, 201, 1001], numbers, strict=True):
        pairs = set(pairs_read(model, X))
        assert len(X) == 500 and len(pairs) > 450
        assert all(least <= number <= most for pair in pairs for number in pair)
    trained = {pair for X in fed for pair in pairs_read(model, X)}
    assert max(map(max, trained)) == 100 and trained.isdisjoint(pairs_read(model, asked[0].X))


def pairs_read(model, X):
    """The ascending pairs in what a model reads."""
    if model == "mlp":
        return [
            tuple(sorted(pair)) for pair in np.rint(200 * X.reshape(-1, 2)).astype(int).tolist()
        ]
    return list(pairs_of(X))


@pytest.mark.parametrize("name", squares.MODELS)
def test_squares_are_written_and_read(keras, name):
    model, numbers = squares.MODELS[name], [1, 7, 12, 100]
    X, y = model.encode(numbers)
    assert list(map(int, model.decode(y))) == [1, 49, 144, 10_000]
    network = model.create(0.01)
    assert network.input_shape[1:] == X.shape[1:] and network.output_shape[1:] == y.shape[1:]
    if name in ("characters_out", "number_out"):
        assert strings_of(X) == ["  1", "  7", " 12", "100"]


@pytest.mark.parametrize("name", ["linear", "characters_out"])
def test_a_fifth_of_the_numbers_is_never_trained_on(eager, fed, asked, monkeypatch, name):
    _, scores = squares.train(name, 1, [], **TINY)
    seen, never_seen = squares.split(1)
    assert len(never_seen) == 20 and sorted(seen + never_seen) == list(range(1, 101))
    X = np.concatenate(fed)
    strings = np.rint(100 * X[:, 0]).tolist() if name == "linear" else strings_of(X)
    assert set(map(int, strings)) == set(seen)
    ((X, _),) = asked
    assert len(X) == 100
    answers = dict(scores["answers"])
    for side, numbers in (("seen", seen), ("never seen", never_seen)):
        right = [answers.get(n) == n**2 for n in numbers]
        assert scores[side] == [pytest.approx(np.mean(right))]
        errors = [answers[n] - n**2 for n in numbers if n in answers]
        expected = np.sqrt(np.mean(np.square(errors))) if errors else None
        assert scores[f"RMSE {side}"] == pytest.approx(expected)


@pytest.mark.parametrize("largest", [10, 60])
def test_units_are_tested_on_new_questions_or_on_pairs_never_trained_on(
    eager, fed, asked, monkeypatch, largest
):
    monkeypatch.setattr(units_needed, "N_TEST", 300)
    n_weights, scores = units_needed.train(largest, (12, 6), 1, [], **TINY)
    assert n_weights == 4 * 12 * (12 + 12 + 1) + 4 * 6 * (12 + 6 + 1) + 12 * (6 + 1)
    ((X, result),) = asked
    trained = set().union(*map(pairs_of, fed))
    if largest == 10:
        assert len(X) == 300 and trained >= pairs_of(X)
    else:
        assert len(pairs_of(X)) == 300 and trained.isdisjoint(pairs_of(X))
    sums = [str(sum(map(int, question.split("+")))) for question in strings_of(X)]
    right = [answer.strip() == total for answer, total in zip(strings_of(result), sums)]
    assert scores["right"] == pytest.approx(np.mean(right))


def test_spaces_without_a_weight_are_spaces_with_a_sample_weight_of_0(keras, eager):
    problem = seq2seq(10)
    X, y = problem.encode([[3, 10], [3, 4], [1, 1]], [13, 7, 2])
    weights = 1.0 - y[:, :, alphabet.index(" ")]
    assert weights.tolist() == [[1, 1], [0, 1], [0, 1]]
    trained = []
    for each, rest in (
        (problem, {"sample_weight": weights}),
        (padding.unweighted_spaces(problem), {}),
    ):
        keras.utils.set_random_seed(1)
        model = each.create(0.01)
        model.train_on_batch(X, y, **rest)
        trained.append(model.get_weights())
    for ours, kerass in zip(*trained, strict=True):
        np.testing.assert_allclose(ours, kerass, atol=1e-6)
