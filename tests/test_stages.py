"""What all three stages do, with trainings of a moment."""

import json
import random
import re
import zipfile
from functools import cache, partial
from unittest.mock import Mock

import numpy as np
import pytest

import addition_lstm_mapping
import addition_mlp
import addition_seq2seq
from common.pairs import random_sum_pairs
from tests.in_process import Terminal, run

UNITS = {addition_lstm_mapping: [3], addition_mlp: [4, 3], addition_seq2seq: [6, 5]}
# none of them a default, so that with --load they must come from the file
SETTINGS = {"n_examples": 12, "n_numbers": 3, "largest": 7, "n_batch": 4, "n_epoch": 2, "seed": 3}
OPTIONS = "--examples 12 --numbers 3 --largest 7 --batch-size 4 --epochs 2".split()
QUESTIONS = ["1+2+3", " 7 + 7+7 ", "8+2+0"]
SCRIPTS = pytest.mark.parametrize("script", UNITS, ids=lambda script: script.__name__)
# arguments of create_model, and the model: its input, layers with the shapes of their outputs
MODELS = [
    (addition_lstm_mapping, {}, "2x1 LSTM 10 Dense 1"),
    (addition_lstm_mapping, {"n_numbers": 3, "units": [6, 5]}, "3x1 LSTM 3x6 LSTM 5 Dense 1"),
    (addition_mlp, {}, "2 Dense 4 Dense 2 Dense 1"),
    (addition_mlp, {"n_numbers": 5, "units": []}, "5 Dense 1"),
    (addition_seq2seq, {}, "5x12 LSTM 100 RepeatVector 2x100 LSTM 2x50 softmax 2x12"),
]


@pytest.mark.parametrize("script, arguments, described", MODELS)
def test_the_model_is_the_tutorials_unless_another_is_asked_for(
    keras, script, arguments, described
):
    model = script.create_model(**arguments, learning_rate=0.25)
    words = ["x".join(map(str, model.input_shape[1:]))]
    for layer in model.layers:
        inner = getattr(layer, "layer", None)  # of TimeDistributed: it is named by its activation
        name = inner.activation.__name__ if inner else type(layer).__name__
        words += [name, "x".join(map(str, layer.output.shape[1:]))]
    assert " ".join(words) == described
    is_3 = script is addition_seq2seq
    assert model.loss == ("categorical_crossentropy" if is_3 else "mean_squared_error")
    assert isinstance(model.optimizer, keras.optimizers.Adam)
    assert float(model.optimizer.learning_rate) == 0.25
    assert all(layer.unroll for layer in model.layers if isinstance(layer, keras.layers.LSTM))


def call(script, **others):
    """Call the stage's function, quietly."""
    settings = SETTINGS | {"units": UNITS[script], "learning_rate": 0.05, "verbose": 0}
    return getattr(script, script.__name__)(**settings | others)


@SCRIPTS
def test_one_quiet_fit_is_the_tutorials_loop_of_one_fit_an_epoch(
    keras, eager, monkeypatch, capfd, script
):
    """11 examples are two batches of 4. The next epoch begins with the 9th example."""
    examples, epochs, fit = [], [], keras.Model.fit
    spy = lambda model, X, y, **rest: examples.extend((X, y)) or fit(model, X, y, **rest)  # noqa: E731
    note = keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: epochs.append(epoch))
    with monkeypatch.context() as patch:
        patch.setattr(keras.Model, "fit", spy)
        model, history, expected, predicted = call(script, callbacks=[note], n_examples=11)
    assert (epochs, capfd.readouterr()) == ([0, 1], ("", ""))
    assert model.steps_per_execution == 1  # so that it predicts as any other does
    rng, (X, y) = random.Random(3), examples
    random_sum_pairs(2 * 11, 3, 7, rng)  # the training's; the evaluation has the next
    assert list(map(int, expected)) == random_sum_pairs(11, 3, 7, rng)[1]
    assert len(predicted) == 11 and type(predicted[0]) is type(expected[0])

    assert len(X) == len(y) == 2 * 11
    keras.utils.set_random_seed(3)
    sizes = [3, 7] if script is addition_seq2seq else [3]
    create_model = getattr(script, "model_to_load", script.create_model)
    plain, losses = create_model(*sizes, UNITS[script], learning_rate=0.05), []
    for epoch in slice(0, 8), slice(8, 16):
        run = plain.fit(X[epoch], y[epoch], epochs=1, batch_size=4, shuffle=False, verbose=0)
        losses += run.history["loss"]
    np.testing.assert_allclose(history["loss"], losses, 1e-4)
    for ours, theirs in zip(model.get_weights(), plain.get_weights(), strict=True):
        np.testing.assert_allclose(ours, theirs, 1e-4, 1e-6)


@SCRIPTS
def test_an_evaluation_and_a_question_are_encoded_as_in_the_training(script, capsys):
    """If the model answers with the right sums, encoded, predicted and expected are the same."""
    is_3, numbers_and_sums = script is addition_seq2seq, random_sum_pairs(6, 3, 7, random.Random(5))
    chars = [addition_seq2seq.alphabet] if is_3 else []
    X, y = script.generate_data(6, 3, 7, *chars, random.Random(5))
    model = Mock(input_shape=X.shape)
    model.predict.return_value = y if is_3 else y.reshape(6, 1)
    expected, predicted = script.evaluate(model, random.Random(5), 6, 3, 7, verbose=0)
    np.testing.assert_array_equal(model.predict.call_args.args[0], X)
    assert predicted == expected and list(map(int, expected)) == numbers_and_sums[1]
    assert capsys.readouterr().out == ""

    numbers = numbers_and_sums[0][0]
    question = ["+".join(map(str, numbers))] if is_3 else [numbers, 3, 7]
    assert int(script.answer(model, *question)) == int(expected[0])
    np.testing.assert_array_equal(model.predict.call_args.args[0], X[:1])


def test_a_training_that_overflows_has_failed(eager):
    with pytest.raises(FloatingPointError, match="The training has failed: .* smaller learning"):
        call(addition_mlp, learning_rate=1e30)


@pytest.fixture(scope="module")
def train_and_save(tmp_path_factory):
    """Train a model of a script for a moment, once. Returns the file, and what that printed."""

    @cache
    def train_and_save(script):
        path = tmp_path_factory.mktemp("saved") / f"{script.__name__}.keras"
        options = [*OPTIONS, "--units", *UNITS[script], "--seed", 3]
        ended = run(script, *options, "--save", path, "--ask", *QUESTIONS)
        assert (ended.status, ended.err) == (0, "")
        return path, ended.out

    return train_and_save


@pytest.fixture
def saved(eager, train_and_save):
    """A model of stage 2, for what is the same in all scripts, and what its training printed."""
    return train_and_save(addition_mlp)


@SCRIPTS
def test_a_loaded_model_answers_as_it_did_after_its_training(eager, train_and_save, script):
    """No other option is needed. A question that cannot be encoded is refused."""
    (path, shown), refused = train_and_save(script), "77+100"
    loaded = run(script, "--load", path, "--ask", refused, *QUESTIONS)
    why = "has 2 numbers, but the model reads 3"
    if script is addition_seq2seq:
        why = f"'{refused}' does not fit into 5 characters"
    assert (loaded.status, loaded.err) == (1, f"'{refused}': {why}\n")
    assert shown.endswith(f"The model is in {path}.\n{loaded.out}")
    asked = re.findall(r"^(.*)=.* [☑☒].*?(\(trained .*)?$", loaded.out, re.MULTILINE)
    note = "(trained on 3 numbers from 1 to 7)"
    assert asked == [("1+2+3", ""), ("7+7+7", ""), ("8+2+0", note)]


@pytest.mark.parametrize("options, n_examples", [([], 12), (["--examples", 5], 5)])
def test_a_loaded_model_is_evaluated_and_drawn_without_a_training(
    saved, tmp_path, options, n_examples
):
    figure = tmp_path / "a.svg"
    loaded = run(addition_mlp, "--load", saved[0], "--plot", figure, *options)
    assert (loaded.status, loaded.err) == (0, "")
    assert loaded.out.startswith("RMSE: ")  # there are no epochs before it
    _, sums = random_sum_pairs(n_examples, 3, 7, random.Random("evaluate 3"))
    assert list(map(int, re.findall(r"Expected=(\d+)", loaded.out))) == sums
    title = "addition_mlp.py: 3 numbers up to 7, 2 epochs of 12 examples, seeds: 3"
    assert title in figure.read_text()


def forge(path, forged, name, content):
    """Copy a saved model with another content of a member of its archive."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(forged, "w") as new:
        for each in old.namelist():
            new.writestr(each, content if each == name else old.read(each))


@pytest.mark.parametrize(
    "forged, line",
    [
        ({"units": [5]}, "the weights in '{}' do not fit this script, or are damaged"),
        ({"units": ["5"]}, "the settings in '{}' are damaged"),
        ({"n_examples": "12"}, "the setting n_examples in '{}' is damaged"),
    ],
)
def test_what_does_not_fit_is_refused_in_a_line(saved, tmp_path, forged, line):
    path, settings = tmp_path / "forged.keras", SETTINGS | {"units": [4, 3], "learning_rate": 0.05}
    settings = {"script": "addition_mlp.py", "settings": settings | forged}
    forge(saved[0], path, "settings.json", json.dumps(settings))
    ended = run(addition_mlp, "--load", path)
    assert ended.status and ended.err.endswith(f"argument --load: {line.format(path)}\n")


def test_loading_runs_no_code_of_the_file(keras, saved, tmp_path):
    evil, ran = tmp_path / "evil.keras", tmp_path / "ran"
    name = str(ran)
    code = keras.layers.Lambda(lambda x: x if open(name, "w").write("ran") else x)
    layers = [keras.layers.Dense(n) for n in (4, 3, 1)]
    keras.Sequential([keras.Input((3,)), code, *layers]).save(evil)
    with zipfile.ZipFile(evil) as archive:
        forge(saved[0], evil, "config.json", archive.read("config.json"))
    ran.unlink()
    assert run(addition_mlp, "--load", evil) == run(addition_mlp, "--load", saved[0])
    assert not ran.exists()
    keras.saving.load_model(evil, safe_mode=False)
    assert ran.exists()  # Keras runs it where it is allowed to


def test_a_training_is_that_of_its_seed_whatever_ran_or_drew_before(saved):
    random.seed(99)
    np.random.seed(99)
    repeated = run(addition_mlp, *OPTIONS, "--units", 4, 3, "--seed", 2, "--repeats", 2)
    score = re.search(r"^RMSE: (\d+\.\d{3})", saved[1], re.MULTILINE)[1]
    first, second, _ = repeated.out.splitlines()
    assert first.startswith("seed 2: RMSE ") and score not in first
    assert second.startswith(f"seed 3: RMSE {score} in ")


def test_watching_asks_the_same_after_each_epoch_and_changes_nothing_else(saved):
    options = [*OPTIONS, "--units", 4, 3, "--seed", 3, "--watch", 3]
    watched = run(addition_mlp, *options, stdout=Terminal)
    shown = re.findall(r"\r\033\[K(epoch .*)\n", watched.out)  # where Keras's bar may stand
    first, second = (re.findall(r"(\d\+\d\+\d)=-?\d+ [☑☒]", line) for line in shown)
    numbers, _ = random_sum_pairs(3, 3, 7, random.Random("watch 3"))
    assert first == second == ["+".join(map(str, each)) for each in numbers]
    assert all(len(line) <= 80 for line in shown)
    without_times = partial(re.sub, r"\d+[mu]?s", "")
    others = re.sub(r"\r\033\[K(epoch .*\n)?", "", watched.out)
    assert without_times(saved[1]).startswith(without_times(others))
