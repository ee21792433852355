"""Squares: how they are written and read, what is trained on, and how the answers are scored."""

import numpy as np
import pytest

from common.reporting import is_number
from extensions import squares
from extensions.shared.figures import COLORS
from extensions.shared.training import SIDES
from extensions.squares import NETWORKS, run
from tests.extensions.spying import strings_of

READS_CHARACTERS = ["tutorial's network", "number as the answer"]
TINY = {"n_examples": 400, "n_batch": 400, "n_epoch": 2, "learning_rate": 0.01, "decay": True}


@pytest.mark.parametrize("network", NETWORKS)
def test_squares_are_written_and_read(keras, network):
    task, numbers = NETWORKS[network], [1, 7, 12, 100]
    X, y = task.encode(numbers, [n**2 for n in numbers])
    assert list(map(int, task.decode(y))) == [1, 49, 144, 10_000]
    if network in READS_CHARACTERS:
        assert strings_of(X) == ["  1", "  7", " 12", "100"]
    else:
        assert X.tolist() == [[0.01], [0.07], [0.12], [1]]
    model = task.create_model(0.01)
    assert model.input_shape[1:] == X.shape[1:] and model.output_shape[1:] == y.shape[1:]


@pytest.mark.parametrize("network, seed", [("MLP mapping", 1), ("tutorial's network", 2)])
def test_a_fifth_of_the_numbers_is_never_trained_on(eager, fed, asked, network, seed):
    result = run(NETWORKS[network], seed, [], **TINY)

    def numbers_of(X):
        return [*map(int, strings_of(X) if network in READS_CHARACTERS else np.rint(100 * X[:, 0]))]

    trained = set(numbers_of(np.concatenate(fed)))
    ((X, y),) = asked
    assert numbers_of(X) == [*range(1, 101)] and len(trained) == 80
    assert ({1, 4} if seed == 1 else {5, 8}).isdisjoint(trained)  # each seed has its own
    answers = dict(zip(range(1, 101), map(str, NETWORKS[network].decode(y))))
    for side, numbers in zip(SIDES, (trained, set(answers) - trained)):
        known = {n: int(answers[n]) for n in numbers if is_number(answers[n])}
        assert dict(result["kept"][side]) == known
        errors = np.array([answer - n**2 for n, answer in known.items()])
        assert result["scores"][side] == sum(errors == 0) / len(numbers)
        expected = np.sqrt(np.mean(errors**2)) if known else []
        assert result["scores"][f"RMSE {side}"] == pytest.approx(expected)


def test_the_error_of_an_answer_that_is_too_large_is_above_0(axes_of):
    """The exact ones are in the strip around 0."""
    kept = {"seen": [[2, 4], [3, 10]], "held-out": [[4, 16], [5, 20]]}
    line = {"case": "a case", "seed": 1, "settings": {}, "scores": {}, "kept": kept}
    (ax,) = axes_of(squares.plot_errors, [line])
    seen, held_out = [
        (dots.get_label(), dots.get_color(), dots.get_xydata().tolist()) for dots in ax.lines
    ]
    assert seen == ("seen", COLORS[0], [[2, 0.3], [3, 1]])
    assert held_out == ("held-out", COLORS[1], [[4, -0.3], [5, -5]])
