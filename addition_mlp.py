"""Stage 2: learn to add two scaled numbers, as a mapping, with an MLP.

The tutorial's "The Beginner's Mistake". The problem is that of stage 1. A
smaller network solves it better, in half the epochs, because it never was a
sequence problem. The layers have no activation function, so the network is
linear, and so is a sum. The answers are rounded to whole numbers. Expect an
RMSE of exactly 0 with most seeds. With some seeds 50 epochs are too few:
--repeats 10 shows it.

Try --units --learning-rate 0.01: no number after --units means no hidden
layer. A sum is linear, and three weights are enough. They only need larger
steps.
"""

from random import Random

# these two imports are for the terminal only: the data and the model do not need them
from cli.running import run_stage
from cli.terminal import run_script
from common.pairs import random_sum_pairs
from common.reporting import report_sums, rmse
from common.scaling import invert, normalize
from common.training import steps_at_once


def create_model(n_numbers=2, units=(4, 2), learning_rate=0.001):
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
    model=None,
    callbacks=(),
    *,  # what follows are the settings: each is an option of the command line, too
    n_examples=100,
    n_numbers=2,
    largest=100,
    n_batch=2,
    n_epoch=50,
    units=(4, 2),
    learning_rate=0.001,
    seed=1,
    verbose=2,
):
    """Train and evaluate the model. The defaults are the tutorial's complete example.

    model: a trained one, which is only evaluated. callbacks, verbose: as in Keras's fit.
    Returns the model, its history (a dictionary), and the expected and the predicted sums.
    Raises FloatingPointError if the training has failed.
    """
    from keras.utils import set_random_seed

    # generate data, with a random generator of its own: Keras draws from the global one
    rng = Random(seed if model is None else f"evaluate {seed}")  # a seed may be a string

    def generate_data(n):
        X, y = random_sum_pairs(n, n_numbers, largest, rng)
        return normalize(X, y, n_numbers, largest)

    history = {}
    if model is None:
        # create MLP
        set_random_seed(seed)
        model = create_model(n_numbers, units, learning_rate)
        # train MLP: the tutorial's loop over epochs. All examples are drawn at once. Each epoch
        # takes the next batches of them, as many as n_examples fill.
        X, y = generate_data(n_epoch * n_examples)
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
    X, y = generate_data(n_examples)
    result = model.predict(X, batch_size=1000, verbose=0)
    # calculate error, show some examples
    expected = [invert(x, n_numbers, largest) for x in y]
    predicted = [invert(x, n_numbers, largest) for x in result[:, 0]]
    if verbose:
        report_sums(expected, predicted)
    return model, history, expected, predicted


def answer(model, numbers, n_numbers, largest, **_):
    """Ask the model for a sum (--ask). Returns it as a whole number."""
    if len(numbers) != n_numbers:
        raise ValueError(f"has {len(numbers)} numbers, but the model reads {n_numbers}")
    X, _ = normalize([numbers], [0], n_numbers, largest)
    result = model.predict(X, verbose=0)
    return invert(result[0, 0], n_numbers, largest)


def create(n_numbers, units, learning_rate, **_):
    """Build the model that a checkpoint's weights belong to (--load)."""
    return create_model(n_numbers, units, learning_rate)


def main():
    """Run the stage with the options of the command line."""
    return run_stage(
        addition_mlp,
        settings=addition_mlp.__kwdefaults__,
        sign="+",
        right=sum,
        answer=answer,
        create=create,
        score=("RMSE", rmse, "{:.3f}"),
        description=__doc__,
        n_units="*",  # none: then there is no hidden layer
    )


if __name__ == "__main__":
    run_script(main)
