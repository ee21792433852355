"""Stage 2: learn to add two scaled numbers, as a mapping, with a multilayer Perceptron.

The tutorial's "The Beginner's Mistake". The problem is that of stage 1. A smaller network solves it
better, in half the epochs, because it never was a sequence problem. The layers have no activation
function, so the network is linear, and so is a sum. The answers are rounded to whole numbers.
Expect an RMSE of exactly 0 with most seeds. With some seeds 50 epochs are too few: --repeats 10
shows it.

Try --units --learning-rate 0.01: no number after --units means no hidden layer. A sum is linear,
and three weights are enough. They only need larger steps.
"""

from random import Random

# these two imports are for the terminal only: the data and the model do not need them
from cli.stages import run_stage
from cli.terminal import run_script
from common.pairs import random_sum_pairs
from common.reporting import report_sums, rmse
from common.scaling import invert, normalize
from common.training import fit


def create_model(n_numbers, units, learning_rate):
    """Build and compile the MLP, with one hidden layer for each number in units.

    The input has the shape (samples, n_numbers), the output (samples, 1).
    """
    # imported here, because Keras takes seconds to import, and --help does not need it
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
    train=fit,
):
    """Train and evaluate the model. The defaults are the tutorial's complete example.

    train: fit, or what the terminal puts in its place, such as a function that loads a saved model.
    Returns the model, its history (a dictionary), and the expected and the predicted sums.
    """
    from keras.utils import set_random_seed

    # generate data, with a random generator of its own: Keras draws from the global one
    random = Random(seed)

    def new_examples(n):
        X, y = random_sum_pairs(n, n_numbers, largest, random)
        return normalize(X, y, n_numbers, largest)

    # create MLP
    set_random_seed(seed)
    model = create_model(n_numbers, units, learning_rate)
    # train MLP: the tutorial's loop over epochs, with new examples in each
    history = train(model, new_examples, n_examples=n_examples, n_batch=n_batch, n_epoch=n_epoch)
    # evaluate on some new patterns
    X, y = new_examples(n_examples)
    result = model.predict(X, batch_size=1000, verbose=0)
    # calculate error, show some examples
    expected = [invert(x, n_numbers, largest) for x in y]
    predicted = [invert(x, n_numbers, largest) for x in result[:, 0]]
    report_sums(expected, predicted)
    return model, history, expected, predicted


def answer(model, numbers, largest):
    """Ask the model for a sum (--ask). Returns it as a whole number."""
    X, _ = normalize([numbers], [0], len(numbers), largest)
    result = model.predict(X, verbose=0)
    return invert(result[0, 0], len(numbers), largest)


def main():
    """Run the stage with the options of the command line."""
    return run_stage(
        addition_mlp,
        answer,
        score=("RMSE", rmse),
        description=__doc__,
        verbose=2,
        n_units="any",  # units may be empty: then there is no hidden layer
    )


if __name__ == "__main__":
    run_script(main)
