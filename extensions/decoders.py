"""What should the decoder be given?

The tutorial's encoder returns one vector, which RepeatVector gives to every step of the decoder.
The tutorial asks what happens if you "reframe the output to be a sequence of 5 characters padded
with whitespace. The network would be doing more work than is required [...] Try it and see". Then
the decoder can get the encoder's whole sequence, one output for each step. A reader asks for a
decoder that starts from the encoder's state and reads its own last character, as in translation
(Sutskever et al. 2014), and for attention. In training this decoder reads the right character
(teacher forcing), and afterwards its own. With attention (Luong et al. 2015) it also looks back at
all of the encoder's outputs.

Expect, up to 99, that the whole sequence is by far the worst, as it must write the tens before it
has read the units; the others get nearly all pairs right. Up to 10 the others memorise. The whole
sequence misses a quarter of the pairs that it has seen, and gets a few of the never seen ones.

Try --largest 99 --epochs 20: which decoder learns first?
"""

if not __package__:
    raise SystemExit("Run it as a module: python -m extensions.decoders")

from addition_seq2seq import alphabet
from cli.terminal import run_script
from common.encoding import encode, pad, seq_lengths, to_string
from extensions.shared.problems import own_character, sequential
from extensions.shared.sweeps import compare

n_chars = len(alphabet)


def repeat_vector(problem):
    """Keep the tutorial's: the encoder's last output, again for every character of the answer."""
    return problem


def whole_sequence(problem):
    """Give it all outputs of the encoder. The answer is padded to the question's length."""
    n_in_seq_length, _ = seq_lengths(2, problem.largest)

    def create(learning_rate):
        # imported here, because Keras takes seconds, and --help does not need it
        from keras import Input
        from keras.layers import LSTM, Dense, TimeDistributed

        layers = [
            Input((n_in_seq_length, n_chars)),
            LSTM(100, return_sequences=True, unroll=True),
            LSTM(50, return_sequences=True, unroll=True),
            TimeDistributed(Dense(n_chars, activation="softmax")),
        ]
        return sequential(layers, learning_rate)

    def encoded(X, y):
        X, y = to_string(X, y, 2, problem.largest)
        return encode(X, alphabet), encode(pad(y, n_in_seq_length), alphabet)

    return problem._replace(create=create, encode=encoded)


def attention(problem):
    """Let own_character also look back, at each step, at all of the encoder's outputs."""
    return own_character(problem, attention=True)


def main():
    """Run the comparison with the options of the command line."""
    return compare([repeat_vector, whole_sequence, own_character, attention], __doc__, "decoders")


if __name__ == "__main__":
    run_script(main)
