"""Columns: the chains of carries, and what is asked."""

from random import Random

import pytest

from extensions import columns
from extensions.columns import sample_chains
from tests.extensions.shared.test_by_column import Model, task
from tests.extensions.shared.test_curriculum import carries
from tests.in_process import refused, run


def chains_of(a, b):
    """The lengths of all chains of carries, column by column as on paper."""
    return list(map(len, "".join(" x"[carry] for carry in carries(a, b)).split()))


@pytest.mark.parametrize("chain", [0, 1, 20])
def test_every_chain_of_carries_is_as_long_as_it_should_be(chain):
    for a, b in sample_chains(20, 200, chain, Random(1)):
        *chains, last = chains_of(a, b) or [0]
        assert set(chains) <= {chain}
        assert last <= chain  # where the number ends, the chain does
        assert len(chains) + 1 >= 200 // (chain + 1) or chain == 0
        assert max(len(str(a)), len(str(b))) >= 195


def test_a_question_may_be_as_long_as_one_likes(keras, monkeypatch):
    trained = []

    def train(seed, callbacks, **settings):
        trained.append((seed, settings["draws"], settings["digits"], settings["n_epoch"]))
        return task, Model()

    monkeypatch.setattr(columns, "train_columns", train)
    nines = "9" * 5000
    questions = ["--ask", f" {nines} + 1=5", "1+2+3", "3*4"]
    ended = run(columns, "--seed", 3, "--epochs", 7, "--digits", 3, *questions)
    assert trained == [(3, "nines", 3, 7)]
    answer, claim = ended.out.splitlines()
    right = f"{nines}+1=1{'0' * 5000} \u2611"
    assert answer == f"{right} (not in the training: 2 numbers from 1 to 999)"
    assert claim == "your 5 is wrong \u2612"
    refusals = ["'1+2+3': has more than two numbers", "'3*4': is not a question such as 3+10"]
    assert (ended.status, ended.err.splitlines()) == (1, refusals)


@pytest.mark.parametrize(
    "arguments, complaint",
    [
        (["--plot", "f.png"], "argument --plot: has no effect beside --ask"),
        (["--repeats", 2], "argument --repeats: has no effect beside --ask"),
        (["--digits", 3, 4], "argument --ask: asks one network, not several"),
        (["--draws", "nines", "evenly"], "argument --ask: asks one network, not several"),
    ],
)
def test_what_has_no_effect_beside_a_question_is_refused(arguments, complaint):
    assert complaint in refused(columns, *arguments, "--ask", "1+1")
