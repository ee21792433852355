"""Stage 3: learn to add numbers as sequences, with an encoder-decoder LSTM.

The tutorial's "Addition as a Sequence Prediction Problem". The model reads the
characters ' 3+10' one by one and writes '13'. Nobody tells it what a digit
means, or what '+' means. 30 epochs of 1000 new examples take some seconds.
Expect nearly all of 1000 new answers to be right; 20 of them are printed. The
accuracy that Keras shows in each epoch counts characters, not answers.

But does it learn to add, or does it memorise? It has seen all 55 pairs of
numbers up to 10. extensions/held_out_pairs.py keeps some of them away from it.

Try --epochs 300 --repeats 10: all ten seeds are perfect. Try --largest 99
--epochs 60 --examples 9600 --batch-size 32: more numbers need more training.
"""

from random import Random

# these three imports are for the terminal only: the data and the model do not need them
from cli.questions import read_numbers
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

    The input has the shape (samples, n_in_seq_length, n_chars), the output (samples,
    n_out_seq_length, n_chars): probabilities. units: of the encoder and of the decoder.
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


def evaluate(model, rng, n_examples, n_numbers, largest, verbose):
    """Ask a trained model new questions, and report which of its answers are right.

    rng: the random.Random that draws them. Returns the expected and the predicted answers.
    """
    # evaluate on some new patterns, show some examples
    X, y = generate_data(n_examples, n_numbers, largest, alphabet, rng)
    result = model.predict(X, batch_size=1000, verbose=0)
    expected = [invert(x, alphabet) for x in y]
    predicted = [invert(x, alphabet) for x in result]
    if verbose:
        report_strings(expected, predicted)
    return expected, predicted


def addition_seq2seq(
    n_examples=1000,
    n_numbers=2,
    largest=10,
    n_batch=10,
    n_epoch=30,
    units=(100, 50),
    learning_rate=0.001,
    seed=1,
    verbose=1,
    callbacks=(),
):
    """Train a model and evaluate it. The defaults are the tutorial's complete example.

    callbacks: Keras's. All other parameters are options of the command line, too.
    Returns the model, its history (a dictionary), the expected and the predicted answers. Raises
    FloatingPointError if the training has failed.
    """
    from keras.utils import set_random_seed

    # define dataset, with a random generator of its own: Keras draws from the global one
    rng = Random(seed)
    n_in_seq_length, n_out_seq_length = seq_lengths(n_numbers, largest)
    X, y = generate_data(n_epoch * n_examples, n_numbers, largest, alphabet, rng)
    # create LSTM
    set_random_seed(seed)
    model = create_model(n_in_seq_length, n_out_seq_length, len(alphabet), units, learning_rate)
    if verbose:
        show_encoding(n_numbers, largest, seed)
        model.summary()
    # train LSTM: the tutorial's loop over epochs in one call; each takes the next whole batches
    model.steps_per_execution = steps_at_once(n_examples // n_batch)  # only for speed
    history = model.fit(
        X,
        y,
        epochs=n_epoch,
        batch_size=n_batch,
        steps_per_epoch=n_examples // n_batch,
        shuffle=False,
        verbose=verbose,
        callbacks=callbacks,
    )
    model.steps_per_execution = 1  # else predict would take as many batches at once
    expected, predicted = evaluate(model, rng, n_examples, n_numbers, largest, verbose)
    return model, history.history, expected, predicted


def model_to_load(n_numbers, largest, units, learning_rate):
    """Build the model for the weights of a saved one (--load)."""
    return create_model(*seq_lengths(n_numbers, largest), len(alphabet), units, learning_rate)


def answer(model, question):
    """Ask the model a question such as '12+50' (--ask, --watch). Returns what it writes."""
    X = encode(pad([question], model.input_shape[1]), alphabet)
    result = model.predict(X, verbose=0)
    return invert(result[0], alphabet).strip()


def main():
    """Run the stage with the options of the command line."""
    return run_stage(
        addition_seq2seq,
        evaluate=evaluate,
        create_model=model_to_load,
        read=lambda question: read_numbers(question, "+"),
        write=lambda numbers: "+".join(map(str, numbers)),
        right=sum,
        answer=answer,
        score=("exact match", exact_match, "{:.1%}"),
        description=__doc__,
        n_units=2,  # of the encoder, and of the decoder
    )


if __name__ == "__main__":
    run_script(main)
