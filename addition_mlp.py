"""Stage 2: learn to add two scaled numbers, as a mapping, with a multilayer Perceptron.

The tutorial's "The Beginner's Mistake": the same problem as stage 1, solved better by a smaller
network in half the epochs, because it was never a sequence problem. Its layers have no activation
function, so the network is linear, and so is a sum; its answers are rounded to whole numbers, so
expect an RMSE of exactly 0, with most seeds. Now and then an unlucky start leaves it short of
that; see --repeats 10.
"""

from random import Random

from common.pairs import random_sum_pairs
from common.reporting import report_sums, rmse
from common.scaling import invert, normalize
from common.stages import Run, run_stage
from common.terminal import run_script
from common.training import fit


def create_model(n_numbers, units, learning_rate):
    """Build and compile the MLP, a hidden layer for each of units.

    The input has the shape (samples, n_numbers), the output (samples, 1).
    """
    from keras import Input, Sequential
    from keras.layers import Dense
    from keras.optimizers import Adam

    model = Sequential()
    model.add(Input((n_numbers,)))
    for n_units in units:
        model.add(Dense(n_units))
    model.add(Dense(1))
    model.compile(loss="mean_squared_error", optimizer=Adam(learning_rate))
    return model


def addition_mlp(
    n_examples=100,
    n_numbers=2,
    largest=100,
    n_batch=2,
    n_epoch=50,
    units=(4, 2),
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
        return normalize(X, y, n_numbers, largest)

    # create MLP
    set_random_seed(seed)
    model = create_model(n_numbers, units, learning_rate)
    # train MLP
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
    X, _ = normalize([numbers], [0], len(numbers), largest)
    result = model.predict(X, verbose=0)
    return invert(result[0, 0], len(numbers), largest)


def main():
    return run_stage(addition_mlp, answer, ("RMSE", rmse), __doc__)


if __name__ == "__main__":
    run_script(main)
