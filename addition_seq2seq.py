"""Stage 3: learn to add numbers as sequences, with an encoder-decoder LSTM.

The tutorial's "Addition as a Sequence Prediction Problem". The model reads the
characters ' 3+10' one by one and writes '13'. Nobody tells it what a digit
means, or what '+' means. 30 epochs of 1000 new examples take some seconds. At
the end the script prints 20 expected and predicted answers, and how many of
1000 are right. Expect nearly all of them to be right. The accuracy that Keras
shows in each epoch counts characters, not answers.

But does it learn to add, or does it memorise? There are only 55 pairs of
numbers up to 10, and the model has seen all of them.
extensions/held_out_pairs.py keeps some of them away from it.

Try --epochs 300 --repeats 10: all ten seeds are perfect. Try --largest 99
--epochs 60 --examples 9600 --batch-size 32: more numbers need more training.
"""

from random import Random

# these two imports are for the terminal only: the data and the model do not need them
from cli.running import run_stage
from cli.terminal import run_script
from common.encoding import (
    encode,
    generate_data,
    integer_encode,
    invert,
    one_hot_encode,
    pad,
    seq_lengths,
    to_string,
)
from common.pairs import random_sum_pairs
from common.reporting import exact_match, report_strings
from common.training import steps_at_once

alphabet = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "+", " "]


def create_model(
    n_in_seq_length=5, n_out_seq_length=2, n_chars=12, units=(100, 50), learning_rate=0.001
):
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
    # the encoder: the whole question becomes one vector. Unrolled, it gives the same, but faster.
    model.add(LSTM(units[0], unroll=True))
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
    model=None,
    callbacks=(),
    *,  # what follows are the settings: each is an option of the command line, too
    n_examples=1000,
    n_numbers=2,
    largest=10,
    n_batch=10,
    n_epoch=30,
    units=(100, 50),
    learning_rate=0.001,
    seed=1,
    verbose=1,
):
    """Train and evaluate the model. The defaults are the tutorial's complete example.

    model: a trained one, which is only evaluated. callbacks, verbose: as in Keras's fit.
    Returns the model, its history (a dictionary), and the expected and the predicted answers.
    Raises FloatingPointError if the training has failed.
    """
    from keras.utils import set_random_seed

    # define dataset, with a random generator of its own: Keras draws from the global one
    rng = Random(seed if model is None else f"evaluate {seed}")  # a seed may be a string
    n_chars = len(alphabet)
    n_in_seq_length, n_out_seq_length = seq_lengths(n_numbers, largest)
    history = {}
    if model is None:
        # create LSTM
        set_random_seed(seed)
        model = create_model(n_in_seq_length, n_out_seq_length, n_chars, units, learning_rate)
        if verbose:
            show_encoding(n_numbers, largest, seed)
            model.summary()
        # train LSTM: the tutorial's loop over epochs. All examples are drawn at once. Each epoch
        # takes the next batches of them, as many as n_examples fill.
        X, y = generate_data(n_epoch * n_examples, n_numbers, largest, alphabet, rng)
        n_steps = n_examples // n_batch
        model.steps_per_execution = steps_at_once(n_steps)  # only for speed
        history = model.fit(
            X,
            y,
            epochs=n_epoch,
            batch_size=n_batch,
            steps_per_epoch=n_steps,
            shuffle=False,
            verbose=verbose,
            callbacks=callbacks,
        ).history
        model.steps_per_execution = 1  # else predict would take as many batches at once
    # evaluate on some new patterns
    X, y = generate_data(n_examples, n_numbers, largest, alphabet, rng)
    result = model.predict(X, batch_size=1000, verbose=0)
    # calculate error, show some examples
    expected = [invert(x, alphabet) for x in y]
    predicted = [invert(x, alphabet) for x in result]
    if verbose:
        report_strings(expected, predicted)
    return model, history, expected, predicted


def answer(model, numbers, n_numbers, largest, **_):
    """Ask the model for a sum (--ask). Returns what it writes, without the padding."""
    n_in_seq_length, _ = seq_lengths(n_numbers, largest)
    question = pad(["+".join(map(str, numbers))], n_in_seq_length)
    result = model.predict(encode(question, alphabet), verbose=0)
    return invert(result[0], alphabet).strip()


def create(n_numbers, largest, units, learning_rate, **_):
    """Build the model that a checkpoint's weights belong to (--load)."""
    return create_model(*seq_lengths(n_numbers, largest), len(alphabet), units, learning_rate)


def main():
    """Run the stage with the options of the command line."""
    return run_stage(
        addition_seq2seq,
        settings=addition_seq2seq.__kwdefaults__,
        sign="+",
        right=sum,
        answer=answer,
        create=create,
        score=("exact match", exact_match, "{:.1%}"),
        description=__doc__,
        n_units=2,  # of the encoder, and of the decoder
    )


if __name__ == "__main__":
    run_script(main)
