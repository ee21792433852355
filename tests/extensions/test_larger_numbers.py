"""Larger numbers: what is drawn, when the limit rises, how it is counted, and a small run."""

import re
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from addition_seq2seq import alphabet
from cli.questions import RIGHT, WRONG
from common.encoding import invert
from extensions import larger_numbers
from extensions.larger_numbers import (
    DRAWS,
    ascending,
    by_lengths,
    count_by,
    decaying,
    edges,
    is_right,
    longest_carry,
    report,
    split,
    to_string,
    train_with_curriculum,
    training_pair,
    worst,
)
from tests.in_process import refused, run

TINY = ["--examples", "60", "--batch-size", "20", "--epochs", "2", "--units", "8", "8"]


def lengths(pair):
    return tuple(len(str(number)) for number in pair)


# --- what is drawn


@pytest.mark.parametrize("limit", [1, 3, 9])
@pytest.mark.parametrize("curriculum", [True, False])
def test_no_number_of_the_training_is_longer_than_the_limit(limit, curriculum):
    random = Random(1)
    pairs = [training_pair(limit, random, curriculum) for _ in range(3000)]
    assert {1 <= number < 10**limit for pair in pairs for number in pair} == {True}
    assert max(max(map(lengths, pairs))) == limit


def test_with_the_curriculum_short_numbers_stay_in():
    """0.3 of the pairs have evenly drawn lengths, of which 1 in 81 is 1 and 1 digit."""
    random = Random(1)
    counts = {
        curriculum: sum(
            lengths(training_pair(9, random, curriculum)) == (1, 1) for _ in range(20_000)
        )
        for curriculum in (True, False)
    }
    assert 45 < counts[True] < 110  # 74 on average
    assert counts[False] == 0


@pytest.mark.parametrize("digits", [1, 2, 4])
def test_tests_are_held_out_and_hold_short_numbers(digits):
    tests, held_out = split(digits, Random(1))
    assert tests["edges"] == edges(digits)
    for name, pairs in tests.items():
        assert len(pairs) == len(set(pairs))
        assert set(map(ascending, pairs)) <= held_out, name
        assert all(1 <= number < 10**digits for pair in pairs for number in pair)
    assert all(a <= b for a, b in held_out)
    sizes = {(a, b) for a in range(1, digits + 1) for b in range(1, digits + 1)}
    assert set(map(lengths, tests["uniform lengths"])) == sizes
    small = [pair for pair in held_out if max(pair) < min(100, 10**digits)]
    n_small = min(99, 10**digits - 1)
    assert 0.2 <= len(small) / (n_small * (n_small + 1) / 2) < (0.4 if digits == 1 else 0.21)
    if digits == 4:
        assert len(tests["uniform numbers"]) > 9_900
        counts = np.bincount([len(str(pair[0])) for pair in tests["uniform numbers"]])
        assert counts[4] > 0.85 * sum(counts)  # 0.9 on average


def test_nothing_held_out_is_ever_drawn_on_the_real_stream(keras, monkeypatch, capsys):
    """Every example that the model is trained on, decoded from what Keras gets."""
    monkeypatch.setattr(larger_numbers, "N_TEST", 500)
    trained, train = [], larger_numbers.train_with_curriculum

    def spying(model, new_examples, *args, **settings):
        def noted(n, limit):
            X, y = new_examples(n, limit)
            trained.extend((invert(x, alphabet)[::-1], limit) for x in X)
            return X, y

        return train(model, noted, *args, **settings)

    monkeypatch.setattr(larger_numbers, "train_with_curriculum", spying)
    ended = run(larger_numbers, *TINY, "--digits", 2, "--examples", 2000, "--batch-size", 500)
    assert ended.status == 0
    _, held_out = split(2, Random(1))
    pairs = [(tuple(map(int, question.split("+"))), limit) for question, limit in trained]
    assert len(pairs) >= 4000
    assert not held_out & {ascending(pair) for pair, _ in pairs}
    assert all(max(pair) < 10**limit for pair, limit in pairs)


# --- how it is written


@given(st.integers(1, 15), st.data())
def test_every_digit_has_a_fixed_place(digits, data):
    number = st.integers(1, 10**digits - 1)
    pair = data.draw(number), data.draw(number)
    (question,), (answer,) = to_string([pair], digits, (False, False))
    assert (len(question), len(answer)) == (2 * digits + 1, digits + 1)
    assert question[digits] == "+"
    assert (int(question[:digits]), int(question[digits + 1 :])) == pair
    assert int(answer) == sum(pair)
    (turned,), (units_first,) = to_string([pair], digits, (True, True))
    assert (turned[::-1], units_first[::-1]) == (question, answer)


# --- when the limit rises


class Model:
    """It has these accuracies, epoch for epoch, and notes its learning rates."""

    class optimizer:
        learning_rate = 0.5

    def __init__(self, accuracies, loss=0.1, weights=0.5):
        self.accuracies, self.loss, self.rates = iter(accuracies), loss, []
        self.get_weights = lambda: [np.full(3, weights)]

    def fit(self, X, y, **_):
        self.rates.append(self.optimizer.learning_rate)
        history = {"loss": [self.loss], "accuracy": [next(self.accuracies)]}
        return type("History", (), {"history": history})


class Bar:
    total = None

    def set_postfix_str(self, text, refresh):
        pass

    update = clear = lambda self: None


def scripted(model, n_epoch=99, rates=()):
    limits = []

    def new_examples(n, limit):
        limits.append(limit)
        return n, limit

    history = train_with_curriculum(
        model,
        new_examples,
        lambda: 0.25,
        limits=[1, 2, 3],
        n_examples=60,
        n_batch=20,
        n_epoch=n_epoch,
        rates=rates,
        bar=Bar(),
    )
    assert history["limit"] == limits
    return history


def test_the_limit_rises_when_97_percent_of_the_characters_are_right(keras, capsys):
    accuracies = [0.5, 0.97, 0.9, 0.969, 0.98, 0.99, 0.1, 0.2]
    model = Model(accuracies)
    history = scripted(model, rates=[0.2, 0.1])
    assert history["limit"] == [1, 1, 2, 2, 2, 3, 3, 3]
    assert history["accuracy"] == accuracies
    assert history["exact match"] == [0.25] * 8
    assert model.rates == [0.5] * 6 + [0.2, 0.1]
    assert capsys.readouterr().out.splitlines() == [
        *("1 digit: 2 epochs", "2 digits: 3 epochs", "3 digits: 1 epoch", "and 2 epochs at the end")
    ]


def test_the_training_ends_though_the_limit_has_not_risen(keras, capsys):
    history = scripted(Model([0.99, 0.5, 0.5, 0.5]), n_epoch=3, rates=[0.1])
    assert history["limit"] == [1, 2, 2, 2]


def test_a_loss_that_is_no_number_ends_the_training(keras):
    with pytest.raises(FloatingPointError, match="loss is nan.*smaller learning rate"):
        scripted(Model([0.5], loss=float("nan")))
    with pytest.raises(FloatingPointError, match="loss is nan.*smaller learning rate"):
        scripted(Model([0.5], weights=float("inf")))


def test_the_learning_rate_decays_along_half_a_cosine():
    rates = decaying(0.4, 4)
    assert rates[0] == 0.4 and rates[2] == pytest.approx(0.2)
    assert rates == sorted(rates, reverse=True)
    assert 0 < rates[-1] < 0.1


# --- how it is counted


def carries_by_loop(a, b):
    """Column by column, as on paper."""
    longest = chain = carry = 0
    while a or b:
        carry = a % 10 + b % 10 + carry >= 10
        chain = chain + 1 if carry else 0
        longest = max(longest, chain)
        a, b = a // 10, b // 10
    return longest


@given(st.integers(1, 10**15), st.integers(1, 10**15))
def test_the_chain_of_carries_is_that_of_a_plain_loop(a, b):
    assert longest_carry(a, b) == carries_by_loop(a, b)


@pytest.mark.parametrize("digits", [1, 5, 15])
def test_nines_carry_all_the_way(digits):
    assert longest_carry(10**digits - 1, 1) == digits
    assert longest_carry(1, 10 ** (digits - 1)) == 0


PAIRS = [(1, 2), (9, 9), (12, 7), (3, 99), (10, 10), (55, 45)]
ANSWERS = ["3", "17", "19", "102", "20", "1 0"]


def test_tables_count_hand_made_answers(capsys):
    assert is_right(PAIRS, ANSWERS) == [True, False, True, True, True, False]
    counts = by_lengths(PAIRS, ANSWERS)
    assert counts == {(1, 1): (1, 2), (1, 2): (1, 1), (2, 1): (1, 1), (2, 2): (1, 2)}
    assert worst(counts) == 0.5
    assert count_by(lambda pair: longest_carry(*pair), PAIRS, ANSWERS) == {
        0: (3, 3),
        1: (0, 1),
        2: (1, 2),
    }
    tests = {DRAWS[0]: (PAIRS[:1], ANSWERS[:1]), DRAWS[1]: (PAIRS, ANSWERS)}
    report(tests | {"edges": (PAIRS[1:2], ANSWERS[1:2])})
    lines = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert lines[:2] == [f"1+2=3 {RIGHT}", f"9+9=17 {WRONG} (18)"]
    assert lines[6] == f"9+9=17 {WRONG} (18)"
    assert lines[8:10] == ["uniform numbers: 1 of 1 (100.00%)", "uniform lengths: 4 of 6 (66.67%)"]
    assert lines[11:14] == ["1 2", "1 50.0% (2) 100.0% (1)", "2 100.0% (1) 50.0% (2)"]
    assert lines[15:] == ["0: 4 of 4 (100.00%)", "1: 0 of 1 (0.00%)", "2: 1 of 2 (50.00%)"]


# --- the script


def test_a_tiny_run_is_saved_loaded_drawn_and_asked(keras, monkeypatch, tmp_path):
    monkeypatch.setattr(larger_numbers, "N_TEST", 200)
    monkeypatch.setattr(larger_numbers, "N_VALIDATION", 10)
    file, figure = tmp_path / "adder.keras", tmp_path / "figure.svg"
    ended = run(larger_numbers, *TINY, "--digits", 2, "--save", file, "--plot", figure)
    assert (ended.status, ended.err) == (0, "")
    lines = ended.out.splitlines()
    assert lines[0] == "1 digit: 2 epochs"  # the most that --epochs allows
    assert lines[1] == "and 24 epochs at the end"
    assert lines[-2:] == [f"The model is in {file}.", f"The figure is in {figure}."]
    assert "2 digits, trained on up to 2, seed 1" in figure.read_text(encoding="utf-8")
    results = lines[2:-3]  # without the seconds

    loaded = run(larger_numbers, "--load", file)
    assert loaded.out.splitlines()[:-1] == results
    asked = run(larger_numbers, "--load", file, "--ask", "7+5", "99 + 1=100", "100+1")
    assert asked.status == 1
    first, second, verdict = asked.out.splitlines()
    assert re.fullmatch(rf"7\+5=.* ?({RIGHT}|{WRONG} \(12\))", first)
    assert second.startswith("99+1=") and verdict == f"your 100 is right {RIGHT}"
    assert asked.err == "'100+1': 100 is not from 1 to 99, as the model was trained\n"
    for option in ("--epochs", "--batch-size", "--examples", "--learning-rate"):
        assert f"{option}: is only for training" in refused(
            larger_numbers, "--load", file, option, "1"
        )
    assert "--no-curriculum" not in refused(larger_numbers, "--load", file, "--digits", "3")


def test_repeats_print_a_line_for_each_seed_and_a_summary(keras, monkeypatch):
    """The answers are made up: seed 1 gets one of four wrong, seed 2 none."""
    pairs = [(1, 1), (2, 2), (3, 30), (4, 40)]

    def made_up(seed, **_):
        answers = [str(a + b) for a, b in pairs]
        if seed == 1:
            answers[0] = "3"
        return None, {}, {name: (pairs, answers) for name in (*larger_numbers.DRAWS, "edges")}

    monkeypatch.setattr(larger_numbers, "larger_numbers", made_up)
    ended = run(larger_numbers, *TINY, "--digits", 2, "--repeats", 2)
    assert (ended.status, ended.err) == (0, "")
    assert [re.sub(r"\d+ s$", "0 s", line) for line in ended.out.splitlines()] == [
        "seed 1: uniform numbers 75.00%, uniform lengths 75.00%, worst cell 50.00% in 0 s",
        "seed 2: uniform numbers 100.00%, uniform lengths 100.00%, worst cell 100.00% in 0 s",
        "uniform numbers: 87.50% (75.00-100.00)",
        "uniform lengths: 87.50% (75.00-100.00)",
        "worst cell: 75.00% (50.00-100.00)",
    ]


@pytest.mark.parametrize(
    "arguments, complaint",
    [
        (["--digits", "0"], r"--digits: '0' is not a whole number from 1 to 15"),
        (["--digits", "16"], r"--digits: '16' is not a whole number from 1 to 15"),
        (["--digits", "2", "--limit", "3"], r"--limit: 3 is more than --digits"),
        (["--learning-rate", "-1"], r"--learning-rate: '-1' is not a number greater than 0"),
        (["--units", "8"], r"--units: '8' is not 2 numbers"),
        (["--repeats", "2", "--ask", "1+1"], r"--ask: needs one model"),
        (["--load", "none.keras"], r"--load: 'none.keras' cannot be read"),
    ],
)
def test_what_cannot_be_is_refused(arguments, complaint):
    assert re.search(complaint, refused(larger_numbers, *arguments))
