"""Stage 1: learn to add two scaled numbers, as a mapping, with an LSTM.

The tutorial's "Addition as a Mapping Problem (the beginner's mistake)". The LSTM sees each number
as one time step with one feature; 100 epochs of 100 new examples take some seconds. Expect an RMSE
well below 1: most sums are right, some are off by one. It works, yet it wastes the LSTM: no
sequence is in the problem, as addition_mlp.py shows.

Try --units 6 6 for the two stacked LSTM layers of the tutorial's first snippet.
"""

from random import Random

from common.pairs import random_sum_pairs
from common.reporting import report_sums, rmse
from common.scaling import invert, normalize
from common.stages import Run, run_stage
from common.terminal import run_script
from common.training import fit


def create_model(n_numbers, units, learning_rate):
    """Build and compile the LSTM; several units are several layers, stacked.

    The input has the shape (samples, n_numbers time steps, 1 feature), the output (samples, 1).
    unroll: the few time steps as straight-line code, the same computation faster.
    """
    from keras import Input, Sequential
    from keras.layers import LSTM, Dense
    from keras.optimizers import Adam

    model = Sequential()
    model.add(Input((n_numbers, 1)))
    for n_units in units[:-1]:
        model.add(LSTM(n_units, return_sequences=True, unroll=True))
    model.add(LSTM(units[-1], unroll=True))
    model.add(Dense(1))
    model.compile(loss="mean_squared_error", optimizer=Adam(learning_rate))
    return model


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
    callbacks=None,
    kept=None,
):
    """Train and evaluate, as the tutorial's complete example does, whose values are the defaults.

    callbacks: for Keras's fit; kept: a file of trained weights, to be evaluated without training.
    """
    from keras.utils import set_random_seed

    # generate data from a generator of its own: Keras draws from Python's global one
    random = Random(seed)

    def new_examples(n):
        X, y = random_sum_pairs(n, n_numbers, largest, random)
        X, y = normalize(X, y, n_numbers, largest)
        return X.reshape(n, n_numbers, 1), y

    # create LSTM
    set_random_seed(seed)
    model = create_model(n_numbers, units, learning_rate)
    # train LSTM
    history = fit(model, new_examples, n_examples, n_batch, n_epoch, verbose, callbacks, kept)
    # evaluate on some new patterns
    X, y = new_examples(n_examples)
    result = model.predict(X, batch_size=1000, verbose=0)
    # calculate error, show some examples
    expected = [invert(x, n_numbers, largest) for x in y]
    predicted = [invert(x, n_numbers, largest) for x in result[:, 0]]
    report_sums(expected, predicted)
    return Run(model, history, expected, predicted)


def answer(model, numbers, largest):
    """What the model says to a question: the sum of the numbers, as a whole number."""
    n_numbers = len(numbers)
    X, _ = normalize([numbers], [0], n_numbers, largest)
    result = model.predict(X.reshape(1, n_numbers, 1), verbose=0)
    return invert(result[0, 0], n_numbers, largest)


def main():
    return run_stage(addition_lstm_mapping, answer, ("RMSE", rmse), __doc__)


if __name__ == "__main__":
    run_script(main)
