import random

from common.pairs import random_sum_pairs

# stage: epochs, examples an epoch, largest, and the first 20 sums that it is evaluated on
EXPECTED_COLUMNS = {
    1: (100, 100, 100, "110 122 104 103 163 100 56 61 109 129 98 60 66 63 84 148 96 33 75 64"),
    2: (50, 100, 100, "108 143 109 16 152 59 95 113 90 104 123 92 150 136 130 76 112 129 171 127"),
    3: (30, 1000, 10, "13 13 13 9 11 18 15 14 6 15 9 10 8 14 14 19 4 13 9 12"),
}


def test_sums_after_the_training_examples_are_the_tutorials():
    """Without a generator of one's own, Python's global one is used."""
    for n_epoch, n_examples, largest, column in EXPECTED_COLUMNS.values():
        random.seed(1)
        random_sum_pairs(n_epoch * n_examples, 2, largest)
        _, y = random_sum_pairs(n_examples, 2, largest)
        assert y[:20] == list(map(int, column.split()))
