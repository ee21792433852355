"""Stage 1: learn to add two scaled numbers, as a mapping, with an LSTM.

The tutorial's "Addition as a Mapping Problem (the beginner's mistake)". The
LSTM reads each number as one time step with one feature. 100 epochs of 100 new
examples take some seconds. Expect an RMSE below 1: most sums are right, and
some are wrong by one. But the problem is not a sequence: see addition_mlp.py.

Try --units 6 6: the two LSTM layers of the tutorial's first snippet.
"""

from random import Random

# these three imports are for the terminal only: the data and the model do not need them
from cli.questions import read_numbers
from cli.running import run_stage
from cli.terminal import run_script
from common.pairs import random_sum_pairs
from common.reporting import report_sums, rmse
from common.scaling import invert, normalize
from common.training import steps_at_once


def create_model(n_numbers=2, units=(10,), learning_rate=0.001):
    """Build and compile the LSTM, with one layer for each number in units.

    The input has the shape (samples, n_numbers time steps, 1 feature), the output (samples, 1).
    """
    # imported here, because Keras takes seconds to import, and --help does not need it
    from keras import Input, Sequential
    from keras.layers import LSTM, Dense
    from keras.optimizers import Adam

    model = Sequential()
    model.add(Input((n_numbers, 1)))
    # unrolled, it gives the same results, but faster
    for n_units in units[:-1]:
        model.add(LSTM(n_units, return_sequences=True, unroll=True))
    model.add(LSTM(units[-1], unroll=True))
    model.add(Dense(1))
    model.compile(loss="mean_squared_error", optimizer=Adam(learning_rate))
    return model


def generate_data(n_examples, n_numbers, largest, rng):
    """Generate examples: numbers as the model reads them, and their sums, all from 0 to 1."""
    X, y = random_sum_pairs(n_examples, n_numbers, largest, rng)
    X, y = normalize(X, y, n_numbers, largest)
    return X.reshape(n_examples, n_numbers, 1), y


def evaluate(model, rng, n_examples, n_numbers, largest, verbose):
    """Ask a trained model for the sums of new examples, and report how far off its answers are.

    rng: the random.Random that draws them. Returns the expected and the predicted sums.
    """
    # evaluate on some new patterns, show some examples
    X, y = generate_data(n_examples, n_numbers, largest, rng)
    result = model.predict(X, batch_size=1000, verbose=0)
    expected = [invert(x, n_numbers, largest) for x in y]
    predicted = [invert(x, n_numbers, largest) for x in result[:, 0]]
    if verbose:
        report_sums(expected, predicted)
    return expected, predicted


def addition_lstm_mapping(
    n_examples=100,
    n_numbers=2,
    largest=100,
    n_batch=1,
    n_epoch=100,
    units=(10,),
    learning_rate=0.001,
    seed=1,
    verbose=2,
    callbacks=(),
):
    """Train a model and evaluate it. The defaults are the tutorial's complete example.

    callbacks: Keras's. All other parameters are options of the command line, too.
    Returns the model, its history (a dictionary), the expected and the predicted sums. Raises
    FloatingPointError if the training has failed.
    """
    from keras.utils import set_random_seed

    # generate data, with a random generator of its own: Keras draws from the global one
    rng = Random(seed)
    X, y = generate_data(n_epoch * n_examples, n_numbers, largest, rng)
    # create LSTM
    set_random_seed(seed)
    model = create_model(n_numbers, units, learning_rate)
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


def answer(model, numbers, n_numbers, largest):
    """Ask the model for a sum (--ask, --watch). Returns it as a whole number."""
    if len(numbers) != n_numbers:
        raise ValueError(f"has {len(numbers)} numbers, but the model reads {n_numbers}")
    X, _ = normalize([numbers], [0], n_numbers, largest)
    result = model.predict(X.reshape(1, n_numbers, 1), verbose=0)
    return invert(result[0, 0], n_numbers, largest)


def main():
    """Run the stage with the options of the command line."""
    return run_stage(
        addition_lstm_mapping,
        evaluate=evaluate,
        create_model=create_model,
        read=lambda question: read_numbers(question, "+"),
        write=lambda numbers: "+".join(map(str, numbers)),
        right=sum,
        answer=answer,
        score=("RMSE", rmse, "{:.3f}"),
        description=__doc__,
    )


if __name__ == "__main__":
    run_script(main)
