import json

import pytest

from cli import backend
from cli.backend import check_installation


@pytest.fixture
def keras_json(tmp_path, monkeypatch):
    """Where Keras looks for its settings, which may be written there."""
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    monkeypatch.delenv("KERAS_BACKEND", raising=False)
    return tmp_path / "keras.json"


@pytest.fixture
def installed(monkeypatch):
    """The packages that are installed, in place of those that really are."""
    packages = {"tensorflow", "keras", "sklearn", "matplotlib", "tqdm"}
    monkeypatch.setattr(backend, "find_spec", lambda name: "found" if name in packages else None)
    return packages


def test_without_the_file_tensorflow_is_the_backend(keras_json, installed):
    check_installation()
    installed.remove("tensorflow")
    with pytest.raises(ModuleNotFoundError) as missing:
        check_installation()
    assert missing.value.name == "tensorflow"


@pytest.mark.parametrize("name", ["keras", "sklearn", "matplotlib", "tqdm"])
def test_what_is_imported_after_the_training_is_missed_before_it(keras_json, installed, name):
    installed.remove(name)
    with pytest.raises(ModuleNotFoundError) as missing:
        check_installation()
    assert missing.value.name == name


@pytest.mark.parametrize(
    "settings, says",
    [
        ({"backend": "torch"}, "'torch' is not installed"),
        ({"backend": "numpy"}, "'numpy' is not one of tensorflow, jax, torch"),
        ({"floatx": "float128"}, "floatx 'float128' is not one of float16, float32, float64"),
        ({"epsilon": "small"}, "is damaged"),
        ([], "is damaged"),
    ],
)
def test_a_file_that_keras_cannot_start_with_is_named(keras_json, installed, settings, says):
    keras_json.write_text(json.dumps(settings))
    with pytest.raises(ValueError) as refused:
        check_installation()
    assert str(keras_json) in str(refused.value)
    assert says in str(refused.value)


def test_a_file_that_is_no_json_is_named(keras_json, installed):
    keras_json.write_text('{"backend": "tens')
    with pytest.raises(ValueError, match="keras.json is damaged"):
        check_installation()


def test_the_variable_goes_before_the_file(keras_json, installed, monkeypatch):
    keras_json.write_text('{"backend": "torch"}')
    monkeypatch.setenv("KERAS_BACKEND", "tensorflow")
    check_installation()
    monkeypatch.setenv("KERAS_BACKEND", "jax")
    with pytest.raises(ValueError, match="KERAS_BACKEND: 'jax' is not installed"):
        check_installation()
