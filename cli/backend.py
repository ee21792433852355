"""Whether Keras can start, which is known before it is imported."""

import json
import os
from importlib.util import find_spec

BACKENDS = ("tensorflow", "jax", "torch")  # the backends of Keras that can train
ALLOWED = {  # the other values in Keras's file keras.json
    "floatx": ("float16", "float32", "float64"),
    "image_data_format": ("channels_last", "channels_first"),
}


def check_installation():
    """Check that the requirements are installed, and that Keras is set up for a backend that is.

    Raises ModuleNotFoundError for a requirement, and ValueError, which says what is wrong, for
    KERAS_BACKEND and for Keras's file keras.json.
    """
    source, backend = "KERAS_BACKEND", os.environ.get("KERAS_BACKEND")
    path, settings = _read_keras_json()
    if not backend:
        source, backend = path, settings.get("backend", "tensorflow")
    if backend not in BACKENDS:
        raise ValueError(f"{source}: {backend!r} is not one of {', '.join(BACKENDS)}")
    if backend != "tensorflow" and find_spec(backend) is None:
        raise ValueError(f"{source}: {backend!r} is not installed")
    for name in (backend, "keras", "sklearn", "matplotlib", "tqdm"):
        if find_spec(name) is None:
            raise ModuleNotFoundError(name=name)


def _read_keras_json():
    home = os.path.expanduser("~")
    home = home if os.access(home, os.W_OK) else "/tmp"  # as Keras does
    folder = os.environ.get("KERAS_HOME", os.path.join(home, ".keras"))
    path = os.path.expanduser(os.path.join(folder, "keras.json"))
    if not os.path.exists(path):
        return path, {}
    try:
        with open(path, encoding="utf-8") as file:
            settings = json.load(file)
    except OSError as error:
        raise ValueError(f"{path} cannot be read: {error.strerror}") from None
    except ValueError:
        settings = None
    if not isinstance(settings, dict) or not isinstance(settings.get("epsilon", 0.0), float):
        raise ValueError(f"{path} is damaged. Without this file Keras writes a new one.")
    for name, values in ALLOWED.items():
        if settings.get(name, values[0]) not in values:
            raise ValueError(f"{path}: {name} {settings[name]!r} is not one of {', '.join(values)}")
    return path, settings
