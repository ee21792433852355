import json
import os
import zipfile

import numpy as np
import pytest

from common import keeping

BUILT_FOR = {"stage": "addition_mlp", "n_numbers": 2, "largest": 10, "units": [4, 2]}


class Model:
    """Saves itself as Keras's models do: into a zip archive."""

    def save(self, path):
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("config.json", "{}")
            archive.writestr("model.weights.h5", bytes(range(256)) * 20)


@pytest.fixture
def kept(tmp_path):
    path = tmp_path / "model.keras"
    keeping.save(Model(), path, BUILT_FOR)
    return path


def test_what_a_model_was_built_for_is_kept_beside_it(kept):
    assert keeping.built_for(kept) == BUILT_FOR
    with zipfile.ZipFile(kept) as archive:
        assert {"config.json", "model.weights.h5"} < set(archive.namelist())


def test_saving_leaves_nothing_but_the_file(kept):
    assert os.listdir(kept.parent) == ["model.keras"]


def test_saving_replaces_an_older_file(kept):
    keeping.save(Model(), kept, BUILT_FOR | {"largest": 99})
    assert keeping.built_for(kept)["largest"] == 99
    assert os.listdir(kept.parent) == ["model.keras"]


def test_a_file_name_without_a_folder_is_written_here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    keeping.save(Model(), "here.keras", BUILT_FOR)
    assert os.listdir(tmp_path) == ["here.keras"]


def test_keras_still_reads_the_file(keras, tmp_path):
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(3)])
    keeping.save(model, tmp_path / "model.keras", BUILT_FOR)
    again = keras.saving.load_model(tmp_path / "model.keras")
    for ours, theirs in zip(model.get_weights(), again.get_weights(), strict=True):
        np.testing.assert_array_equal(ours, theirs)


@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError, MemoryError])
@pytest.mark.parametrize("moment", ["writing", "noting", "replacing"])
def test_an_interrupted_save_leaves_the_old_file_whole(kept, monkeypatch, moment, error):
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
    before = kept.read_bytes()
    with pytest.raises(error):
        keeping.save(Interrupted(), kept, BUILT_FOR)
    assert kept.read_bytes() == before
    assert os.listdir(kept.parent) == ["model.keras"]


def test_what_json_cannot_hold_leaves_the_old_file_whole(kept):
    before = kept.read_bytes()
    with pytest.raises(TypeError):
        keeping.save(Model(), kept, {"stage": object()})
    assert kept.read_bytes() == before


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04 hello", b"\x89HDF\r\n\x1a\n"])
def test_a_file_that_is_no_keras_model_is_refused(tmp_path, content):
    path = tmp_path / "other.keras"
    path.write_bytes(content)
    with pytest.raises(ValueError, match="not a Keras model"):
        keeping.built_for(path)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_truncated_file_is_refused(kept, share):
    whole = kept.read_bytes()
    kept.write_bytes(whole[: int(share * len(whole))])
    with pytest.raises(ValueError, match="damaged"):
        keeping.built_for(kept)


def test_a_file_with_damaged_weights_is_refused(kept):
    whole = bytearray(kept.read_bytes())
    whole[len(whole) // 2] ^= 1
    kept.write_bytes(whole)
    with pytest.raises(ValueError, match="damaged"):
        keeping.built_for(kept)


def test_a_keras_file_that_was_not_kept_by_us_is_refused(tmp_path):
    Model().save(tmp_path / "plain.keras")
    with pytest.raises(ValueError, match="not a model that --save has kept"):
        keeping.built_for(tmp_path / "plain.keras")


@pytest.mark.parametrize("name, says", [("missing.keras", "No such file"), (".", "directory")])
def test_what_cannot_be_read_is_refused(tmp_path, name, says):
    with pytest.raises(ValueError, match=says):
        keeping.built_for(tmp_path / name)
