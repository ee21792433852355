import pytest
from hypothesis import settings

from common.terminal import import_keras

# how long an example takes says more about the machine than about the code
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


@pytest.fixture(scope="session")
def keras():
    """Keras, for the tests that train something; the others never wait for it."""
    return import_keras()
