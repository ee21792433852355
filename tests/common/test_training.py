import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.training import steps_at_once


@given(n_steps=st.integers(1, 10**6))
def test_steps_at_once_divide_those_of_an_epoch_and_more_would_not(keras, n_steps):
    most = steps_at_once(n_steps)
    assert n_steps % most == 0
    assert not any(n_steps % n == 0 for n in range(most + 1, 201))


def test_with_torch_it_is_one_and_an_epoch_without_a_whole_batch_is_refused(keras, monkeypatch):
    monkeypatch.setattr("keras.config.backend", lambda: "torch")
    assert steps_at_once(100) == 1
    with pytest.raises(ValueError, match="n_batch is more than"):
        steps_at_once(0)
