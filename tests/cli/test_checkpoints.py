import json
import os
import zipfile

import numpy as np
import pytest

from cli import checkpoints
from cli.checkpoints import load_in_place_of_fit, read_settings, save_checkpoint

SETTINGS = {"stage": "addition_mlp", "n_numbers": 2, "largest": 10, "units": [4, 2]}


class Model:
    """Saves itself as Keras's models do: into a zip archive."""

    def save(self, path):
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("config.json", "{}")
            archive.writestr("model.weights.h5", bytes(range(256)) * 20)


@pytest.fixture
def saved(tmp_path):
    path = tmp_path / "model.keras"
    save_checkpoint(Model(), path, SETTINGS)
    return path


def test_the_settings_are_in_the_file_beside_the_model(saved):
    assert read_settings(saved) == SETTINGS
    with zipfile.ZipFile(saved) as archive:
        assert {"config.json", "model.weights.h5"} < set(archive.namelist())


def test_saving_leaves_nothing_but_the_file(saved):
    assert os.listdir(saved.parent) == ["model.keras"]


def test_saving_replaces_an_older_file(saved):
    save_checkpoint(Model(), saved, SETTINGS | {"largest": 99})
    assert read_settings(saved)["largest"] == 99
    assert os.listdir(saved.parent) == ["model.keras"]


def test_a_file_name_without_a_folder_is_written_here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    save_checkpoint(Model(), "here.keras", SETTINGS)
    assert os.listdir(tmp_path) == ["here.keras"]


def test_keras_still_reads_the_file(keras, tmp_path):
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(3)])
    save_checkpoint(model, tmp_path / "model.keras", SETTINGS)
    again = keras.saving.load_model(tmp_path / "model.keras")
    for ours, theirs in zip(model.get_weights(), again.get_weights(), strict=True):
        np.testing.assert_array_equal(ours, theirs)


@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError, MemoryError])
@pytest.mark.parametrize("moment", ["writing", "noting", "replacing"])
def test_an_interrupted_save_leaves_the_old_file_whole(saved, monkeypatch, moment, error):
    def interrupted(*_, **__):
        raise error

    class Interrupted(Model):
        def save(self, path):
            super().save(path)
            if moment == "writing":
                os.truncate(path, 100)
                raise error

    if moment == "noting":
        monkeypatch.setattr(json, "dumps", interrupted)
    if moment == "replacing":
        monkeypatch.setattr(os, "replace", interrupted)
    before = saved.read_bytes()
    with pytest.raises(error):
        save_checkpoint(Interrupted(), saved, SETTINGS)
    assert saved.read_bytes() == before
    assert os.listdir(saved.parent) == ["model.keras"]


def test_what_json_cannot_hold_leaves_the_old_file_whole(saved):
    before = saved.read_bytes()
    with pytest.raises(TypeError):
        save_checkpoint(Model(), saved, {"stage": object()})
    assert saved.read_bytes() == before


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04 hello", b"\x89HDF\r\n\x1a\n"])
def test_a_file_that_is_no_keras_model_is_refused(tmp_path, content):
    path = tmp_path / "other.keras"
    path.write_bytes(content)
    with pytest.raises(ValueError, match="not a Keras model"):
        read_settings(path)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_truncated_file_is_refused(saved, share):
    whole = saved.read_bytes()
    saved.write_bytes(whole[: int(share * len(whole))])
    with pytest.raises(ValueError, match="damaged"):
        read_settings(saved)


def test_a_file_with_damaged_weights_is_refused(saved):
    whole = bytearray(saved.read_bytes())
    whole[len(whole) // 2] ^= 1
    saved.write_bytes(whole)
    with pytest.raises(ValueError, match="damaged"):
        read_settings(saved)


def test_a_keras_file_that_was_not_written_by_save_is_refused(tmp_path):
    Model().save(tmp_path / "plain.keras")
    with pytest.raises(ValueError, match="was not written by --save"):
        read_settings(tmp_path / "plain.keras")


@pytest.mark.parametrize("name, says", [("missing.keras", "No such file"), (".", "directory")])
def test_what_cannot_be_read_is_refused(tmp_path, name, says):
    with pytest.raises(ValueError, match=says):
        read_settings(tmp_path / name)


def test_loading_takes_the_place_of_training(keras, tmp_path, monkeypatch):
    """The weights are those of the file, and as many examples are drawn as the training drew."""
    monkeypatch.setattr(checkpoints, "EXAMPLES_AT_ONCE", 30)

    def new_model():
        model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(3)])
        model.compile(loss="mean_squared_error", optimizer="adam")
        return model

    trained, model, asked = new_model(), new_model(), []
    save_checkpoint(trained, tmp_path / "saved.keras", {})
    load = load_in_place_of_fit(tmp_path / "saved.keras", n_trained=70)
    assert load(model, asked.append, n_examples=3, n_batch=2, n_epoch=1) == {}
    for ours, theirs in zip(model.get_weights(), trained.get_weights(), strict=True):
        np.testing.assert_array_equal(ours, theirs)
    assert asked == [30, 30, 10]
