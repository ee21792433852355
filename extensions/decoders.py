"""What should the decoder be given?

The tutorial's encoder returns one vector, which RepeatVector gives to every
step of the decoder. The tutorial asks what happens if you "reframe the output
to be a sequence of 5 characters padded with whitespace. The network would be
doing more work than is required [...] Try it and see". Then the decoder can
get the encoder's whole sequence, one output for each step. A reader asks for a
decoder that starts from the encoder's state and reads its own last character,
as in translation (Sutskever et al. 2014), and for attention. In training this
decoder reads the right character (teacher forcing), and afterwards its own.
With attention (Luong et al. 2015) it also looks back at all of the encoder's
outputs.

Expect, up to 99, that the whole sequence is by far the worst: it must write
the tens before it has read the last digit. The others get nearly all pairs
right. Up to 10 they memorise, and the whole sequence misses a quarter of the
pairs that it has seen.

Try --largest 99 --epochs 20: which decoder learns first?
"""

if not __package__:
    raise SystemExit("Run it as a module: python -m extensions.decoders")

from addition_seq2seq import alphabet
from cli.terminal import run_script
from common.encoding import pad
from extensions.shared.sweeps import compare
from extensions.shared.tasks import (
    AttentionDecoder,
    AutoregressiveDecoder,
    Task,
    sequential,
)


class WholeSequence(Task):
    """Give the decoder all outputs of the encoder. The answer is as long as the question."""

    name = "whole sequence"

    def create_model(self, learning_rate):
        from keras import Input
        from keras.layers import LSTM, Dense, TimeDistributed

        layers = [
            Input((self.n_in, len(alphabet))),
            LSTM(100, return_sequences=True, unroll=True),
            LSTM(50, return_sequences=True, unroll=True),
            TimeDistributed(Dense(len(alphabet), activation="softmax")),
        ]
        return sequential(layers, learning_rate)

    def strings(self, X, y):
        X, y = super().strings(X, y)
        return X, pad(y, self.n_in)


def main():
    """Run the comparison with the options of the command line."""
    tasks = [Task, WholeSequence, AutoregressiveDecoder, AttentionDecoder]
    return compare(__doc__, "decoders", tasks, minutes=50)


if __name__ == "__main__":
    run_script(main)
