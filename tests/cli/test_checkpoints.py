import os
import sys
import zipfile

import numpy as np
import pytest

from cli import checkpoints
from cli.checkpoints import DAMAGED, load_in_place_of_fit, read_settings, save_checkpoint
from cli.options import Parser, add_plot, whole_number
from tests.in_process import Terminal

SAVED = {"script": "adder.py", "arguments": ["--largest", "7"]}


class Model:
    """Saves itself as Keras's models do: into a zip archive."""

    def save(self, path):
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("config.json", "{}")
            archive.writestr("model.weights.h5", bytes(range(256)) * 20)


@pytest.fixture
def parser():
    parser = Parser("It adds.", "adder.py")
    parser.add_setting("--largest", "largest", 10, "the largest", type=whole_number(1, 99))
    add_plot(parser)
    return parser


@pytest.fixture
def path(tmp_path):
    return tmp_path / "model.keras"


@pytest.fixture
def complaint(parser, capsys, path):
    """Read what must be refused, with status 2 and one line; what the line says of the file."""

    def complaint(file=path):
        capsys.readouterr()
        with pytest.raises(SystemExit, match="2"):
            read_settings(parser, str(file))
        out, err = capsys.readouterr()
        start = f"adder.py: error: argument --load: '{file}' "
        assert out == "" and err.startswith(start) and err.count("\n") == 1
        return err.removeprefix(start).strip()

    return complaint


def test_the_settings_are_in_the_file_beside_the_model_and_keras_still_reads_it(
    keras, parser, path
):
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(3)])
    save_checkpoint(model, path, SAVED)
    assert read_settings(parser, str(path)) == {"largest": 7}
    again = keras.saving.load_model(path)
    for ours, theirs in zip(model.get_weights(), again.get_weights(), strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_what_json_cannot_hold_leaves_the_old_file_whole(path):
    save_checkpoint(Model(), path, SAVED)
    before = path.read_bytes()
    with pytest.raises(TypeError):
        save_checkpoint(Model(), path, {"script": object()})
    assert path.read_bytes() == before
    assert os.listdir(path.parent) == [path.name]


def truncated(whole):
    return whole[:-40]


def with_a_flipped_bit(whole):
    middle = len(whole) // 2
    return whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :]


@pytest.mark.parametrize(
    "damage", [truncated, with_a_flipped_bit, lambda whole: b"", lambda whole: b"hello"]
)
def test_a_damaged_file_is_refused(complaint, path, damage):
    save_checkpoint(Model(), path, SAVED)
    path.write_bytes(damage(path.read_bytes()))
    assert complaint() == DAMAGED


def test_a_keras_file_that_was_not_written_by_save_is_refused(complaint, path):
    Model().save(path)
    assert complaint() == DAMAGED


def test_another_scripts_model_is_refused(complaint, path):
    save_checkpoint(Model(), path, SAVED | {"script": "other.py"})
    assert complaint() == "is for 'other.py', not 'adder.py'"


@pytest.mark.parametrize(
    "forged",
    [
        *([], "adder.py", {"script": "adder.py"}, SAVED | {"arguments": 3}),
        *(SAVED | {"arguments": each} for each in (["--help"], ["hello"], ["--largest", "1e9"])),
    ],
    ids=str,
)
def test_a_forged_command_line_is_refused(complaint, path, forged):
    save_checkpoint(Model(), path, forged)
    assert complaint() == DAMAGED


def test_only_the_settings_in_a_file_have_an_effect(parser, path, tmp_path):
    arguments = ["--largest", "7", "--plot", str(tmp_path / "a.png")]
    save_checkpoint(Model(), path, SAVED | {"arguments": arguments})
    assert read_settings(parser, str(path)) == {"largest": 7}


@pytest.mark.parametrize(
    "name, says",
    [
        ("missing.keras", "cannot be read: No such file or directory"),
        ("folder.keras", "cannot be read: it is not a file"),
        (
            "pipe.keras",
            "cannot be read: it is not a file",
        ),  # to open it would wait for who writes to it
        ("model.bak", "cannot be read: it does not end in .keras"),
        ("", "cannot be read: it does not end in .keras"),
        ("a" * 300 + ".keras", "cannot be read: File name too long"),
    ],
)
def test_what_cannot_be_read_is_refused(complaint, tmp_path, name, says):
    (tmp_path / "folder.keras").mkdir()
    os.mkfifo(tmp_path / "pipe.keras")
    assert complaint(tmp_path / name if name else "") == says


@pytest.fixture
def trained(keras, path):
    """Make a model like that in path, which was trained on 70 examples, and the model itself."""
    models = []
    for _ in range(2):
        model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(3)])
        model.compile(loss="mean_squared_error", optimizer="adam")
        models.append(model)
    models[0].fit(np.ones((70, 2)), np.ones((70, 3)), batch_size=10, verbose=0)
    save_checkpoint(models[0], path, SAVED)
    return models


def test_loading_takes_the_place_of_training(trained, path, monkeypatch):
    """The weights are those of the file, and as many examples are drawn as the training drew."""
    monkeypatch.setattr(checkpoints, "EXAMPLES_AT_ONCE", 30)
    monkeypatch.setattr("sys.stdout", Terminal())
    (saved, model), asked = trained, []
    load = load_in_place_of_fit(path, n_trained=70)
    assert load(model, asked.append, n_examples=3, n_batch=10, n_epoch=1) == {}
    for ours, theirs in zip(model.get_weights(), saved.get_weights(), strict=True):
        np.testing.assert_array_equal(ours, theirs)
    assert asked == [30, 30, 10]
    assert "what it was trained on" in sys.stdout.getvalue()


def test_more_examples_than_the_training_had_are_refused_and_not_drawn(trained, path, capsys):
    load = load_in_place_of_fit(path, n_trained=10**12)
    with pytest.raises(SystemExit, match="2"):
        load(trained[1], None, n_examples=10, n_batch=10, n_epoch=1)
    assert capsys.readouterr().err.endswith(f"{DAMAGED}\n")
