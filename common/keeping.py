"""Trained models in files: Keras's own .keras, with what the model was built for beside it."""

import json
import os
import tempfile
import zipfile
import zlib
from pathlib import Path

MEMBER = "built_for.json"
NOT_KEPT = "is not a model that --save has kept"


def save(model, path, built_for):
    """Write a trained model to a .keras file, all or nothing.

    built_for: a dictionary that JSON can hold; it becomes one more member of the archive, which
    Keras itself does not mind. An interrupted save leaves an older file at path as it was.
    """
    path = Path(path)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".saving-") as folder:
        new = Path(folder, "model.keras")
        model.save(new)
        with zipfile.ZipFile(new, "a") as archive:
            archive.writestr(MEMBER, json.dumps(built_for))
        os.replace(new, path)


def built_for(path):
    """Read what a kept model was built for, without Keras.

    Raises ValueError, saying what is wrong, where path is no file that save has written whole.
    Nothing of the file is ever run: a script builds the layers itself, with create_model, and
    takes only their weights from the file.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            damaged = archive.testzip() is not None
            note = json.loads(archive.read(MEMBER)) if MEMBER in archive.namelist() else None
    except OSError as error:
        raise ValueError(f"cannot be read: {error.strerror}") from None
    except (zipfile.BadZipFile, ValueError, EOFError, RuntimeError, zlib.error):
        damaged = True
    if damaged:
        raise ValueError("is not a Keras model, or a damaged one")
    if not isinstance(note, dict):
        raise ValueError(NOT_KEPT)
    return note
