"""Stage 2: learn to add two scaled numbers, as a mapping, with an MLP.

The tutorial's "The Beginner's Mistake". The problem is that of stage 1. A
smaller network solves it better, in half the epochs. The layers have no
activation function, so the network is linear, and so is a sum. Expect an RMSE
of exactly 0 with most seeds: the answers are rounded to whole numbers. With
some seeds 50 epochs are too few: --repeats 10 shows it.

Try --units --learning-rate 0.01: no number after --units means no hidden
layer. Three weights are enough for a sum. They only need larger steps.
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


def generate_data(n_examples, n_numbers, largest, rng):
    """Generate examples: numbers as the model reads them, and their sums, all from 0 to 1."""
    X, y = random_sum_pairs(n_examples, n_numbers, largest, rng)
    return normalize(X, y, n_numbers, largest)


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
    # create MLP
    set_random_seed(seed)
    model = create_model(n_numbers, units, learning_rate)
    # train MLP: the tutorial's loop over epochs in one call; each takes the next whole batches
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
    result = model.predict(X, verbose=0)
    return invert(result[0, 0], n_numbers, largest)


def main():
    """Run the stage with the options of the command line."""
    return run_stage(
        addition_mlp,
        evaluate=evaluate,
        create_model=create_model,
        read=lambda question: read_numbers(question, "+"),
        write=lambda numbers: "+".join(map(str, numbers)),
        right=sum,
        answer=answer,
        score=("RMSE", rmse, "{:.3f}"),
        description=__doc__,
        n_units="*",  # none: then there is no hidden layer
    )


if __name__ == "__main__":
    run_script(main)
