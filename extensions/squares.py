"""Can the same networks learn the squares of a number?

A reader tried the tutorial's approach on squares: "the error was way too high". Its author expected
that it would "perform just as well". The numbers are 1 to 100, a fifth of them kept out of the
training. The networks are stage 2's MLP, which is linear; an MLP with one hidden layer of ReLU; and
stage 3's, with the characters of n as the question, and characters or one number as the answer.
All have the same training.

Expect the linear MLP to draw a straight line through the squares: it cannot do better. With more
units of ReLU the answers come nearer, and some half of them are exact. The networks that read
characters get the squares right that they have seen, and hardly any others.

Try --models relu_1000 --epochs 300: does it come near enough to be exact?
"""

if not __package__:
    raise SystemExit("Run it as a module: python -m extensions.squares")

from collections import namedtuple
from functools import partial
from random import Random

import numpy as np

import addition_mlp
import addition_seq2seq
from addition_seq2seq import alphabet
from cli.files import write_files
from cli.plotting import new_figure, save_figure
from cli.terminal import run_script
from common.encoding import encode, invert
from common.reporting import exact_match, is_number, rmse
from extensions.shared import sweeps
from extensions.shared.problems import (
    LONGER,
    SIDES,
    answer_with_a_number,
    n_chars,
    predict,
    sequential,
    train_model,
)

LARGEST, N_HELD_OUT = 100, 20
LENGTHS = len(str(LARGEST)), len(str(LARGEST**2))

Model = namedtuple("Model", "create encode decode")
Model.__doc__ = """A network, how numbers become its input, and how it writes and reads squares.

create(learning_rate): builds it; encode(numbers): arrays X, y; decode(y): answers to compare.
"""


def scaled(numbers):
    """Write numbers and their squares as stage 2 does: both between 0 and 1."""
    X = np.array(numbers, float)[:, np.newaxis] / LARGEST
    return X, X**2


def rounded(result):
    """Read squares that are between 0 and 1."""
    return np.rint(result[:, 0] * LARGEST**2).astype(int).tolist()


def relu(n_units):
    """An MLP with one hidden layer that is not linear."""

    def create(learning_rate):
        from keras import Input  # imported here, because Keras takes seconds
        from keras.layers import Dense

        layers = [Input((1,)), Dense(n_units, activation="relu"), Dense(1)]
        return sequential(layers, learning_rate, "mean_squared_error")

    return Model(create, scaled, rounded)


def characters(numbers):
    """Write numbers and their squares as stage 3 does: ' 12' and '  144'."""
    y = [number**2 for number in numbers]
    strings = ([str(n).rjust(length) for n in side] for side, length in zip((numbers, y), LENGTHS))
    return tuple(encode(side, alphabet) for side in strings)


def create_seq2seq(learning_rate):
    """Build stage 3's network."""
    return addition_seq2seq.create_model(*LENGTHS, n_chars, (100, 50), learning_rate)


def create_number_out(learning_rate):
    """Build stage 3's encoder, with one number as its answer."""
    return answer_with_a_number(create_seq2seq(learning_rate), learning_rate)


def read_strings(result):
    """Read answers of characters, without the padding."""
    return [invert(seq, alphabet).lstrip() for seq in result]


MODELS = {
    "linear": Model(partial(addition_mlp.create_model, 1, (4, 2)), scaled, rounded),
    "relu_10": relu(10),
    "relu_100": relu(100),
    "relu_1000": relu(1000),
    "characters_out": Model(create_seq2seq, characters, read_strings),
    "number_out": Model(
        create_number_out, lambda numbers: (characters(numbers)[0], scaled(numbers)[1]), rounded
    ),
}


def split(seed):
    """Split the numbers into the seen ones and those that are never seen."""
    never_seen = Random(seed).sample(range(1, LARGEST + 1), N_HELD_OUT)
    return [n for n in range(1, LARGEST + 1) if n not in never_seen], sorted(never_seen)


def train(model, seed, callbacks, **training):
    """Train one of the models. Returns what a sweep wants; the answers are to all numbers."""
    model, random, sides = MODELS[model], Random(seed), dict(zip(SIDES, split(seed)))

    def new_examples(n):
        return model.encode(random.choices(sides["seen"], k=n))

    trained = train_model(model.create, new_examples, seed, callbacks, **training)
    numbers = list(range(1, LARGEST + 1))
    answers = model.decode(predict(trained, model.encode(numbers)[0]))
    answers = {n: int(answer) for n, answer in zip(numbers, map(str, answers)) if is_number(answer)}
    scores = {"answers": list(answers.items())}
    for name, side in sides.items():
        right = [n**2 for n in side]
        scores[name] = [exact_match(right, [answers.get(n) for n in side])]
        numbers = [n for n in side if n in answers]
        errors = [n**2 for n in numbers], [answers[n] for n in numbers]
        scores[f"RMSE {name}"] = rmse(*errors) if numbers else None
    return trained.count_params(), scores


def draw(path, title, results):
    """Draw the answers of all trainings by the number that was asked for."""
    figure, axes = new_figure(len(results), title, n_rows=-(-len(results) // 3))
    for ax, (name, lines) in zip(axes, results.items()):
        ax.plot(range(LARGEST + 1), np.arange(LARGEST + 1) ** 2, color="0.6", linewidth=1)
        for side, color in zip(SIDES, sweeps.COLORS):
            dots = []
            for line in lines:
                numbers = split(line["seed"])[SIDES.index(side)]
                dots += [pair for pair in line["scores"]["answers"] if pair[0] in numbers]
            ax.plot(*zip(*dots), ".", markersize=4, alpha=0.5, color=color, label=side)
        ax.set(title=name, xlabel="n", ylabel="answer", ylim=(-2500, 12_500))
        ax.label_outer()
    figure.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=2)
    save_figure(figure, path)


def main():
    """Train the models, with the options of the command line."""
    parser = sweeps.question_parser(__doc__, "squares", LONGER["n_epoch"])
    sweeps.add_choice(parser, "--models", MODELS)
    options = sweeps.parse_question(parser)
    cases = {name: {"model": name, **LONGER} for name in options.models}
    results, status = sweeps.sweep(options, "squares", cases, train)
    results = {name.replace("_", " "): lines for name, lines in results.items()}
    errors = sweeps.score_columns([f"RMSE {side}" for side in SIDES], "{:.1f}".format)
    sweeps.print_results(options, results, sweeps.WEIGHTS | sweeps.shares() | errors)
    title = f"The squares of 1 to {LARGEST}, {sweeps.seeds_of(options)}"
    return write_files((options.plot, lambda path: draw(path, title, results))) or status


if __name__ == "__main__":
    run_script(main)
