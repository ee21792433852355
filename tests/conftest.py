import gc
import sys

import pytest
from hypothesis import settings

from cli.terminal import start_keras

# how long an example takes says more about the machine than about the code
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

SLOWEST = ["test_scripts", "test_sweeps", "test_problems", "test_stages", "test_curriculum"]


def pytest_collection_modifyitems(items):
    """Start with the files that take longest, so that at the end no worker waits for another."""
    order = {name: i for i, name in enumerate(SLOWEST)}
    items.sort(key=lambda item: order.get(item.path.stem, len(order)))


@pytest.fixture(scope="session")
def keras():
    """Keras, for the tests that train something; the others never wait for it."""
    keras = start_keras()
    gc.freeze()  # else each clear_session looks for garbage in all of Keras
    return keras


@pytest.fixture
def eager(keras):
    """Compile nothing: a few steps are done sooner without."""
    import tensorflow as tf

    tf.config.run_functions_eagerly(True)
    yield
    tf.config.run_functions_eagerly(False)


@pytest.fixture(autouse=True)
def digits_of_an_integer():
    """Python's limit on the digits of an integer, which extensions.columns lifts."""
    most = sys.get_int_max_str_digits()
    yield
    sys.set_int_max_str_digits(most)
