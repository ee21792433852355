"""What should the decoder be given?

In the tutorial it gets one vector. Here it also gets the encoder's whole
sequence. Or it starts from the encoder's state and reads its own last
character, without or with a look back at all of the encoder's outputs.

Expect, up to 99, that the whole sequence is by far the worst: it must write
the tens before it has read the last digit. Up to 10 none learns.

Try --largest 99 --epochs 20: which decoder learns first?
"""

from cli.terminal import run_script
from common.encoding import pad
from extensions.shared import tasks
from extensions.shared.sweeps import compare


class WholeSequence(tasks.Task):
    """Give the decoder all outputs of the encoder. The answer is as long as the question."""

    name = "whole sequence"

    def layers(self):
        from keras import Input
        from keras.layers import LSTM, Dense, TimeDistributed

        encoder, decoder = (LSTM(n, return_sequences=True, unroll=True) for n in (100, 50))
        output = TimeDistributed(Dense(tasks.n_chars, activation="softmax"))
        return [Input((self.n_in, tasks.n_chars)), encoder, decoder, output]

    def strings(self, X, y):
        X, y = super().strings(X, y)
        return X, pad(y, self.n_in)


def main():
    """Run the comparison with the options of the command line."""
    networks = [tasks.Task, WholeSequence, tasks.AutoregressiveDecoder, tasks.AttentionDecoder]
    return compare(__doc__, "decoders", networks)


if __name__ == "__main__":
    run_script(main)
