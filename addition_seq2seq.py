"""Stage 3: learn to add numbers as sequences of characters, with an encoder-decoder LSTM.

The tutorial's "Addition as a Sequence Prediction Problem": the model reads the characters '12+50'
one by one and writes '62'. Nobody tells it what a digit is, or a plus. 30 epochs of 1000 new
examples take some seconds. Expect all 20 lines right, and nearly all of the 1000 new questions;
the accuracy that Keras shows along the way counts single characters, not whole answers.

But with numbers up to 10 there are 55 different questions, and it has seen them all: whether it
learns to add or memorises is what extensions/held_out_pairs.py finds out. Try --largest 99, which
needs more training (--epochs 60 --examples 9600 --batch-size 32), or --numbers 3.
"""

from random import Random

from common.encoding import (
    encode,
    generate_data,
    integer_encode,
    invert,
    one_hot_encode,
    seq_lengths,
    to_string,
)
from common.pairs import random_sum_pairs
from common.reporting import exact_match, report_strings
from common.stages import Run, run_stage
from common.terminal import run_script
from common.training import fit

alphabet = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "+", " "]


def create_model(n_in_seq_length, n_out_seq_length, n_chars, units, learning_rate):
    """Build and compile the encoder-decoder LSTM.

    The input has the shape (samples, n_in_seq_length, n_chars), the output (samples,
    n_out_seq_length, n_chars): a probability for each character at each place. units: the
    encoder's and the decoder's. unroll: the few time steps as straight-line code, the same
    computation faster.
    """
    from keras import Input, Sequential
    from keras.layers import LSTM, Dense, RepeatVector, TimeDistributed
    from keras.optimizers import Adam

    model = Sequential()
    model.add(Input((n_in_seq_length, n_chars)))
    # the encoder: the whole question as one vector
    model.add(LSTM(units[0], unroll=True))
    # an LSTM wants a sequence, so each step of the decoder is shown that vector again
    model.add(RepeatVector(n_out_seq_length))
    # the decoder: one vector for each character of the answer
    model.add(LSTM(units[1], return_sequences=True, unroll=True))
    model.add(TimeDistributed(Dense(n_chars, activation="softmax")))
    model.compile(
        loss="categorical_crossentropy", optimizer=Adam(learning_rate), metrics=["accuracy"]
    )
    return model


def show_encoding(n_numbers, largest, seed):
    """Print one example's way from numbers to one-hot vectors."""
    X, y = random_sum_pairs(1, n_numbers, largest, Random(seed))
    print(X, y)
    X, y = to_string(X, y, n_numbers, largest)
    print(X, y)
    X, y = integer_encode(X, y, alphabet)
    print(X.tolist(), y.tolist())
    X, y = one_hot_encode(X, y, len(alphabet))
    for vector in [*X[0], *y[0]]:
        print(vector.astype(int).tolist(), repr(invert([vector], alphabet)))


def addition_seq2seq(
    n_samples=1000,
    n_numbers=2,
    largest=10,
    n_batch=10,
    n_epoch=30,
    units=(100, 50),
    learning_rate=0.001,
    seed=1,
    verbose=1,
    callbacks=None,
    kept=None,
):
    """Train and evaluate, as the tutorial's complete example does, whose values are the defaults.

    callbacks: for Keras's fit; kept: a file of trained weights, to be evaluated without training.
    """
    from keras.utils import set_random_seed

    # define dataset, from a generator of its own: Keras draws from Python's global one
    random = Random(seed)
    n_chars = len(alphabet)
    n_in_seq_length, n_out_seq_length = seq_lengths(n_numbers, largest)
    show_encoding(n_numbers, largest, seed)

    def new_examples(n):
        return generate_data(n, n_numbers, largest, alphabet, random)

    # create LSTM
    set_random_seed(seed)
    model = create_model(n_in_seq_length, n_out_seq_length, n_chars, units, learning_rate)
    model.summary()
    # train LSTM
    history = fit(model, new_examples, n_samples, n_batch, n_epoch, verbose, callbacks, kept)
    # evaluate on some new patterns
    X, y = new_examples(n_samples)
    result = model.predict(X, batch_size=1000, verbose=0)
    # calculate error, show some examples
    expected = [invert(x, alphabet) for x in y]
    predicted = [invert(x, alphabet) for x in result]
    report_strings(expected, predicted)
    return Run(model, history, expected, predicted)


def answer(model, numbers, largest):
    """What the model says to a question: the characters that it writes, without the padding."""
    X, _ = encode([numbers], [sum(numbers)], len(numbers), largest, alphabet)
    result = model.predict(X, verbose=0)
    return invert(result[0], alphabet).lstrip(" ")


def main():
    score = "exact match", exact_match
    return run_stage(addition_seq2seq, answer, score, __doc__, n_units=2, alphabet=alphabet)


if __name__ == "__main__":
    run_script(main)
