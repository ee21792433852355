"""The encoding of stage 3 once more, one loop inside another, as the tutorial goes about it.

Slow and plain on purpose: the tests hold common.encoding against it, and the benchmark times the
two side by side.
"""

from math import ceil, log10

import numpy as np


def draw(n_samples, n_numbers, largest, random):
    """Lists of random integers and their sums, an integer at a time."""
    X, y = [], []
    for _ in range(n_samples):
        numbers = []
        for _ in range(n_numbers):
            numbers.append(random.randint(1, largest))
        X.append(numbers)
        y.append(sum(numbers))
    return X, y


def lengths(n_numbers, largest):
    """The tutorial's formula: exact as long as log10 is, so not for very large numbers."""
    n_in = n_numbers * ceil(log10(largest + 1)) + n_numbers - 1
    n_out = ceil(log10(n_numbers * (largest + 1)))
    return n_in, n_out


def strings(X, y, n_numbers, largest):
    """Lists of integers to padded questions, sums to padded answers."""
    n_in, n_out = lengths(n_numbers, largest)
    questions = []
    for numbers in X:
        text = "+".join([str(number) for number in numbers])
        questions.append("".join([" " for _ in range(n_in - len(text))]) + text)
    answers = []
    for total in y:
        text = str(total)
        answers.append("".join([" " for _ in range(n_out - len(text))]) + text)
    return questions, answers


def integers(texts, alphabet):
    """Each character's place in the alphabet, looked up in a dictionary."""
    place = {}
    for i, char in enumerate(alphabet):
        place[char] = i
    encoded = []
    for text in texts:
        row = []
        for char in text:
            row.append(place[char])
        encoded.append(row)
    return encoded


def vectors(rows, n_chars):
    """A list of zeros with a single one for every integer."""
    encoded = []
    for row in rows:
        sequence = []
        for i in row:
            vector = [0 for _ in range(n_chars)]
            vector[i] = 1
            sequence.append(vector)
        encoded.append(sequence)
    return encoded


def generate_data(n_samples, n_numbers, largest, alphabet, random):
    """What common.encoding.generate_data returns."""
    X, y = draw(n_samples, n_numbers, largest, random)
    X, y = strings(X, y, n_numbers, largest)
    X, y = integers(X, alphabet), integers(y, alphabet)
    X, y = vectors(X, len(alphabet)), vectors(y, len(alphabet))
    return np.array(X), np.array(y)


def invert(sequence, alphabet):
    """The likeliest character of every vector."""
    text = ""
    for vector in sequence:
        best = 0
        for i in range(len(vector)):
            if vector[i] > vector[best]:
                best = i
        text += alphabet[best]
    return text
