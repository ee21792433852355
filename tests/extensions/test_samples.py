"""What each sampler draws with a fixed seed: results are kept by settings, not by code."""

from hashlib import sha256
from pprint import pformat
from random import Random

import pytest

from common.pairs import random_sum_pairs
from extensions.columns import sample_chains
from extensions.shared import by_column, hard_sums, splitting
from extensions.shared.expressions import Expressions


def sample_pairs(n, draws, rng):
    return [hard_sums.sample_pair(5, draws, rng) for _ in range(n)]


def sample_expressions(n, operations, brackets, strict, rng):
    seed = rng.randint(1, 9)
    return Expressions((2, 4), operations, 20, brackets, seed, strict).sample_tests(n)


HELD_OUT = {(a, b) for b in range(1, 40) for a in range(1, b)}
SAMPLERS = [
    ("fc9ac915", random_sum_pairs, (99, 2, 99)),
    ("f1dfe16c", splitting.random_sum_pairs_without, (HELD_OUT, 99, 99)),
    ("64b8dfac", splitting.split_pairs, (50, 0.2)),
    ("800753b5", splitting.draw_pairs, (99, 99)),
    ("2eab133b", by_column.sample_evenly, (99, 9)),
    ("44ed5583", by_column.sample_nines, (99, 9)),
    ("63afe1ce", sample_chains, (9, 99, 5)),
    ("55bbe078", sample_pairs, (999, list(hard_sums.HARD_SUMS))),
    ("045bb474", sample_pairs, (99, ["repeats"])),
    ("a79791a3", hard_sums.hold_out, (2,)),
    ("77a8abb1", sample_expressions, (99, "+", False, True)),
    ("2c49c1b2", sample_expressions, (99, "+-*", True, False)),
]


@pytest.mark.parametrize("known, sampler, arguments", SAMPLERS)
def test_the_first_examples_are_those_that_the_results_are_from(known, sampler, arguments):
    examples = pformat(sampler(*arguments, Random(1)))  # sets are in order
    found = sha256(examples.encode()).hexdigest()[:8]
    changed = "draws other examples than those of the results: raise the version, and train again"
    assert found == known, f"{sampler.__name__} {changed}"
