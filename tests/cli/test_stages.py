import json
import random
import re
import zipfile
from collections import namedtuple
from functools import cache, partial, wraps

import numpy as np
import pytest

import addition_lstm_mapping
import addition_mlp
import addition_seq2seq
from cli.checkpoints import COMMAND, DAMAGED
from cli.questions import RIGHT, WRONG
from common.encoding import invert
from common.pairs import random_sum_pairs
from tests.in_process import refused, run

# none of them a default, so that with --load they must come from the file
NUMBERS = ["--numbers", "3", "--largest", "7"]
TRAINING = ["--examples", "12", "--epochs", "2", "--batch-size", "4"]
UNITS = {addition_lstm_mapping: "3", addition_mlp: "4 3", addition_seq2seq: "6 5"}
QUESTIONS = ["1+2+3", " 7 + 7+7 "]

Saved = namedtuple("Saved", "script path trained")


@pytest.fixture(scope="module")
def train_and_save(tmp_path_factory):
    """Train a model for a moment, once. Returns the script, the file, and what that printed."""

    @cache
    def train_and_save(script):
        path = tmp_path_factory.mktemp("saved") / f"{script.__name__}.keras"
        settings = [*NUMBERS, *TRAINING, "--units", *UNITS[script].split(), "--seed", "3"]
        trained = run(script, *settings, "--save", path, "--ask", *QUESTIONS)
        assert (trained.status, trained.err) == (0, "")
        return Saved(script, path, trained)

    return train_and_save


@pytest.fixture(params=UNITS, ids=lambda script: script.__name__)
def each(eager, request, train_and_save):
    """A model of each script."""
    return train_and_save(request.param)


@pytest.fixture
def saved(eager, train_and_save):
    """A model of stage 2, for what is the same in all scripts."""
    return train_and_save(addition_mlp)


@pytest.fixture
def load(saved):
    return partial(run, addition_mlp, "--load", saved.path)


def results(shown):
    return [line for line in shown.splitlines() if re.search("Expected|RMSE|Exact", line)]


def expected(shown):
    return list(map(int, re.findall(r"Expected= *(\d+)", shown)))


def forge(saved, path, member, content):
    """Copy a saved model with another content of a member of its archive."""
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            new.writestr(name, content if name == member else old.read(name))
    return path


# --- a saved model


def test_a_saved_model_scores_without_training_as_it_did_after_its_training(each):
    """No other option is needed. The evaluation is on what comes after the training's examples."""
    loaded = run(each.script, "--load", each.path)
    assert loaded.status == 0
    assert results(loaded.out) == results(each.trained.out)
    assert "Epoch" in each.trained.out
    assert "Epoch" not in loaded.out
    stream = random.Random(3)
    random_sum_pairs(2 * 12, 3, 7, stream)
    assert expected(loaded.out) == random_sum_pairs(12, 3, 7, stream)[1]


def test_questions_to_a_loaded_model_get_the_answers_of_the_trained_one(each):
    loaded = run(each.script, "--load", each.path, "--ask", *QUESTIONS)
    assert (loaded.status, loaded.out.count("\n")) == (0, 2)
    assert each.trained.out.endswith(loaded.out)


def test_the_file_has_the_whole_command_line_of_the_training(saved):
    """All of it, so that it means the same when a default has changed."""
    with zipfile.ZipFile(saved.path) as archive:
        command = json.loads(archive.read(COMMAND))
    assert command == {
        "script": "addition_mlp.py",
        "arguments": "--numbers 3 --largest 7 --seed 3 --examples 12 --epochs 2 --batch-size 4 "
        "--units 4 3 --learning-rate 0.001".split(),
    }


@pytest.mark.parametrize("n_examples", [5, 30])
def test_examples_says_how_many_to_evaluate_on(load, n_examples):
    """They come after the 24 examples of the training, however many they are."""
    stream = random.Random(3)
    random_sum_pairs(24, 3, 7, stream)
    _, sums = random_sum_pairs(n_examples, 3, 7, stream)
    assert expected(load("--examples", n_examples).out) == sums[:20]


def test_options_that_agree_with_the_file_are_allowed(load, saved):
    loaded = load(*NUMBERS, "--units", "4", "3", "--seed", "3", "--epochs", "2")
    assert results(loaded.out) == results(saved.trained.out)


@pytest.mark.parametrize(
    "options, says",
    [
        ("--epochs 1", "--epochs: is only for training, and --load does not train"),
        ("--learning-rate 1", "--learning-rate: is only for training"),
        ("--largest 99", "--largest: 99 is not possible, as the saved model was trained with"),
        ("--units 8 9", "8 9 is not possible, as the saved model was trained with --units 4 3"),
        ("--seed 4", "--seed: 4 is not possible"),
    ],
)
def test_an_option_that_contradicts_the_file_is_refused(saved, options, says):
    assert says in refused(addition_mlp, "--load", saved.path, *options.split())


@pytest.mark.parametrize("option, value", [("--units", "5"), ("--examples", "1000000")])
def test_a_file_whose_weights_are_not_of_its_command_line_is_refused(
    saved, tmp_path, option, value
):
    """Other units do not fit; and more examples than were trained on would take long to draw."""
    with zipfile.ZipFile(saved.path) as archive:
        command = json.loads(archive.read(COMMAND))
    command["arguments"][command["arguments"].index(option) + 1] = value
    path = forge(saved.path, tmp_path / "forged.keras", COMMAND, json.dumps(command))
    line = refused(addition_mlp, "--load", path)
    assert line == f"argument --load: '{path}' {DAMAGED}"


def test_loading_runs_no_code_of_the_file(keras, saved, load, tmp_path):
    evil, marker = tmp_path / "evil.keras", tmp_path / "marker"
    name = str(marker)
    layers = [
        keras.Input((3,)),
        keras.layers.Lambda(lambda x: x if open(name, "w").write("ran") else x),
        *[keras.layers.Dense(n) for n in (4, 3, 1)],
    ]
    keras.Sequential(layers).save(evil)
    with zipfile.ZipFile(evil) as archive:
        config = archive.read("config.json")
    forge(saved.path, evil, "config.json", config)

    # Keras runs it where it is allowed to ...
    marker.unlink()
    keras.saving.load_model(evil, safe_mode=False)
    assert marker.exists()
    # ... and here it is never even looked at
    marker.unlink()
    loaded = run(addition_mlp, "--load", evil)
    assert results(loaded.out) == results(saved.trained.out)
    assert not marker.exists()


def test_a_model_without_a_hidden_layer_has_three_weights_and_is_loaded_as_it_was(keras, tmp_path):
    path = tmp_path / "linear.keras"
    trained = run(addition_mlp, *TRAINING, "--units", "--save", path)
    assert keras.saving.load_model(path).count_params() == 3
    assert results(run(addition_mlp, "--load", path).out) == results(trained.out)


# --- questions, figures, files


def test_a_refused_question_is_passed_over(load):
    ended = load("--ask", "1+2+3", "1+2+8", "1+2", "1+1+1=3")
    assert ended.status == 1
    first, second, verdict = ended.out.splitlines()
    assert first.startswith("1+2+3=") and second.startswith("1+1+1=")
    assert all(RIGHT in line or WRONG in line for line in (first, second))
    assert verdict == f"your 3 is right {RIGHT}"
    assert [line.split(":")[0] for line in ended.err.splitlines()] == ["'1+2+8'", "'1+2'"]


def test_questions_may_come_from_a_file(load):
    ended = load("--ask", stdin="1+2+3\nhello\n")
    assert (ended.status, ended.out.count("\n")) == (0, 1)
    assert ended.out.startswith("1+2+3=")
    assert "'hello'" in ended.err


def test_the_figure_of_a_loaded_model_tells_of_its_training(load, tmp_path):
    path = tmp_path / "loaded.svg"
    assert load("--examples", 30, "--plot", path, "--ask", "1+2+3").status == 0
    assert "addition mlp: 3 numbers up to 7, 2 epochs of 12 examples, seed 3" in path.read_text()


def test_what_cannot_be_written_is_said_and_the_rest_is_done(eager, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("keras.Sequential.save", full)
    model, figure = tmp_path / "model.keras", tmp_path / "figure.svg"
    ended = run(addition_mlp, *TRAINING, "--save", model, "--plot", figure, "--ask", "1+2")
    assert ended.status == 1
    assert ended.err == f"{model} cannot be written: No space left on device\n"
    assert figure.exists()
    assert ended.out.splitlines()[-1].startswith("1+2=")


def test_a_question_is_encoded_without_its_answer(each, monkeypatch):
    """The model gets the same input for a question whatever sum would be right."""
    asked = []

    class Model:
        def predict(self, X, verbose):
            asked.append(X)
            return np.zeros((1, 2, 12) if X.ndim == 3 and X.shape[2] == 12 else (1, 1))

    monkeypatch.setattr("builtins.sum", lambda numbers: 1 / 0)
    each.script.answer(Model(), [3, 10], 10)
    if each.script is addition_seq2seq:
        assert invert(asked[0][0], addition_seq2seq.alphabet) == " 3+10"
    else:
        assert asked[0].ravel().tolist() == [0.15, 0.5]


def test_stage_3_shows_the_way_through_the_encoding_first(capsys):
    addition_seq2seq.show_encoding(2, 10, seed=1)
    lines = capsys.readouterr().out.splitlines()
    assert lines[:3] == [
        "[[3, 10]] [13]",
        "[' 3+10'] ['13']",
        "[[11, 3, 10, 1, 0]] [[1, 3]]",
    ]
    vectors = [json.loads(line.split("]")[0] + "]") for line in lines[3:]]
    assert vectors == np.eye(12, dtype=int)[[11, 3, 10, 1, 0, 1, 3]].tolist()


# --- several seeds


def test_a_training_is_that_of_its_seed_whatever_ran_or_drew_before(each):
    random.seed(99)
    np.random.seed(99)
    settings = [*NUMBERS, *TRAINING, "--units", *UNITS[each.script].split()]
    assert results(run(each.script, *settings, "--seed", 3).out) == results(each.trained.out)


def test_repeats_train_one_seed_after_the_other(saved):
    settings = [*NUMBERS, *TRAINING, "--units", *UNITS[addition_mlp].split()]
    repeated = run(addition_mlp, *settings, "--seed", 2, "--repeats", 2)
    assert repeated.status == 0
    first, second, summary = repeated.out.splitlines()
    score, *_ = results(saved.trained.out)
    assert first.startswith("seed 2: RMSE ")
    assert second.startswith(f"seed 3: {score.replace(':', '')} in ")
    assert summary.startswith("RMSE of 2 runs: median ")


def test_a_training_whose_answers_are_no_numbers_has_failed(eager):
    """The loss and the weights are finite, but the next answers are not."""
    tiny = ["--examples", 2, "--batch-size", 2, "--epochs", 1, "--learning-rate", "1e20"]
    with pytest.raises(FloatingPointError, match="The training has failed: "):
        run(addition_mlp, *tiny)


def test_a_seed_that_fails_leaves_the_others_their_scores(keras, monkeypatch):
    @wraps(addition_mlp.addition_mlp)
    def experiment(*_, seed, **__):
        if seed == 2:
            raise FloatingPointError("It has failed.")
        return None, {"loss": [0.5]}, [3, 3], [3, 4]

    monkeypatch.setattr(addition_mlp, "addition_mlp", experiment)
    ended = run(addition_mlp, "--repeats", 3)
    assert (ended.status, ended.err) == (1, "seed 2: It has failed.\n")
    assert [line[:21] for line in ended.out.splitlines()] == [
        *("seed 1: RMSE 0.707107", "seed 3: RMSE 0.707107", "RMSE of 2 runs: media")
    ]


def test_watching_shows_answers_after_each_epoch_and_changes_nothing_else(keras):
    sizes = ["--examples", "12", "--epochs", "2", "--verbose", "0"]
    plain, watched = run(addition_mlp, *sizes), run(addition_mlp, *sizes, "--watch", "3")
    shown = [line for line in watched.out.splitlines() if line.startswith("epoch ")]
    assert [len(re.findall(f"[{RIGHT}{WRONG}]", line)) for line in shown] == [3, 3]
    questions = [re.findall(r"(\d+\+\d+)=", line) for line in shown]
    assert questions[0] == questions[1]  # the same ones, so that one sees them turn right
    assert [
        line for line in watched.out.splitlines() if line not in shown
    ] == plain.out.splitlines()


def test_only_one_training_can_be_watched():
    assert "--watch" in refused(addition_mlp, "--watch", "3", "--repeats", "2")
