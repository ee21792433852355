"""Reading order: each network reads as its name says."""

from extensions.reading_order import DIGITS, READS
from extensions.shared.curriculum import reversed_sides, write_pairs


def test_each_network_reads_the_question_that_it_is_named_after():
    for question, part in READS.items():
        written = write_pairs([(123, 456)], DIGITS, reversed_sides(part))
        assert written == ([question], ["975 "])
