"""Does it matter how the strings are padded? Is masking essential?

The tutorial pads on the left: ' 3+10', ' 9'. It says: "There are other ways to pad, such as padding
each term individually. Try it and see". A reader writes that "it's essential to use masking", so
that the model need not learn to ignore the spaces. Later the reader calls the gain chance, and asks
about sample_weight: a weight of 0 for the spaces of the answer is one of the variations.

Expect, up to 99, nearly all of the never seen pairs right, however the strings are padded. Up to 10
padding on the right gets some of them, and the others hardly any. Without a weight for its spaces,
no answer that needs one is right: digits are written in their place.

Try --epochs 20 --largest 99: which padding is learned first?
"""

if not __package__:
    raise SystemExit("Run it as a module: python -m extensions.padding")

from addition_seq2seq import alphabet
from cli.terminal import run_script
from common.encoding import encode, seq_lengths, to_string
from common.reporting import exact_match
from extensions.shared.problems import sequential
from extensions.shared.sweeps import compare


def left(problem):
    """Pad as the tutorial does: ' 3+10' and ' 9'."""
    return problem


def right(problem):
    """Pad on the right: '3+10 ' and '9 '."""

    def encoded(X, y):
        X, y = to_string(X, y, 2, problem.largest)
        X, y = ([string.strip().ljust(len(string)) for string in strings] for strings in (X, y))
        return encode(X, alphabet), encode(y, alphabet)

    return problem._replace(encode=encoded)


def each_term(problem):
    """Pad each number: ' 3+10' and '10+ 3'. Every digit has a fixed place in the question."""

    def encoded(X, y):
        n_digits = len(str(problem.largest))
        _, y = to_string(X, y, 2, problem.largest)
        X = ["+".join(str(number).rjust(n_digits) for number in pair) for pair in X]
        return encode(X, alphabet), encode(y, alphabet)

    return problem._replace(encode=encoded)


def masked(problem):
    """Pad on the left, and let the encoder skip the spaces."""

    def create(learning_rate):
        # imported here, because Keras takes seconds, and --help does not need it
        from keras import Input
        from keras.layers import Masking

        n_in_seq_length, _ = seq_lengths(2, problem.largest)
        space = [float(char == " ") for char in alphabet]
        first = [Input((n_in_seq_length, len(alphabet))), Masking(mask_value=space)]
        return sequential([*first, *problem.create(learning_rate).layers], learning_rate)

    return problem._replace(create=create)


def unweighted_spaces(problem):
    """Pad on the left, and leave the spaces of the answer out of the loss.

    Keras does the same with a sample_weight of 0 for them, in an array (samples, characters).
    """

    def create(learning_rate):
        from keras.losses import categorical_crossentropy
        from keras.optimizers import Adam

        def loss(y, result):
            return categorical_crossentropy(y, result) * (1 - y[..., alphabet.index(" ")])

        model = problem.create(learning_rate)
        model.compile(loss=loss, optimizer=Adam(learning_rate))
        return model

    return problem._replace(create=create)


def characters(expected, predicted):
    """Compute the share of right characters, spaces too: what Keras calls accuracy.

    >>> characters([" 9", "13"], ["19", "13"])
    0.75
    """
    return exact_match("".join(expected), "".join(predicted))


def padded_answers(expected, predicted):
    """Compute the share of right answers among those that are padded. Returns None if none is.

    >>> padded_answers([" 9", " 8", "13"], [" 9", "18", "12"]), padded_answers(["13"], ["13"])
    (0.5, None)
    """
    padded = [both for both in zip(expected, predicted) if " " in both[0]]
    return exact_match(*zip(*padded)) if padded else None


def main():
    """Run the comparison with the options of the command line."""
    variations = [left, right, each_term, masked, unweighted_spaces]
    return compare(variations, __doc__, "padding", [characters, padded_answers], version=2)


if __name__ == "__main__":
    run_script(main)
