"""Trained models in files: Keras's own .keras, with the command line of the training added."""

import json
import os
import sys
import warnings
import zipfile
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO

from cli.files import new_file
from cli.terminal import progress_bar
from common.training import EXAMPLES_AT_ONCE

COMMAND = "command.json"  # one more file in Keras's zip archive, which Keras ignores
DAMAGED = "is damaged, or was not written by --save of this version"


def save_checkpoint(model, path, command):
    """Write a trained model to a .keras file, and print where it is. command: of parse_settings."""
    with new_file(path) as new:
        model.save(new)
        with zipfile.ZipFile(new, "a") as archive:
            archive.writestr(COMMAND, json.dumps(command))
    print(f"The model is in {path}.")


def read_settings(parser, path):
    """Read the settings of a checkpoint with the parser of its script, or end with one line.

    Nothing else in the file has an effect. No code in it is ever run: create_model has the layers.
    """
    why = DAMAGED
    try:
        if not path.endswith(".keras"):
            raise OSError(0, "it does not end in .keras")
        if os.path.exists(path) and not os.path.isfile(path):
            raise OSError(0, "it is not a file")  # a named pipe would wait for a writer
        with zipfile.ZipFile(path) as archive:
            is_whole = archive.testzip() is None
            command = json.loads(archive.read(COMMAND))
        if command["script"] != parser.prog:
            why = f"is for {command['script']!r}, not {parser.prog!r}"
        elif is_whole:
            with redirect_stdout(StringIO()), redirect_stderr(StringIO()):
                return parser.settings(parser.parse_args(list(command["arguments"])))
    except OSError as error:
        why = f"cannot be read: {error.strerror}"
    except (Exception, SystemExit):
        pass  # zipfile, zlib, json and the parser have many, for each way to be damaged
    parser.error(f"argument --load: {path!r} {why}")


def load_in_place_of_fit(path, n_trained=0):
    """Make a function that is called like common.training.fit, and loads a checkpoint instead.

    n_trained: how many examples it was trained on. They are drawn, so that the next are those after
    the training. If the weights are not of this model and training, it ends with one line.
    """

    def load(model, new_examples, n_batch=1, **_):
        model.optimizer.build(model.trainable_variables)  # the file has the optimizer's state too
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                model.load_weights(path)
            if n_trained > int(model.optimizer.iterations) * n_batch:
                raise ValueError  # so many examples the optimizer has not seen
        except Exception:  # Keras and h5py have many, for each way not to fit
            print(f"argument --load: {str(path)!r} {DAMAGED}", file=sys.stderr)
            sys.exit(2)
        with progress_bar(n_trained, "drawing what it was trained on") as bar:
            for first in range(0, n_trained, EXAMPLES_AT_ONCE):
                n = min(EXAMPLES_AT_ONCE, n_trained - first)
                new_examples(n)
                bar.update(n)
        return {}

    return load
