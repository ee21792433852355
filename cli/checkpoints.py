"""Trained models in files: Keras's own .keras, with the settings of the training added."""

import json
import sys
import warnings
import zipfile
import zlib

from cli.files import new_file
from common.training import EXAMPLES_AT_ONCE

SETTINGS = "settings.json"  # the name of the settings within the archive
NOT_OURS = "was not written by --save"
DAMAGED = "is not a Keras model, or is damaged"


def save_checkpoint(model, path, settings):
    """Write a trained model to a .keras file, and print where it is.

    If that fails, an older file at path stays as it was.
    settings: a dictionary that JSON can hold. It becomes one more file in Keras's zip archive,
    which Keras ignores.
    """
    with new_file(path) as new:
        model.save(new)
        with zipfile.ZipFile(new, "a") as archive:
            archive.writestr(SETTINGS, json.dumps(settings))
    print(f"The model is in {path}.")


def read_settings(path):
    """Read the settings of a checkpoint, without Keras.

    Raises ValueError, which says what is wrong, if save_checkpoint did not write the file, or if it
    is damaged. No code in the file is ever run: a script builds the layers with its create_model,
    and takes only the weights from the file.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            damaged = archive.testzip() is not None
            settings = (
                json.loads(archive.read(SETTINGS)) if SETTINGS in archive.namelist() else None
            )
    except OSError as error:
        raise ValueError(f"cannot be read: {error.strerror}") from None
    except (zipfile.BadZipFile, ValueError, EOFError, RuntimeError, zlib.error):
        damaged = True
    if damaged:
        raise ValueError(DAMAGED)
    if not isinstance(settings, dict):
        raise ValueError(NOT_OURS)
    return settings


def load_in_place_of_fit(path, n_trained=0):
    """Make a function that is called like common.training.fit, and loads a checkpoint instead.

    n_trained: how many examples the checkpoint was trained on. So many are drawn first, so that the
    next examples are those that came after the training. If the weights in the file are not those
    of the model, it ends with one line and status 2.
    """

    def load(model, new_examples, **sizes):
        model.optimizer.build(model.trainable_variables)  # the file has the optimizer's state too
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                model.load_weights(path)
        except Exception:  # Keras and h5py have one for each way in which weights do not fit
            print(f"argument --load: {str(path)!r} {DAMAGED}", file=sys.stderr)
            sys.exit(2)
        for first in range(0, n_trained, EXAMPLES_AT_ONCE):
            new_examples(min(EXAMPLES_AT_ONCE, n_trained - first))
        return {}

    return load
