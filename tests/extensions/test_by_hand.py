"""The network in NumPy against Keras, and what the script shows of it."""

import re

import numpy as np
import pytest

from addition_seq2seq import alphabet, create_model
from cli.files import save_checkpoint
from common.encoding import encode, generate_data, invert, seq_lengths
from extensions import by_hand
from extensions.by_hand import network
from tests.in_process import refused, run

SCRIPT, SETTINGS = "addition_seq2seq.py", {"n_numbers": 3, "largest": 99, "units": [8, 6]}
SETTINGS |= {"n_examples": 9, "n_batch": 3, "n_epoch": 1, "learning_rate": 0.001, "seed": 1}


def random_model(seed, n_numbers, largest, units):
    """A model with random weights; Keras would start with biases of 0 and 1."""
    model = create_model(*seq_lengths(n_numbers, largest), len(alphabet), units)
    random = np.random.default_rng(seed)
    model.set_weights([random.normal(scale=0.5, size=each.shape) for each in model.get_weights()])
    return model


@pytest.mark.parametrize("n_numbers, largest, n_out", [(2, 10, 2), (3, 50, 3)])
def test_after_each_character_it_is_the_network_of_keras(eager, n_numbers, largest, n_out):
    X, _ = generate_data(20, n_numbers, largest, alphabet)
    model = random_model(1, n_numbers, largest, (7, 9))
    answers = network(X.swapaxes(0, 1), n_out, model.get_weights())
    for n_read in (2, X.shape[1]):
        shorter = create_model(n_read, n_out, len(alphabet), (7, 9))
        shorter.set_weights(model.get_weights())
        predicted = shorter.predict(X[:, :n_read], verbose=0)
        np.testing.assert_allclose(answers[n_read - 1].swapaxes(0, 1), predicted, atol=1e-6)
    alone = network(X[0], n_out, model.get_weights())
    np.testing.assert_allclose(alone, answers[:, :, 0], atol=1e-6)


@pytest.fixture
def saved(eager, tmp_path):
    """A model for three numbers up to 99, and its checkpoint."""
    model, path = random_model(1, 3, 99, (8, 6)), tmp_path / "adder.keras"
    save_checkpoint(model, path, SCRIPT, SETTINGS)
    return model, path


def test_it_shows_what_a_saved_model_answers_while_it_reads(saved):
    model, path = saved
    ended = run(by_hand, "--load", path, "--ask", "12+3+45", "3 + 4")
    assert not ended.status and ended.err == ""
    *shown, shares = ended.out.strip().split("\n\n")
    for question, text in zip([" 12+3+45", "     3+4"], shown, strict=True):
        chances = model.predict(encode([question], alphabet), verbose=0)[0]
        written = invert(chances, alphabet)
        first, _, *lines = text.splitlines()
        assert first.startswith(f"{question.strip()}={written.strip()} ☒ ")
        assert "".join(line[1] for line in lines[:8]) == question
        last = [f"{chance:.2f}" for chance in chances.max(axis=-1)]
        assert lines[7].split(repr(written))[1].split() == last
        for place, line in zip(chances, lines[8:], strict=True):
            best = sorted(zip(place, alphabet), reverse=True)[:3]
            assert line.endswith(" ".join(f"{char!r} {chance:.2f}" for chance, char in best))
    X, _ = generate_data(1000, 3, 99, alphabet, by_hand.Random(1))
    steps = network(X.swapaxes(0, 1), 3, model.get_weights()).argmax(axis=-1)
    rows = [list(map(int, re.findall(r"(\d+)%", row))) for row in shares.splitlines()[2:]]
    assert rows[-1] == [100] * 3 and len(rows) == 8
    for place in range(3):
        assert abs(rows[2][place] - 100 * np.mean(steps[2, place] == steps[7, place])) <= 0.5


def test_without_a_file_it_trains_the_tutorials_network_with_a_seed(eager, monkeypatch):
    seeds = []

    def train(*, n_numbers=2, largest=10, seed=1, verbose=1):
        seeds.append(seed)
        return random_model(seed, n_numbers, largest, (4, 4)), {}, [], []

    monkeypatch.setattr(by_hand, "addition_seq2seq", train)
    first, other = run(by_hand).out, run(by_hand, "--seed", 7).out
    assert seeds == [1, 7] and "\n3+10=" in first and first != other


@pytest.mark.parametrize(
    "options, complaint",
    [
        (["--ask", "3+4", "3*4"], "argument --ask: '3*4': is not a question such as 3+10"),
        (["--ask", "10+123"], "argument --ask: '10+123': '10+123' does not fit into 5 characters"),
        (["--load", "a.keras", "--seed", 2], "argument --seed: has no effect beside --load"),
        (["--load", "gone.keras"], "argument --load: 'gone.keras' cannot be read: "),
    ],
)
def test_what_does_not_fit_is_refused_in_one_line(options, complaint):
    start = f"python -m extensions.by_hand: error: {complaint}"
    assert refused(by_hand, *options).startswith(start)


def test_a_model_of_another_script_is_refused_and_one_with_more_room_is_asked_more(saved):
    model, path = saved
    assert "fit into 8 characters" in refused(by_hand, "--load", path, "--ask", "10+10+100")
    save_checkpoint(model, path, "addition_mlp.py", SETTINGS)
    line = refused(by_hand, "--load", path)
    assert line.endswith("is of addition_mlp.py, not of addition_seq2seq.py")
