import json
import random
import re
import zipfile
from collections import namedtuple
from functools import partial, wraps

import numpy as np
import pytest

import addition_lstm_mapping
import addition_mlp
import addition_seq2seq
from cli.checkpoints import SETTINGS, read_settings
from cli.questions import RIGHT, WRONG
from common.encoding import invert
from common.pairs import random_sum_pairs
from tests import in_process
from tests.in_process import run

SCRIPTS = [addition_lstm_mapping, addition_mlp, addition_seq2seq]
UNITS = {addition_lstm_mapping: [3], addition_mlp: [4, 2], addition_seq2seq: [6, 5]}
# none of them a default, so that with --load they must come from the file
NUMBERS = ["--numbers", "3", "--largest", "7"]
TRAINING = ["--examples", "12", "--epochs", "2", "--batch-size", "4"]
QUESTIONS = ["1+2+3", " 7 + 7+7 "]


def settings(script):
    return [*NUMBERS, *TRAINING, "--units", *UNITS[script]]


def scores(shown):
    return [line for line in shown.splitlines() if "RMSE" in line or "Exact match" in line]


def results(shown):
    return [line for line in shown.splitlines() if "Expected" in line] + scores(shown)


Saved = namedtuple("Saved", "script path trained")


@pytest.fixture(scope="module", params=SCRIPTS, ids=lambda script: script.__name__)
def saved(request, keras, tmp_path_factory):
    """A model that was trained for a moment, its file, and what that printed."""
    script = request.param
    path = tmp_path_factory.mktemp("saved") / "model.keras"
    trained = run(script, *settings(script), "--seed", "3", "--save", path, "--ask", *QUESTIONS)
    assert trained.status == 0
    return Saved(script, path, trained)


@pytest.fixture
def refused(saved):
    """Run what the saved model's script must refuse; the line that it says."""
    return partial(in_process.refused, saved.script)


def test_a_saved_model_scores_without_training_as_it_did_after_its_training(saved):
    """No other option is needed, and those that agree with the file are allowed."""
    loaded = run(saved.script, "--load", saved.path)
    assert loaded.status == 0
    assert results(loaded.out) == results(saved.trained.out)
    assert len(results(loaded.out)) > 12
    assert "Epoch" in saved.trained.out
    assert "Epoch" not in loaded.out
    agreeing = [*NUMBERS, "--units", *UNITS[saved.script], "--seed", 3]
    assert results(run(saved.script, "--load", saved.path, *agreeing).out) == results(loaded.out)


@pytest.mark.parametrize("n_examples", [5, 30])
def test_examples_says_how_many_to_evaluate_on(saved, n_examples):
    """They come after the 24 examples of the training, however many they are."""
    loaded = run(saved.script, "--load", saved.path, "--examples", n_examples)
    stream = random.Random(3)
    random_sum_pairs(24, 3, 7, stream)
    _, sums = random_sum_pairs(n_examples, 3, 7, stream)
    assert list(map(int, re.findall(r"Expected= *(\d+)", loaded.out))) == sums[:20]


@pytest.mark.parametrize("option", ["--epochs", "--batch-size", "--learning-rate"])
def test_what_is_only_for_training_is_refused(refused, saved, option):
    assert refused("--load", saved.path, option, "1").endswith(
        f"argument {option}: is only for training, and --load does not train"
    )


@pytest.mark.parametrize(
    "option, value, built",
    [
        (["--numbers", "2"], "2", "3"),
        (["--largest", "99"], "99", "7"),
        (["--units", "8", "9"], "8 9", None),
        (["--seed", "4"], "4", "3"),
    ],
)
def test_an_option_that_contradicts_the_file_is_refused(saved, refused, option, value, built):
    line = refused("--load", saved.path, *option)
    assert f"{option[0]}: {value} " in line
    built = built or " ".join(map(str, UNITS[saved.script]))
    assert f"{option[0]} {built}" in line


def test_another_stages_model_is_refused(saved):
    for other in SCRIPTS:
        if other is not saved.script:
            ended = run(other, "--load", saved.path)
            assert (ended.status, ended.out) == (2, "")
            (line,) = ended.err.splitlines()
            assert saved.script.__name__ in line
            assert other.__name__ in line


def test_a_truncated_model_is_refused(saved, refused, tmp_path):
    path = tmp_path / "truncated.keras"
    path.write_bytes(saved.path.read_bytes()[:-40])
    assert str(path) in refused("--load", path)


@pytest.mark.parametrize(
    "forged",
    [
        *({"n_epoch": value} for value in (10**30, "2", 2.5, True, None, [2], 0)),
        *({"units": value} for value in ([], 4, "4 2", ["4", "2"], [4, 2.5], [10**9, 2])),
        *({"learning_rate": value} for value in ("fast", -1, float("nan"))),
        *({"seed": -1}, {"largest": {}}, {"n_numbers": 10**9}, {"n_examples": "many"}),
    ],
    ids=str,
)
def test_a_forged_note_is_refused(saved, refused, tmp_path, forged):
    path = forge(saved.path, tmp_path, forged)
    assert refused("--load", path).endswith(f"'{path}' is not a Keras model, or is damaged")


def test_weights_of_other_units_are_refused(saved, refused, tmp_path):
    units = {addition_lstm_mapping: [4], addition_mlp: [4, 2, 2], addition_seq2seq: [6, 4]}
    path = forge(saved.path, tmp_path, {"units": units[saved.script]})
    ended = run(saved.script, "--load", path, "--ask", "1+2+3")
    assert (ended.status, ended.out) == (2, "")
    assert ended.err == f"argument --load: '{path}' is not a Keras model, or is damaged\n"


def forge(saved, folder, settings):
    """Copy a saved model with other settings in its note."""
    path = folder / "forged.keras"
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(path, "w") as new:
        for member in old.namelist():
            content = old.read(member)
            if member == SETTINGS:
                content = json.dumps(json.loads(content) | settings)
            new.writestr(member, content)
    return path


def test_a_keras_model_that_was_not_written_by_save_is_refused(keras, refused, tmp_path):
    path = tmp_path / "plain.keras"
    keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)]).save(path)
    assert "--save" in refused("--load", path)


def test_the_file_has_the_settings_of_the_training(saved):
    settings = read_settings(saved.path)
    assert settings.pop("learning_rate") == 0.001
    assert settings == {
        "script": saved.script.__name__,
        "alphabet": "0123456789+ " if saved.script is addition_seq2seq else "",
        "n_numbers": 3,
        "largest": 7,
        "units": UNITS[saved.script],
        "seed": 3,
        "n_examples": 12,
        "n_epoch": 2,
        "n_batch": 4,
    }


def test_loading_runs_no_code_of_the_file(keras, tmp_path):
    path, evil, marker = (tmp_path / name for name in ("model.keras", "evil.keras", "marker"))
    trained = run(addition_mlp, *TRAINING, "--save", path)
    name = str(marker)
    layers = [
        keras.Input((2,)),
        keras.layers.Lambda(lambda x: x if open(name, "w").write("ran") else x),
        *[keras.layers.Dense(n) for n in (4, 2, 1)],
    ]
    keras.Sequential(layers).save(evil)
    with zipfile.ZipFile(path) as archive:
        members = {member: archive.read(member) for member in archive.namelist()}
    with zipfile.ZipFile(evil) as archive:
        members["config.json"] = archive.read("config.json")
    with zipfile.ZipFile(evil, "w") as archive:
        for member, content in members.items():
            archive.writestr(member, content)

    # Keras runs it where it is allowed to ...
    marker.unlink()
    keras.saving.load_model(evil, safe_mode=False)
    assert marker.exists()
    # ... and here it is never even looked at
    marker.unlink()
    loaded = run(addition_mlp, "--load", evil)
    assert loaded.status == 0
    assert results(loaded.out) == results(trained.out)
    assert not marker.exists()


def test_questions_are_answered_and_a_refused_one_is_passed_over(saved):
    questions = [*QUESTIONS, "1+2+8", "1+2", "1+2-3", "", "1+1+1=3", "1+1+2=5"]
    ended = run(saved.script, "--load", saved.path, "--ask", *questions)
    assert ended.status == 1
    lines = ended.out.splitlines()
    answers = [line for line in lines if not line.startswith("your")]
    assert [line.split("=")[0] for line in answers] == ["1+2+3", "7+7+7", "1+1+1", "1+1+2"]
    assert all(RIGHT in line or WRONG in line for line in answers)
    assert lines[3] == f"your 3 is right {RIGHT}"
    assert lines[5] == f"your 5 is wrong {WRONG}"
    complaints = ended.err.splitlines()
    assert len(complaints) == 4
    for complaint, question in zip(complaints, ["1+2+8", "1+2", "1+2-3", ""]):
        assert complaint.startswith(repr(question))


def test_ask_alone_opens_a_prompt(saved):
    ended = run(saved.script, "--load", saved.path, "--ask", stdin="1+2+3\nhello\n1+1+1=3\n")
    assert ended.status == 0
    assert "1+2+3=" in ended.out
    assert f"your 3 is right {RIGHT}" in ended.out
    assert ended.out.index("1+2+3=") < ended.out.index("1+1+1=")
    assert "'hello'" in ended.err


def test_a_model_may_be_asked_right_after_its_training(saved):
    loaded = run(saved.script, "--load", saved.path, "--ask", *QUESTIONS)
    assert loaded.status == 0
    assert len(loaded.out.splitlines()) == 2
    assert saved.trained.out.splitlines()[-2:] == loaded.out.splitlines()


def test_the_figure_of_a_loaded_model_tells_of_its_training(saved, tmp_path):
    path = tmp_path / "loaded.svg"
    ended = run(saved.script, "--load", saved.path, "--examples", 30, "--plot", path)
    assert ended.status == 0
    name = saved.script.__name__.replace("_", " ")
    title = f"{name}: 3 numbers up to 7, 2 epochs of 12 examples, seed 3"
    assert title in path.read_text()


def test_what_cannot_be_written_is_said_and_the_rest_is_done(keras, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("cli.stages.save_checkpoint", full)
    model, figure = tmp_path / "model.keras", tmp_path / "figure.svg"
    files = ["--save", model, "--plot", figure]
    ended = run(addition_mlp, *TRAINING, *files, "--ask", "1+2")
    assert ended.status == 1
    assert ended.err == f"{model} cannot be written: No space left on device\n"
    assert figure.exists()
    assert ended.out.splitlines()[-1].startswith("1+2=")


def test_a_question_is_encoded_without_its_answer(saved, monkeypatch):
    """The model gets the same input for a question whatever sum would be right."""
    asked = []

    class Model:
        def predict(self, X, verbose):
            asked.append(X)
            return np.zeros((1, 2, 12) if X.ndim == 3 and X.shape[2] == 12 else (1, 1))

    monkeypatch.setattr("builtins.sum", lambda numbers: 1 / 0)
    saved.script.answer(Model(), [3, 10], 10)
    if saved.script is addition_seq2seq:
        assert invert(asked[0][0], addition_seq2seq.alphabet) == " 3+10"
    else:
        assert asked[0].ravel().tolist() == [0.15, 0.5]


def test_the_evaluation_is_on_what_the_stream_holds_after_the_training_examples(saved):
    stream = random.Random(3)
    random_sum_pairs(2 * 12, 3, 7, stream)
    _, sums = random_sum_pairs(12, 3, 7, stream)
    shown = re.findall(r"Expected= *(\d+)", saved.trained.out)
    assert list(map(int, shown)) == sums


def test_a_repeat_is_the_run_of_its_seed_whatever_ran_or_drew_before(saved):
    random.seed(99)
    np.random.seed(99)
    repeated = run(saved.script, *settings(saved.script), "--seed", "2", "--repeats", "2")
    assert repeated.status == 0
    first, second = (line for line in repeated.out.splitlines() if line.startswith("seed"))
    assert first.startswith("seed 2: ")
    assert second.startswith("seed 3: ")
    assert "2 runs" in repeated.out.splitlines()[-1]
    alone = scores(saved.trained.out)[0]
    if saved.script is addition_seq2seq:
        right, n = map(int, re.search(r"(\d+) of (\d+)", alone).groups())
        assert f" {right / n:.6f} " in second
    else:
        assert f" {alone.removeprefix('RMSE: ')} " in second


def test_a_training_whose_answers_are_no_numbers_is_told_of_seed_by_seed(keras):
    """The loss and the weights are finite, but the next answers are not."""
    tiny = ["--examples", 2, "--batch-size", 2, "--epochs", 1, "--learning-rate", "1e20"]
    ended = run(addition_mlp, *tiny, "--repeats", 2)
    assert (ended.status, ended.out) == (1, "")
    lines = ended.err.splitlines()
    assert [line[:39] for line in lines] == [
        f"seed {seed}: The training has failed: the mo" for seed in (1, 2)
    ]


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
