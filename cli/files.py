"""Files that are written as a whole or not at all, and trained models in them."""

import json
import os
import sys
import zipfile
from contextlib import contextmanager


@contextmanager
def new_file(path):
    """Make a path to write to. Its file replaces the one at path if nothing fails."""
    new = path.with_name(f".saving-{os.getpid()}{path.suffix}")
    try:
        yield new
        os.replace(new, path)
    finally:
        new.unlink(missing_ok=True)


def write_files(*wanted):
    """Write the wanted files: pairs of a path, or None, and a function that writes to it.

    If one cannot be written, say so and write the others. Returns the exit status.
    """
    status = 0
    for path, write in (each for each in wanted if each[0]):
        try:
            write(path)
        except Exception as error:  # of the disk, but also of Keras and Matplotlib
            reason = " ".join(str(getattr(error, "strerror", None) or error).split())
            print(f"{path} cannot be written: {reason}", file=sys.stderr)
            status = 1
    return status


def save_checkpoint(model, path, script, settings):
    """Write a trained model to a .keras file, and print where it is."""
    with new_file(path) as new:
        model.save(new)
        with zipfile.ZipFile(new, "a") as archive:  # Keras ignores one more file in its archive
            archive.writestr("settings.json", json.dumps({"script": script, "settings": settings}))
    print(f"The model is in {path}.")


def read_settings(parser, path, names, script=None):
    """Read the settings of a checkpoint, or end with one line. names: those that it must have.

    script: the name of the one that wrote it, if it was not the parser's own.
    """
    script = script or parser.prog
    try:
        with zipfile.ZipFile(path) as archive:
            saved = json.loads(archive.read("settings.json"))
        if saved["script"] == script and saved["settings"].keys() == set(names):
            return saved["settings"]
        why = "has other settings than this script"
        if saved["script"] != script:
            why = f"is of {saved['script']}, not of {script}"
    except OSError as error:
        why = f"cannot be read: {error.strerror}"
    except Exception:  # an archive can be damaged in many ways
        why = "is damaged, or was not written by --save"
    parser.error(f"argument --load: {path!r} {why}")


def load_weights(model, path):
    """Give a model the weights of a checkpoint, or end with one line. Returns the model."""
    try:  # no code in the file is run: the layers are those that the script builds
        model.load_weights(path)
    except Exception:  # Keras and h5py have many, for each way not to fit
        sys.exit(f"argument --load: the weights in {path!r} do not fit this script, or are damaged")
    return model
