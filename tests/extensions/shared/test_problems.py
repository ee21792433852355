"""The comparisons: what each variation reads and answers, and the tables."""

import re
from random import Random

import numpy as np
import pytest

from addition_seq2seq import alphabet
from cli.plotting import save_figure
from common.encoding import encode, invert
from common.pairs import random_sum_pairs
from extensions import comparing, decoders, integer_encoding, padding
from tests.in_process import refused, run

VARIATIONS = [
    *(padding.left, padding.right, padding.each_term, padding.masked),
    *(integer_encoding.integer, integer_encoding.integer_both, integer_encoding.embedding),
    integer_encoding.embedding_from_1,
    *(decoders.whole_sequence, decoders.own_character, decoders.attention),
]
n_chars = len(alphabet)


def strings(encoded):
    return [invert(seq, alphabet) for seq in encoded]


@pytest.mark.parametrize("variation", VARIATIONS)
def test_every_variation_builds_trains_and_answers(keras, variation):
    problem = variation(comparing.seq2seq_10())
    X, y = problem.encode(*random_sum_pairs(7, 2, problem.largest, Random(1)))
    model = problem.create(0.01)
    assert float(model.optimizer.learning_rate) == pytest.approx(0.01)
    model.run_eagerly = True  # for one step that is sooner than to compile it
    before = [weights.copy() for weights in model.get_weights()]
    model.fit(X, y, batch_size=7, verbose=0)
    after = model.get_weights()
    assert all((b != a).any() for b, a in zip(before, after)), "some layer does not learn"
    result = problem.predict(model, X)
    assert np.shape(result) == np.shape(y)
    answers = problem.decode(result)
    assert [len(answer) for answer in answers] == [np.shape(y)[1]] * 7
    assert set("".join(answers)) <= set(alphabet)


@pytest.mark.parametrize("variation", VARIATIONS)
def test_every_variation_decodes_the_sums(keras, variation):
    problem = variation(comparing.seq2seq_99())
    X, y = random_sum_pairs(50, 2, 99, Random(1))
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
    X, y = variation(comparing.seq2seq_10()).encode([[3, 10], [10, 3]], [13, 13])
    assert strings(X) == questions
    assert strings(y) == answers


def test_a_short_sum_padded_on_the_right():
    _, y = padding.right(comparing.seq2seq_10()).encode([[3, 4]], [7])
    assert strings(y) == ["7 "]


def test_a_masked_encoder_reads_on_from_the_first_digit(keras):
    problem = padding.masked(comparing.seq2seq_10())
    masking, encoder, *_ = problem.create(0.01).layers
    X, _ = problem.encode([[3, 4]], [7])
    assert strings(X) == ["  3+4"]
    skipping = np.asarray(encoder(masking(X)))
    np.testing.assert_allclose(skipping, np.asarray(encoder(X[:, 2:])), rtol=1e-5, atol=1e-7)
    assert abs(skipping - np.asarray(encoder(X))).max() > 1e-3


def test_integers_are_scaled_to_one():
    X, y = integer_encoding.scaled_integers([[3, 10]], [13], 10)
    assert (X[0, :, 0] * 11).round(6).tolist() == [11, 3, 10, 1, 0]
    assert (y[0, :, 0] * 11).round(6).tolist() == [1, 3]


@pytest.mark.parametrize(
    "variation, least, most",
    [(integer_encoding.embedding, 0.01, 0.05), (integer_encoding.embedding_from_1, 0.5, 1)],
)
def test_an_embedding_starts_where_it_says(keras, variation, least, most):
    vectors, *_ = variation(comparing.seq2seq_10()).create(0.01).get_weights()
    assert vectors.shape == (n_chars, n_chars)
    assert least < abs(vectors).max() <= most


def test_attention_reads_more_than_the_decoder_alone(keras):
    """The last layer takes the context as well: 100 more inputs for each of 12 characters."""
    problem = comparing.seq2seq_10()
    n_parameters = [
        variation(problem).create(0.01).count_params()
        for variation in (decoders.own_character, decoders.attention)
    ]
    assert n_parameters[1] == n_parameters[0] + 100 * n_chars


def test_up_to_99_the_learning_rate_decays(keras):
    rate = comparing.seq2seq_99().learning_rate(100)
    assert float(rate(0)) == pytest.approx(0.003)
    assert float(rate(100)) == pytest.approx(0)
    assert comparing.seq2seq_10().learning_rate(100) == 0.001


def test_the_control_differs_from_the_tutorials_in_its_training_alone():
    """It has the numbers of the one, and the training of the other."""
    tutorials, control = comparing.seq2seq_10(), comparing.seq2seq_10_longer()
    longer = comparing.seq2seq_99()
    assert control.largest == tutorials.largest == 10
    for field in ("n_examples", "n_batch", "n_epoch", "learning_rate"):
        assert getattr(control, field) == getattr(longer, field)
    X, y = random_sum_pairs(20, 2, 10, Random(1))
    for ours, theirs in zip(control.encode(X, y), tutorials.encode(X, y)):
        np.testing.assert_array_equal(ours, theirs)


def test_a_rounded_answer_is_always_a_character():
    result = np.array([[[-0.3], [1.4]], [[2.4 / 11], [2.6 / 11]]])
    decode = integer_encoding.integer_both(comparing.seq2seq_10()).decode
    assert decode(result) == ["0 ", "23"]


@pytest.mark.parametrize("variation", [decoders.own_character, decoders.attention])
def test_in_training_the_decoder_is_fed_the_right_character_before(variation):
    (question, before), y = variation(comparing.seq2seq_10()).encode([[3, 10]], [13])
    assert strings(question) == [" 3+10"] and strings(y) == ["13"]
    assert before[0, 0].tolist() == [0] * n_chars
    assert invert(before[0, 1:], alphabet) == "1"


@pytest.mark.parametrize("variation", [decoders.own_character, decoders.attention])
def test_when_asked_the_decoder_is_fed_its_own(keras, variation):
    """The right answer that is handed over with the question is not looked at."""
    keras.utils.set_random_seed(1)
    problem = variation(comparing.seq2seq_99())
    (question, before), y = problem.encode(*random_sum_pairs(20, 2, 99, Random(1)))
    model = problem.create(0.01)
    model.run_eagerly = True
    answers = problem.predict(model, [question, before])
    np.testing.assert_array_equal(answers, problem.predict(model, [question, 0 * before]))
    # and what it is fed are the characters that it has answered
    again = model.predict([question, decoders.characters_before(answers)], verbose=0)
    assert strings(again) == strings(answers)
    # each answer by itself, character for character
    written = ""
    for _ in range(y.shape[1]):
        so_far = encode([written.ljust(y.shape[1], "0")], alphabet)
        fed = decoders.characters_before(so_far)
        result = model.predict([question[:1], fed], verbose=0)
        written += invert(result[0], alphabet)[len(written)]
    assert written == strings(answers)[0]


def test_a_comparison_prints_a_line_a_seed_and_a_table_best_first(keras, monkeypatch, tmp_path):
    """The shares are made up, so that the order is known."""
    shares = {"left (tutorial)": [0.5, 0.2, 0.3], "masked": [0.1, 0.9, 0.7]}
    scores = {name: iter(values) for name, values in shares.items()}

    def train_and_score(problem, held_out, seed, scored_after, callbacks):
        assert (held_out, scored_after) == (0.2, {30})
        share = next(scores[problem.name])
        n_parameters = problem.create(0.001).count_params()
        sides = {"seen": [1.0], "never seen": [share]}
        return None, comparing.Result(seed, n_parameters, 10 * seed, [30], sides)

    monkeypatch.setattr(comparing, "train_and_score", train_and_score)
    figure, drawn_axes = tmp_path / "padding.svg", []
    monkeypatch.setattr(
        comparing,
        "save_figure",
        lambda figure, path: (drawn_axes.extend(figure.axes), save_figure(figure, path)),
    )
    arguments = ["--variations", "left", "masked", "left", "--largest", 10, "--repeats", 3]
    shown = run(padding, *arguments, "--plot", figure).out.splitlines()
    assert shown[1] == "left (tutorial) up to 10, seed 2: seen 100.00%, never seen 20.00% in 20 s"
    title, header, first, second, drawn = shown[7:]
    assert title == "Exact match up to 10, 20% of the pairs held out, seeds 1 to 3, best first:"
    assert header.split() == ["parameters", "seconds", "seen", "never", "seen"]
    row = "masked 76012 20 100.00% (100.00-100.00) 70.00% (10.00-90.00)"
    assert first.split() == row.split()
    row = "left (tutorial) 76012 20 100.00% (100.00-100.00) 30.00% (20.00-50.00)"
    assert second.split() == row.split()
    assert drawn == f"The figure is in {figure}."
    assert figure.exists()
    (ax,) = drawn_axes
    dots = [line.get_xdata() for line in ax.lines if line.get_marker() == "o"]
    assert sorted(map(sorted, dots)) == [[0.1, 0.7, 0.9], [0.2, 0.3, 0.5], [1, 1, 1], [1, 1, 1]]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["masked", "left (tutorial)"]


@pytest.mark.parametrize(
    "module, names",
    [
        (
            integer_encoding,
            "one hot (tutorial), integer, integer both, embedding, embedding from 1",
        ),
        (padding, "left (tutorial), right, each term, masked"),
    ],
)
def test_every_variation_has_a_row(keras, module, names, monkeypatch):
    result = comparing.Result(1, 76012, 1, [1], {"seen": [1], "never seen": [0.5]})
    monkeypatch.setattr(comparing, "train_and_score", lambda *_: (None, result))
    shown = run(module, "--epochs", 1)
    for largest in (10, 99):
        table = shown.out.split(f"Exact match up to {largest},")[1].split("\n\n")[0]
        assert re.findall(r"^(.*?)  +76012", table, re.MULTILINE) == names.split(", ")


def test_a_tiny_run_of_a_comparison(keras, monkeypatch):
    monkeypatch.setattr(comparing, "SIZES", {10: _tiny})
    monkeypatch.setattr(comparing, "fit", _quick_fit)
    shown = run(decoders, "--epochs", 1)
    rows = re.findall(r"^([^\d\n]+?)  +\d+ +\d+ +[\d.]+% +[\d.]+%$", shown.out, re.MULTILINE)
    names = {"repeat vector (tutorial)", "whole sequence", "own character", "attention"}
    assert set(rows) == names
    assert shown.err == ""


def _tiny():
    return comparing.seq2seq_10()._replace(n_examples=10)


def _quick_fit(model, new_examples, n_examples, n_batch, n_epoch, verbose, callbacks):
    """One step, without compiling a function for it first."""
    assert n_epoch == 1  # as --epochs says
    X, y = new_examples(n_examples)
    model.run_eagerly = True
    model.fit(X, y, batch_size=n_batch, verbose=0, callbacks=callbacks)


@pytest.mark.parametrize(
    "arguments, complaint",
    [
        (["--variations", "middle"], "--variations: invalid choice: 'middle'"),
        (["--largest", "50"], "--largest: invalid choice: 50"),
        (["--largest", "x"], "--largest: 'x' is not a whole number"),
        (["--repeats", "0"], "--repeats: '0' is not a whole number from 1 to 10000"),
        (["--held-out", "0.001"], r"--held-out: 0.001 of 55 pairs leaves .* \(left .* up to 10\)"),
        (["--plot", "figure.doc"], "--plot: 'figure.doc' does not end in"),
    ],
)
def test_a_comparison_refuses(arguments, complaint):
    assert re.search(complaint, refused(padding, *arguments))
