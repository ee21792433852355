"""Columns: the chains of carries, and what is asked."""

from random import Random

import pytest

from extensions.columns import answer, pairs_with_chains
from tests.extensions.shared.test_by_column import Adder


def chains_of(a, b):
    """The lengths of all chains of carries, column by column as on paper."""
    chains, carry = [0], 0
    while a or b or carry:
        carry = a % 10 + b % 10 + carry >= 10
        if carry:
            chains[-1] += 1
        elif chains[-1]:
            chains.append(0)
        a, b = a // 10, b // 10
    return [chain for chain in chains if chain]


@pytest.mark.parametrize("chain", [0, 1, 5, 20])
def test_every_chain_of_carries_is_as_long_as_it_should_be(chain):
    for a, b in pairs_with_chains(20, 200, chain, Random(1)):
        *chains, last = chains_of(a, b) or [0]
        assert set(chains) <= {chain}
        assert last <= chain  # where the number ends, the chain does
        assert len(chains) + 1 >= 200 // (chain + 1) or chain == 0
        assert max(len(str(a)), len(str(b))) >= 195


def test_a_question_may_be_as_long_as_one_likes():
    nines = "9" * 3000
    question, right, predicted = answer(Adder(), f" {nines} + 1")
    assert question == f"{nines}+1"
    assert right == predicted == "1" + "0" * 3000


@pytest.mark.parametrize(
    "question, says",
    [
        ("", "is an empty question"),
        ("3", "has 1 number, but the model adds 2"),
        ("1+2+3", "has 3 numbers, but the model adds 2"),
        ("3*4", r"'\*' is not in the alphabet"),
        ("3+", "is not a sum such as 3"),
    ],
)
def test_what_is_no_sum_of_two_is_refused(question, says):
    with pytest.raises(ValueError, match=says):
        answer(Adder(), question)
