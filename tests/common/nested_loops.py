"""The encoding of stage 3 once more, one loop inside another, as the tutorial goes about it.

Slow and plain on purpose: the tests hold common.encoding against it, and the benchmark times the
two side by side.
"""

from math import ceil, log10

import numpy as np


def lengths(n_numbers, largest):
    """The tutorial's formula: exact as long as log10 is, so not for very large numbers."""
    n_in = n_numbers * ceil(log10(largest + 1)) + n_numbers - 1
    return n_in, ceil(log10(n_numbers * (largest + 1)))


def vectors(texts, alphabet):
    """A list of zeros with a single one for every character."""
    encoded = []
    for text in texts:
        sequence = []
        for char in text:
            vector = [0 for _ in range(len(alphabet))]
            vector[alphabet.index(char)] = 1
            sequence.append(vector)
        encoded.append(sequence)
    return np.array(encoded)


def generate_data(n_samples, n_numbers, largest, alphabet, rng):
    """What common.encoding.generate_data returns."""
    n_in, n_out = lengths(n_numbers, largest)
    questions, answers = [], []
    for _ in range(n_samples):
        numbers = []
        for _ in range(n_numbers):
            numbers.append(rng.randint(1, largest))
        questions.append("+".join([str(number) for number in numbers]).rjust(n_in))
        answers.append(str(sum(numbers)).rjust(n_out))
    return vectors(questions, alphabet), vectors(answers, alphabet)


def invert(sequence, alphabet):
    """The likeliest character of every vector."""
    text = ""
    for vector in sequence:
        vector = list(vector)
        text += alphabet[vector.index(max(vector))]
    return text
