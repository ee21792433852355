"""Tasks: what every variation reads, answers and learns."""

from functools import partial
from random import Random

import numpy as np
import pytest

from addition_seq2seq import alphabet
from common.encoding import encode, invert
from common.pairs import random_sum_pairs
from extensions import decoders, held_out_pairs, integer_encoding, order_needed, padding
from extensions.by_hand import lstm
from extensions.shared import tasks
from extensions.shared.tasks import NumberAnswer, Task, embedding_from
from tests.extensions.spying import strings_of

STRINGS = [
    *(Task, tasks.Embedding, tasks.AutoregressiveDecoder, tasks.AttentionDecoder),
    *(padding.OnTheRight, padding.EachNumber, padding.Masked, padding.UnweightedSpaces),
    *(integer_encoding.OneNumber, integer_encoding.OneNumberBothSides),
    *(integer_encoding.TenthOfDigit, order_needed.ShuffledThermometer, embedding_from(1)),
    decoders.WholeSequence,
]
ALL = [*STRINGS, NumberAnswer, tasks.NumberAfterDecoder, order_needed.SumClasses]
ALL += [order_needed.SumClassesAfterDecoder, tasks.LSTMMapping, tasks.MLPMapping]


@pytest.mark.parametrize("task", ALL)
def test_every_task_decodes_the_sums_that_it_encodes_and_refuses_nan(task):
    task = task(99)
    X, y = random_sum_pairs(50, 2, 99, Random(1))
    _, encoded = task.encode(X, y)
    assert [int(answer) for answer in task.decode(encoded)] == y
    with pytest.raises(FloatingPointError, match="The training has failed"):
        task.decode(np.full(encoded.shape, np.nan))


SAME_MODEL = {padding.OnTheRight, padding.EachNumber}  # as Task


@pytest.mark.parametrize("task", [task for task in ALL if task not in SAME_MODEL])
def test_every_task_learns_in_all_of_its_layers_and_answers(keras, eager, task):
    task = task(10)
    X, y = task.encode(*random_sum_pairs(7, 2, 10, Random(1)))
    model = task.create_model(0.01)
    assert float(model.optimizer.learning_rate) == pytest.approx(0.01)
    task.predict(model, X)  # one of them is built when it is first used
    before = [weights.copy() for weights in model.get_weights()]
    for _ in range(3):  # a relu that is 0 may not learn at once
        model.train_on_batch(X, y)
    assert all((b != a).any() for b, a in zip(before, model.get_weights(), strict=True))
    answers = task.decode(task.predict(model, X))
    assert len(answers) == 7
    if type(task) in STRINGS:
        assert {len(answer) for answer in answers} == {y.shape[1]}
        assert set("".join(answers)) <= set(alphabet)


@pytest.mark.parametrize(
    "task, least, most",  # of the tutorial's weights: the first three are the encoder's
    [
        *((padding.Masked, 0, 8), (NumberAnswer, 0, 3), (tasks.NumberAfterDecoder, 0, 3)),
        (held_out_pairs.UntrainedEncoder, 0, 3),
        *((order_needed.SumClasses, 0, 3), (order_needed.SumClassesAfterDecoder, 0, 3)),
        *((integer_encoding.OneNumber, 3, 8), (integer_encoding.OneNumberBothSides, 3, 6)),
    ],
)
def test_layers_that_a_variation_takes_over_start_as_in_the_tutorials_network(
    keras, task, least, most
):
    """Keras gives each layer the next random numbers, so their order decides what is trained."""
    weights = []
    for each in Task, task:
        keras.utils.set_random_seed(3)
        weights.append(each(10).create_model(0.01).get_weights()[least:most])
    for theirs, ours in zip(*weights, strict=True):
        np.testing.assert_array_equal(ours, theirs)


# --- padding


@pytest.mark.parametrize(
    "task, questions, answers",
    [
        (Task, [" 3+10", "  4+3"], ["13", " 7"]),
        (partial(Task, room=999), ["   3+10", "    4+3"], ["  13", "   7"]),
        (padding.OnTheRight, ["3+10 ", "4+3  "], ["13", "7 "]),
        (padding.EachNumber, [" 3+10", " 4+ 3"], ["13", " 7"]),
        (decoders.WholeSequence, [" 3+10", "  4+3"], ["   13", "    7"]),
    ],
)
def test_questions_and_answers_are_padded(task, questions, answers):
    X, y = task(10).encode([[3, 10], [4, 3]], [13, 7])
    assert (strings_of(X), strings_of(y)) == (questions, answers)


def test_a_masked_encoder_reads_on_from_the_first_digit(keras):
    masking, encoder, *_ = padding.Masked(10).create_model(0.01).layers
    X, _ = padding.Masked(10).encode([[3, 4]], [7])
    skipping = np.asarray(encoder(masking(X)))
    np.testing.assert_allclose(skipping, np.asarray(encoder(X[:, 2:])), rtol=1e-5, atol=1e-7)
    assert abs(skipping - np.asarray(encoder(X))).max() > 1e-3


def test_spaces_without_a_weight_are_spaces_with_a_sample_weight_of_0(keras, eager):
    X, y = Task(10).encode([[3, 10], [3, 4], [1, 1]], [13, 7, 2])
    weights, trained = np.array([[1, 1], [0, 1], [0, 1]]), []  # of each character of the answers
    for task, rest in ((Task, {"sample_weight": weights}), (padding.UnweightedSpaces, {})):
        keras.utils.set_random_seed(1)
        model = task(10).create_model(0.01)
        model.train_on_batch(X, y, **rest)
        trained.append(model.get_weights())
    for ours, kerass in zip(*trained, strict=True):
        np.testing.assert_allclose(ours, kerass, atol=1e-6)


# --- numbers in place of one-hot vectors


def test_answers_are_rounded_to_a_character_or_to_the_nearest_sum():
    result = np.array([[[-0.3], [1.4]], [[2.4 / 11], [2.6 / 11]]])
    assert integer_encoding.OneNumberBothSides(10).decode(result) == ["0 ", "23"]
    result = np.array([[0.6], [0.62], [0.63], [-0.01], [1.06]])
    assert NumberAnswer(10).decode(result) == [12, 12, 13, 0, 21]


@pytest.mark.parametrize(
    "task, least, most", [(tasks.Embedding, 0.01, 0.05), (embedding_from(1), 0.5, 1)]
)
def test_an_embedding_starts_where_it_says(keras, task, least, most):
    vectors, *_ = task(10).create_model(0.01).get_weights()
    assert vectors.shape == (12, 12)
    assert least < abs(vectors).max() <= most


def test_of_an_untrained_encoder_nothing_is_trained(keras):
    model = held_out_pairs.UntrainedEncoder(10).create_model(0.01)
    assert model.trainable_weights == model.layers[-1].trainable_weights != model.weights


# --- decoders


def test_in_training_the_decoder_is_fed_the_right_character_before():
    (question, before), y = tasks.AutoregressiveDecoder(10).encode([[3, 10]], [13])
    assert strings_of(question) == [" 3+10"] and strings_of(y) == ["13"]
    assert before[0, 0].tolist() == [0] * 12
    assert invert(before[0, 1:], alphabet) == "1"


@pytest.mark.parametrize("task", [tasks.AutoregressiveDecoder, tasks.AttentionDecoder])
def test_when_asked_the_decoder_is_fed_its_own_characters(keras, eager, task):
    """The right answer that is handed over with the question is not looked at."""
    keras.utils.set_random_seed(1)
    task = task(99)
    (question, before), y = task.encode(*random_sum_pairs(20, 2, 99, Random(1)))
    model = task.create_model(0.01)
    answers = task.predict(model, [question, before])
    np.testing.assert_array_equal(answers, task.predict(model, [question, 0 * before]))
    # each answer by itself, character for character
    written = ""
    for _ in range(y.shape[1]):
        so_far = encode([written.ljust(y.shape[1], "0")], alphabet)
        result = model.predict_on_batch([question[:1], tasks.characters_before(so_far)])
        written += invert(result[0], alphabet)[len(written)]
    assert written == strings_of(answers)[0]
    model.set_weights([np.full_like(weights, np.nan) for weights in model.get_weights()])
    with pytest.raises(FloatingPointError):
        task.predict(model, [question, before])


def test_the_encoders_outputs_after_each_character_are_those_of_an_lstm_by_hand(eager, keras):
    task, pairs = Task(10), [(3, 10), (10, 10), (1, 2)]
    model, (X, _) = task.create_model(0.001), task.encode(pairs, [13, 20, 3])
    outputs = tasks.encoder_outputs(task, model, pairs)
    assert outputs.shape == (3, 5, 100)
    by_hand = lstm(X.swapaxes(0, 1), *model.layers[0].get_weights())  # the steps first
    np.testing.assert_allclose(outputs, by_hand.swapaxes(0, 1), atol=1e-6)
    # the last one is what the decoder gets
    handed_over = model.layers[1](model.layers[0](X))
    np.testing.assert_allclose(outputs[:, -1], np.asarray(handed_over)[:, 0], atol=1e-6)
