"""Problems: what is trained on and how it is scored, and what every variation reads and answers."""

from collections import defaultdict
from itertools import combinations_with_replacement, product
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from addition_seq2seq import alphabet
from common.encoding import encode, invert, to_string
from common.pairs import random_sum_pairs
from extensions import decoders, integer_encoding, padding
from extensions.decoders import attention
from extensions.shared.problems import (
    at_the_start,
    characters_before,
    embedding,
    evenly,
    lstm_mapping,
    mlp,
    number,
    own_character,
    seq2seq,
    train_and_score,
)
from extensions.shared.splitting import split_pairs
from tests.extensions.spying import pairs_of, strings_of

STRINGS = [
    *(padding.left, padding.right, padding.each_term, padding.masked, padding.unweighted_spaces),
    *(integer_encoding.integer, integer_encoding.integer_both),
    *(embedding, integer_encoding.embedding_from_1),
    *(decoders.whole_sequence, own_character, attention),
]
TINY = {"held_out": 0.2, "n_examples": 10, "n_batch": 10, "n_epoch": 1, "learning_rate": 0.01}
n_chars = len(alphabet)


# --- the training


@pytest.mark.parametrize("largest, held_out, decay", [(10, 0.2, False), (20, 0.9, True)])
def test_held_out_pairs_are_never_trained_on(eager, fed, asked, largest, held_out, decay):
    sizes = {"n_examples": 1000, "n_batch": 1000, "n_epoch": 2, "learning_rate": 0.01}
    problem = seq2seq(largest)
    model, scores = train_and_score(problem, 3, [], held_out, **sizes, decay=decay, n_scorings=2)
    trained = set().union(*map(pairs_of, fed))
    seen, never_seen, *again = (pairs_of(X) for X, _ in asked)
    assert trained == seen and trained.isdisjoint(never_seen)
    assert again == [seen, never_seen]
    every = set(combinations_with_replacement(range(1, largest + 1), 2))
    assert trained | never_seen == every
    assert len(never_seen) == round(held_out * len(every))
    assert [(len(X), len(set(strings_of(X)))) for X, _ in asked[:2]] == [
        (len({pair for a, b in pairs for pair in ((a, b), (b, a))}),) * 2
        for pairs in (seen, never_seen)
    ]
    assert scores["epochs"] == [1, 2]
    rate = float(model.optimizer.learning_rate)
    assert rate == pytest.approx(0 if decay else 0.01)


def test_a_model_that_knows_only_what_it_has_seen_is_found_out(eager):
    """It answers as the truth says, but for the pairs that are held out."""
    seen, _ = split_pairs(10, 0.2, Random(3))
    problem, kept = seq2seq(10), {}

    def predict(model, X):
        numbers = [[int(n) for n in string.split("+")] for string in strings_of(X)]
        _, y = problem.encode(numbers, [sum(pair) for pair in numbers])
        unseen = [tuple(sorted(pair)) not in seen for pair in numbers]
        y[unseen] = y[unseen][:, :, ::-1]
        return y

    def keep(model, epoch, questions, predicted):
        kept.update(questions)
        for side, (pairs, sums) in questions.items():
            assert sums == [sum(pair) for pair in pairs]
            answers = zip(predicted[side], map(str, sums), strict=True)
            assert {answer.strip() == right for answer, right in answers} == {side == "seen"}

    knowing = problem._replace(predict=predict)
    _, scores = train_and_score(knowing, 3, [], **TINY, on_scored=keep)
    assert scores == {"epochs": [1], "seen": [1], "never seen": [0]}
    assert {tuple(sorted(pair)) for pair in kept["seen"][0]} == seen


def test_the_control_has_the_weights_with_which_the_training_starts(eager):
    problem = seq2seq(10)
    model, _ = train_and_score(problem, 3, [], **TINY | {"learning_rate": 0.0})
    before = at_the_start(problem, 3)
    for weights, at_first in zip(model.get_weights(), before.get_weights(), strict=True):
        np.testing.assert_array_equal(weights, at_first)
    other = at_the_start(problem, 4)
    assert any((a != b).any() for a, b in zip(before.get_weights(), other.get_weights()))


@given(st.integers(1, 1000), st.integers(1, 60))
def test_the_last_epoch_is_scored_and_the_others_evenly(n_epoch, n_times):
    epochs = evenly(n_epoch, n_times)
    assert epochs == sorted(set(epochs)) and epochs[-1] == n_epoch
    assert len(epochs) >= min(n_times, n_epoch)
    gaps = {b - a for a, b in zip(epochs[1:-1], epochs[2:-1])}
    assert len(gaps) <= 1 and epochs[0] == (1 if n_times > 1 else n_epoch)


# --- the variations


@pytest.mark.parametrize("variation", [*STRINGS, number])
def test_every_variation_builds_trains_and_answers(keras, variation):
    problem = variation(seq2seq(10))
    X, y = problem.encode(*random_sum_pairs(7, 2, problem.largest, Random(1)))
    model = problem.create(0.01)
    assert float(model.optimizer.learning_rate) == pytest.approx(0.01)
    before = [weights.copy() for weights in model.get_weights()]
    model.run_eagerly = True  # for one step that is sooner than to compile it
    model.train_on_batch(X, y)
    after = model.get_weights()
    assert all((b != a).any() for b, a in zip(before, after)), "some layer does not learn"
    result = problem.predict(model, X)
    assert np.shape(result) == np.shape(y)
    answers = problem.decode(result)
    assert len(answers) == 7
    if variation in STRINGS:
        assert {len(answer) for answer in answers} == {np.shape(y)[1]}
        assert set("".join(answers)) <= set(alphabet)


MAPPINGS = [lstm_mapping, mlp]


@pytest.mark.parametrize("largest", [10, 99])
@pytest.mark.parametrize("variation", [*STRINGS, number, *MAPPINGS])
def test_every_variation_decodes_the_sums(variation, largest):
    problem = variation(largest if variation in MAPPINGS else seq2seq(largest))
    X, y = random_sum_pairs(50, 2, largest, Random(1))
    _, encoded = problem.encode(X, y)
    assert [int(answer) for answer in problem.decode(encoded)] == y


@pytest.mark.parametrize(
    "variation, questions, answers",
    [
        (padding.left, [" 3+10", " 10+3"], ["13", "13"]),
        (padding.right, ["3+10 ", "10+3 "], ["13", "13"]),
        (padding.each_term, [" 3+10", "10+ 3"], ["13", "13"]),
        (decoders.whole_sequence, [" 3+10", " 10+3"], ["   13", "   13"]),
    ],
)
def test_questions_and_answers_are_padded(variation, questions, answers):
    X, y = variation(seq2seq(10)).encode([[3, 10], [10, 3]], [13, 13])
    assert strings_of(X) == questions
    assert strings_of(y) == answers


def test_a_short_sum_padded_on_the_right():
    _, y = padding.right(seq2seq(10)).encode([[3, 4]], [7])
    assert strings_of(y) == ["7 "]


def test_a_masked_encoder_reads_on_from_the_first_digit(keras):
    problem = padding.masked(seq2seq(10))
    masking, encoder, *_ = problem.create(0.01).layers
    X, _ = problem.encode([[3, 4]], [7])
    assert strings_of(X) == ["  3+4"]
    skipping = np.asarray(encoder(masking(X)))
    np.testing.assert_allclose(skipping, np.asarray(encoder(X[:, 2:])), rtol=1e-5, atol=1e-7)
    assert abs(skipping - np.asarray(encoder(X))).max() > 1e-3


def test_integers_are_scaled_to_one():
    X, y = integer_encoding.scaled_integers([[3, 10]], [13], 10)
    assert (X[0, :, 0] * 11).round(6).tolist() == [11, 3, 10, 1, 0]
    assert (y[0, :, 0] * 11).round(6).tolist() == [1, 3]


def test_a_rounded_answer_is_always_a_character():
    result = np.array([[[-0.3], [1.4]], [[2.4 / 11], [2.6 / 11]]])
    assert integer_encoding.integer_both(seq2seq(10)).decode(result) == ["0 ", "23"]


@pytest.mark.parametrize(
    "variation, least, most",
    [(embedding, 0.01, 0.05), (integer_encoding.embedding_from_1, 0.5, 1)],
)
def test_an_embedding_starts_where_it_says(keras, variation, least, most):
    vectors, *_ = variation(seq2seq(10)).create(0.01).get_weights()
    assert vectors.shape == (n_chars, n_chars)
    assert least < abs(vectors).max() <= most


def test_attention_reads_more_than_the_decoder_alone(keras):
    """The last layer takes the context as well: 100 more inputs for each of 12 characters."""
    without, with_attention = (
        variation(seq2seq(10)).create(0.01).count_params()
        for variation in (own_character, attention)
    )
    assert with_attention == without + 100 * n_chars


@pytest.mark.parametrize("variation", [own_character, attention])
def test_in_training_the_decoder_is_fed_the_right_character_before(variation):
    (question, before), y = variation(seq2seq(10)).encode([[3, 10]], [13])
    assert strings_of(question) == [" 3+10"] and strings_of(y) == ["13"]
    assert before[0, 0].tolist() == [0] * n_chars
    assert invert(before[0, 1:], alphabet) == "1"


@pytest.mark.parametrize("variation", [own_character, attention])
def test_when_asked_the_decoder_is_fed_its_own(keras, variation):
    """The right answer that is handed over with the question is not looked at."""
    keras.utils.set_random_seed(1)
    problem = variation(seq2seq(99))
    (question, before), y = problem.encode(*random_sum_pairs(20, 2, 99, Random(1)))
    model = problem.create(0.01)
    model.run_eagerly = True
    answers = problem.predict(model, [question, before])
    np.testing.assert_array_equal(answers, problem.predict(model, [question, 0 * before]))
    # and what it is fed are the characters that it has answered
    again = model.predict([question, characters_before(answers)], verbose=0)
    assert strings_of(again) == strings_of(answers)
    # each answer by itself, character for character
    written = ""
    for _ in range(y.shape[1]):
        so_far = encode([written.ljust(y.shape[1], "0")], alphabet)
        result = model.predict([question[:1], characters_before(so_far)], verbose=0)
        written += invert(result[0], alphabet)[len(written)]
    assert written == strings_of(answers)[0]


@pytest.mark.parametrize("train_encoder", [True, False])
def test_a_number_out_has_the_tutorials_encoder(eager, train_encoder):
    """It starts with the same weights, and stays as it is where it is not trained."""
    problem = number(seq2seq(10), train_encoder)
    tutorials, before = at_the_start(seq2seq(10), 3), at_the_start(problem, 3)
    assert [layer.__class__.__name__ for layer in before.layers] == ["LSTM", "Dense"]
    first = tutorials.layers[0].get_weights()
    for ours, theirs in zip(before.layers[0].get_weights(), first, strict=True):
        np.testing.assert_array_equal(ours, theirs)
    model, _ = train_and_score(problem, 3, [], **TINY)
    changed = [(a != b).any() for a, b in zip(model.layers[0].get_weights(), first, strict=True)]
    assert changed == [train_encoder] * 3
    assert (model.layers[1].get_weights()[0] != before.layers[1].get_weights()[0]).any()


def test_a_number_out_is_rounded_to_the_nearest_sum():
    decode = number(seq2seq(10)).decode
    assert decode(np.array([[0.6], [0.62], [0.63], [-0.01], [1.06]])) == [12, 12, 13, 0, 21]


def best_without_looking_ahead(largest):
    """Compute the share of all pairs that whole_sequence can get right at best.

    It must write the answer's tens when it has read all but the last character of the question. It
    has not read the units then, so it can only guess the carry. The best guess is the most
    frequent.

    >>> best_without_looking_ahead(10), round(best_without_looking_ahead(99), 4)
    (0.8, 0.6072)
    """
    pairs = list(product(range(1, largest + 1), repeat=2))
    questions, answers = to_string(pairs, list(map(sum, pairs)), 2, largest)
    n_ahead = len(answers[0]) - 1  # characters still to be read at the answer's first

    def n_right(answered, i):
        """Count how many the best guesses get right, of questions that are the same so far."""
        if i > n_ahead:
            return len(answered)
        read = defaultdict(lambda: defaultdict(list))
        for question, answer in answered:
            read[question[: len(question) - n_ahead + i]][answer[i]].append((question, answer))
        return sum(max(n_right(each, i + 1) for each in next_.values()) for next_ in read.values())

    return n_right(list(zip(questions, answers)), 0) / len(pairs)


@pytest.mark.parametrize("largest", [4, 7, 9])
def test_the_best_of_the_whole_sequence_is_that_of_the_best_guess_for_each_first_number(largest):
    """It writes whether the sum has a ten when it has read 'a+', and the units when it knows b."""
    numbers = range(1, largest + 1)
    n_right = 0
    for a in numbers:
        n_carried = sum(a + b >= 10 for b in numbers)
        n_right += max(n_carried, largest - n_carried)
    assert best_without_looking_ahead(largest) == n_right / largest**2
