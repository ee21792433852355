"""Does it matter how the strings are padded, and is masking essential?

The tutorial pads on the left: ' 3+10', ' 9'. "There are other ways to pad, such as padding each
term individually. Try it and see", it says; and a reader, that "it's essential to use masking", so
that the model need not learn to ignore the spaces, who later puts the gain down to chance.

Expect no difference up to 99 that is larger than the one between seeds. Up to 10 all four learn by
heart; padding on the right gets some of the never seen pairs right as well.

Hack it: which padding learns soonest (--epochs 20 --largest 99)?
"""

from addition_seq2seq import alphabet
from common.encoding import encode_strings, seq_lengths, to_string
from common.terminal import run_script
from extensions.comparing import compare, sequential


def left(problem):
    """The tutorial's: ' 3+10' and ' 9'."""
    return problem


def right(problem):
    """'3+10 ' and '9 '."""

    def encode(X, y):
        X, y = to_string(X, y, 2, problem.largest)
        X, y = ([string.strip().ljust(len(string)) for string in strings] for strings in (X, y))
        return encode_strings(X, y, alphabet)

    return problem._replace(encode=encode)


def each_term(problem):
    """' 3+10' and '10+ 3': every digit has a place of its own. The answer is padded on the left."""

    def encode(X, y):
        n_digits = len(str(problem.largest))
        _, y = to_string(X, y, 2, problem.largest)
        X = ["+".join(str(number).rjust(n_digits) for number in pair) for pair in X]
        return encode_strings(X, y, alphabet)

    return problem._replace(encode=encode)


def masked(problem):
    """Padded on the left, and the encoder skips the spaces."""

    def create(learning_rate):
        from keras import Input
        from keras.layers import Masking

        n_in_seq_length, _ = seq_lengths(2, problem.largest)
        space = [float(char == " ") for char in alphabet]
        first = [Input((n_in_seq_length, len(alphabet))), Masking(mask_value=space)]
        return sequential([*first, *problem.create(learning_rate).layers], learning_rate)

    return problem._replace(create=create)


def main():
    compare([left, right, each_term, masked], __doc__, "padding")


if __name__ == "__main__":
    run_script(main)
