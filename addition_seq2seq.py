"""Stage 3: learn to add numbers as sequences of characters, with an encoder-decoder LSTM.

The tutorial's "Addition as a Sequence Prediction Problem". The model reads the characters ' 3+10'
one by one and writes '13'. Nobody tells it what a digit means, or what '+' means. 30 epochs of 1000
new examples take some seconds. At the end the script prints 20 expected and predicted answers, and
how many of 1000 are right. Expect nearly all of them to be right. The accuracy that Keras shows in
each epoch counts characters, not answers.

But does it learn to add, or does it memorise? There are only 55 pairs of numbers up to 10, and the
model has seen all of them. extensions/held_out_pairs.py keeps some of them away from it.

Try --epochs 300 --repeats 10: all ten seeds are perfect. Try --largest 99 --epochs 60 --examples
9600 --batch-size 32: more numbers need more training.
"""

from random import Random

# these two imports are for the terminal only: the data and the model do not need them
from cli.stages import run_stage
from cli.terminal import run_script
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
from common.training import fit

alphabet = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "+", " "]


def create_model(n_in_seq_length, n_out_seq_length, n_chars, units, learning_rate):
    """Build and compile the encoder-decoder LSTM.

    The input has the shape (samples, n_in_seq_length, n_chars). The output has the shape (samples,
    n_out_seq_length, n_chars): for each place, the probability of each character.
    units: of the encoder and of the decoder.
    """
    # imported here, because Keras takes seconds to import, and --help does not need it
    from keras import Input, Sequential
    from keras.layers import LSTM, Dense, RepeatVector, TimeDistributed
    from keras.optimizers import Adam

    model = Sequential()
    model.add(Input((n_in_seq_length, n_chars)))
    # the encoder: the whole question becomes one vector. Unrolled, it gives the same, but faster;
    # with a long question it takes long to build.
    model.add(LSTM(units[0], unroll=n_in_seq_length <= 100))
    # the decoder reads a sequence, so each of its steps gets that vector again
    model.add(RepeatVector(n_out_seq_length))
    # the decoder: one vector for each character of the answer
    model.add(LSTM(units[1], return_sequences=True, unroll=True))
    model.add(TimeDistributed(Dense(n_chars, activation="softmax")))
    model.compile(
        loss="categorical_crossentropy", optimizer=Adam(learning_rate), metrics=["accuracy"]
    )
    return model


def show_encoding(n_numbers, largest, seed):
    """Print the first example of the training after each step, from numbers to one-hot vectors."""
    X, y = random_sum_pairs(1, n_numbers, largest, Random(seed))
    print(X, y)
    X, y = to_string(X, y, n_numbers, largest)
    print(X, y)
    X, y = integer_encode(X, y, alphabet)
    print(X.tolist(), y.tolist())
    X, y = one_hot_encode(X, y, len(alphabet))
    for sequence in (X[0], y[0]):
        for vector, char in zip(sequence, invert(sequence, alphabet)):
            print(vector.astype(int).tolist(), repr(char))


def addition_seq2seq(
    n_examples=1000,
    n_numbers=2,
    largest=10,
    n_batch=10,
    n_epoch=30,
    units=(100, 50),
    learning_rate=0.001,
    seed=1,
    train=fit,
):
    """Train and evaluate the model. The defaults are the tutorial's complete example.

    train: fit, or what the terminal puts in its place, such as a function that loads a saved model.
    Returns the model, its history (a dictionary), and the expected and the predicted answers.
    """
    from keras.utils import set_random_seed

    # define dataset, with a random generator of its own: Keras draws from the global one
    random = Random(seed)
    n_chars = len(alphabet)
    n_in_seq_length, n_out_seq_length = seq_lengths(n_numbers, largest)
    show_encoding(n_numbers, largest, seed)

    def new_examples(n):
        return generate_data(n, n_numbers, largest, alphabet, random=random)

    # create LSTM
    set_random_seed(seed)
    model = create_model(
        n_in_seq_length, n_out_seq_length, n_chars, units=units, learning_rate=learning_rate
    )
    model.summary()
    # train LSTM: the tutorial's loop over epochs, with new examples in each
    history = train(model, new_examples, n_examples=n_examples, n_batch=n_batch, n_epoch=n_epoch)
    # evaluate on some new patterns
    X, y = new_examples(n_examples)
    result = model.predict(X, batch_size=1000, verbose=0)
    # calculate error, show some examples
    expected = [invert(x, alphabet) for x in y]
    predicted = [invert(x, alphabet) for x in result]
    report_strings(expected, predicted)
    return model, history, expected, predicted


def answer(model, numbers, largest):
    """Ask the model for a sum (--ask). Returns what it writes, without the padding."""
    n_in_seq_length, _ = seq_lengths(len(numbers), largest)
    question = "+".join(map(str, numbers)).rjust(n_in_seq_length)
    result = model.predict(encode([question], alphabet), verbose=0)
    return invert(result[0], alphabet).lstrip(" ")


def main():
    """Run the stage with the options of the command line."""
    return run_stage(
        addition_seq2seq,
        answer,
        score=("exact match", exact_match),
        description=__doc__,
        verbose=1,
        n_units=2,  # units has two values: of the encoder, and of the decoder
    )


if __name__ == "__main__":
    run_script(main)
