import json
import random
import re
import shutil
import zipfile
from collections import namedtuple
from functools import partial

import numpy as np
import pytest

import addition_lstm_mapping
import addition_mlp
import addition_seq2seq
from common import keeping
from common.asking import RIGHT, WRONG
from common.pairs import random_sum_pairs
from tests import in_process
from tests.in_process import run

SCRIPTS = [addition_lstm_mapping, addition_mlp, addition_seq2seq]
UNITS = {addition_lstm_mapping: [3], addition_mlp: [4, 2], addition_seq2seq: [6, 5]}
# none of them a default: what a kept model was built for has to come from its file
BUILT_FOR = ["--numbers", "3", "--largest", "7"]
LENGTH = ["--examples", "12", "--epochs", "2", "--batch-size", "4"]
QUESTIONS = ["1+2+3", " 7 + 7+7 "]


def settings(script):
    return [*BUILT_FOR, *LENGTH, "--units", *UNITS[script]]


def scores(shown):
    return [line for line in shown.splitlines() if "RMSE" in line or "Exact match" in line]


def results(shown):
    return [line for line in shown.splitlines() if "Expected" in line] + scores(shown)


Kept = namedtuple("Kept", "script path trained")


@pytest.fixture(scope="module", params=SCRIPTS, ids=lambda script: script.__name__)
def kept(request, keras, tmp_path_factory):
    """A model that was trained for a moment, its file, and what that printed."""
    script = request.param
    path = tmp_path_factory.mktemp("kept") / "model.keras"
    trained = run(script, *settings(script), "--seed", "3", "--save", path, "--ask", *QUESTIONS)
    assert trained.status == 0
    return Kept(script, path, trained)


@pytest.fixture
def refused(kept):
    """Run what the kept model's script must refuse; the line that it says."""
    return partial(in_process.refused, kept.script)


def test_a_kept_model_scores_as_it_did_when_it_was_trained(kept):
    loaded = run(kept.script, *LENGTH, "--seed", "3", "--load", kept.path)
    assert loaded.status == 0
    assert results(loaded.out) == results(kept.trained.out)
    assert len(results(loaded.out)) > 12
    assert "Epoch" in kept.trained.out
    assert "Epoch" not in loaded.out


def test_loading_needs_no_other_option(kept):
    loaded = run(kept.script, "--load", kept.path)
    assert loaded.status == 0
    assert results(loaded.out) == results(kept.trained.out)


def test_a_kept_model_is_never_evaluated_on_what_it_was_trained_on(kept):
    """With other sizes, too, all of its 24 training examples are passed over: 5 * 5 here."""
    loaded = run(kept.script, "--load", kept.path, "--examples", "5", "--epochs", "1")
    stream = random.Random(3)
    random_sum_pairs(5 * 5, 3, 7, stream)
    _, sums = random_sum_pairs(5, 3, 7, stream)
    assert list(map(int, re.findall(r"Expected= *(\d+)", loaded.out))) == sums


def test_options_that_agree_with_the_file_are_fine(kept):
    agreeing = [*BUILT_FOR, "--units", *UNITS[kept.script]]
    loaded = run(kept.script, "--load", kept.path, "--examples", "5", *agreeing)
    assert loaded.status == 0
    assert loaded.out.count("Expected=") == 5


@pytest.mark.parametrize(
    "option, value, built",
    [
        (["--numbers", "2"], "2", "3"),
        (["--largest", "99"], "99", "7"),
        (["--units", "8", "9"], "8 9", None),
    ],
)
def test_an_option_that_contradicts_the_file_is_refused(kept, refused, option, value, built):
    line = refused("--load", kept.path, *option)
    assert f"{option[0]}: {value} " in line
    assert str(kept.path) in line
    built = built or " ".join(map(str, UNITS[kept.script]))
    assert f"{option[0]} {built}" in line


def test_another_stages_model_is_refused(kept):
    for other in SCRIPTS:
        if other is not kept.script:
            ended = run(other, "--load", kept.path)
            assert (ended.status, ended.out) == (2, "")
            (line,) = ended.err.splitlines()
            assert kept.script.__name__ in line
            assert other.__name__ in line


def test_a_truncated_model_is_refused(kept, refused, tmp_path):
    path = tmp_path / "truncated.keras"
    path.write_bytes(kept.path.read_bytes()[:-40])
    assert str(path) in refused("--load", path)


def test_a_keras_model_that_was_not_kept_by_us_is_refused(keras, kept, refused, tmp_path):
    path = tmp_path / "plain.keras"
    keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)]).save(path)
    assert "--save" in refused("--load", path)


def test_a_kept_model_may_have_been_renamed(kept, tmp_path):
    path = tmp_path / "model.bak"
    shutil.copy(kept.path, path)
    ended = run(kept.script, *LENGTH, "--seed", "3", "--load", path)
    if ended.status == 0:
        assert results(ended.out) == results(kept.trained.out)
    else:
        assert ended.status == 2
        assert len(ended.err.splitlines()) == 1


def test_the_file_says_what_the_model_was_built_for(kept):
    note = keeping.built_for(kept.path)
    assert note["stage"] == kept.script.__name__
    assert note["alphabet"] == ("0123456789+ " if kept.script is addition_seq2seq else "")
    assert (note["n_numbers"], note["largest"]) == (3, 7)
    assert note["units"] == UNITS[kept.script]
    assert (note["seed"], note["n_epoch"]) == (3, 2)


def test_loading_runs_no_code_of_the_file(keras, tmp_path):
    path, evil, marker = (tmp_path / name for name in ("model.keras", "evil.keras", "marker"))
    trained = run(addition_mlp, *LENGTH, "--save", path)
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
    loaded = run(addition_mlp, *LENGTH, "--load", evil)
    assert loaded.status == 0
    assert results(loaded.out) == results(trained.out)
    assert not marker.exists()


def test_questions_are_answered_and_a_refused_one_is_passed_over(kept):
    questions = [*QUESTIONS, "1+2+8", "1+2", "1+2-3", "", "1+1+1=3", "1+1+2=5"]
    ended = run(kept.script, "--load", kept.path, "--ask", *questions)
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


def test_ask_alone_opens_a_prompt(kept):
    ended = run(kept.script, "--load", kept.path, "--ask", stdin="1+2+3\nhello\n1+1+1=3\n")
    assert ended.status == 0
    assert "1+2+3=" in ended.out
    assert f"your 3 is right {RIGHT}" in ended.out
    assert ended.out.index("1+2+3=") < ended.out.index("1+1+1=")
    assert "'hello'" in ended.err


def test_a_model_may_be_asked_right_after_its_training(kept):
    loaded = run(kept.script, "--load", kept.path, "--ask", *QUESTIONS)
    assert loaded.status == 0
    assert len(loaded.out.splitlines()) == 2
    assert kept.trained.out.splitlines()[-2:] == loaded.out.splitlines()


def test_a_figure_of_a_kept_model(kept, tmp_path):
    path = tmp_path / "kept.svg"
    ended = run(kept.script, *LENGTH, "--load", kept.path, "--plot", path)
    assert ended.status == 0
    assert "3 numbers up to 7" in path.read_text()


def test_the_seed_alone_decides_whatever_else_draws_random_numbers(kept):
    random.seed(99)
    np.random.seed(99)
    again = run(kept.script, *settings(kept.script), "--seed", "3")
    assert results(again.out) == results(kept.trained.out)


def test_the_evaluation_is_on_what_the_stream_holds_after_the_training_examples(kept):
    stream = random.Random(3)
    random_sum_pairs(2 * 12, 3, 7, stream)
    _, sums = random_sum_pairs(12, 3, 7, stream)
    shown = re.findall(r"Expected= *(\d+)", kept.trained.out)
    assert list(map(int, shown)) == sums


def test_a_repeat_is_the_run_of_its_seed_whatever_ran_before(kept):
    repeated = run(kept.script, *settings(kept.script), "--seed", "2", "--repeats", "2")
    assert repeated.status == 0
    first, second = (line for line in repeated.out.splitlines() if line.startswith("seed"))
    assert first.startswith("seed 2: ")
    assert second.startswith("seed 3: ")
    assert "2 runs" in repeated.out.splitlines()[-1]
    alone = scores(kept.trained.out)[0]
    if kept.script is addition_seq2seq:
        right, n = map(int, re.search(r"(\d+) of (\d+)", alone).groups())
        assert f" {right / n:.6f} " in second
    else:
        assert f" {alone.removeprefix('RMSE: ')} " in second


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
