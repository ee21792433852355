import gc

import pytest
from hypothesis import settings

from cli.terminal import start_keras

# how long an example takes says more about the machine than about the code
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

SLOWEST = ["test_scripts", "test_stages", "test_change_it", "test_training"]


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
