"""Can the same networks learn the squares of a number?

A reader tried the tutorial's approach on squares, and found the error far too
high. Its author expected that it would "perform just as well". The numbers are
1 to 100, a fifth of them kept out of the training. The networks are stage 2's
MLP, which is linear; an MLP with one hidden layer of ReLU; and stage 3's, with
the characters of n as the question, and characters or one number as the
answer. All have the same training.

Expect the linear MLP to draw a straight line through the squares. With more
units of ReLU the answers come nearer. With 1000 of them, nearly half of those
to never seen numbers are exact. The networks that read characters get the
squares right that they have seen, and hardly any others.

Try --networks '1000 ReLU units' --epochs 300: does it come near enough to be
exact?
"""

if not __package__:
    raise SystemExit("Run it as a module: python -m extensions.squares")

from functools import partial
from random import Random

import numpy as np

import addition_mlp
from cli.files import write_files
from cli.plotting import new_figure, save_figure
from cli.terminal import run_script
from common.encoding import pad
from common.reporting import is_number, rmse
from common.training import check_finite
from extensions.shared import sweeps
from extensions.shared.figures import COLORS, add_legend
from extensions.shared.results import grouped, print_results, seeds_of
from extensions.shared.tasks import LONG_TRAINING, Task, answer_with_a_number, sequential
from extensions.shared.training import SIDES, train

LARGEST, N_HELD_OUT = 100, 20
NUMBERS = range(1, LARGEST + 1)


class Characters(Task):
    """Stage 3's network: ' 12' in, '  144' out."""

    def __init__(self):
        self.n_in, self.n_out = len(str(LARGEST)), len(str(LARGEST**2))

    def strings(self, X, y):
        """Write numbers and squares as padded strings."""
        return pad(list(map(str, X)), self.n_in), pad(list(map(str, y)), self.n_out)


class MLP(Characters):
    """Stage 2's network, which is linear. Numbers and squares are scaled to at most 1."""

    name = "MLP mapping"

    def create_model(self, learning_rate):
        """Build it for one number."""
        return addition_mlp.create_model(1, (4, 2), learning_rate)

    def encode(self, X, y):
        """Divide by the largest number and by the largest square."""
        return np.array(X)[:, np.newaxis] / LARGEST, np.array(y)[:, np.newaxis] / LARGEST**2

    def decode(self, y):
        """Round to whole squares."""
        check_finite(y)
        return np.rint(y[:, 0] * LARGEST**2).astype(int).tolist()


class ReLU(MLP):
    """An MLP with one hidden layer that is not linear."""

    def __init__(self, n_units):
        self.name, self.n_units = f"{n_units} ReLU units", n_units

    def create_model(self, learning_rate):
        """Build it."""
        from keras import Input
        from keras.layers import Dense

        layers = [Input((1,)), Dense(self.n_units, activation="relu"), Dense(1)]
        return sequential(layers, learning_rate, "mean_squared_error")


class NumberAnswer(MLP):
    """Stage 3's encoder, with one number as its answer."""

    name = "number as the answer"

    def create_model(self, learning_rate):
        """Put Dense(1) in the place of the decoder."""
        return answer_with_a_number(Characters().create_model(learning_rate), learning_rate)

    def encode(self, X, y):
        """Write the number with characters, and scale the square."""
        return Characters().encode(X, y)[0], super().encode(X, y)[1]


TASKS = [MLP(), *map(ReLU, (10, 100, 1000)), Characters(), NumberAnswer()]
NETWORKS = {task.name: task for task in TASKS}


def train_and_score(network, seed, callbacks, **training):
    """Train one of the networks, and ask it for all squares. Returns what a sweep wants."""
    task, rng = NETWORKS[network], Random(seed)
    never_seen = Random(seed).sample(NUMBERS, N_HELD_OUT)
    seen = [n for n in NUMBERS if n not in never_seen]

    def new_examples(n):
        numbers = rng.choices(seen, k=n)
        return task.encode(numbers, [number**2 for number in numbers])

    model = train(task.create_model, new_examples, seed, callbacks, **training)
    _, answers = task.ask(model, NUMBERS, [n**2 for n in NUMBERS])
    known = [[n, int(answer)] for n, answer in zip(NUMBERS, answers) if is_number(str(answer))]
    scores, kept = {}, {}
    for side, numbers in zip(SIDES, (seen, never_seen)):
        kept[side] = [[n, answer] for n, answer in known if n in numbers]
        scores[side] = sum(answer == n**2 for n, answer in kept[side]) / len(numbers)
        both = [(n**2, answer) for n, answer in kept[side]]
        scores[f"RMSE {side}"] = rmse(*zip(*both)) if both else []
    return {"weights": model.count_params(), "scores": scores, "kept": kept}


def plot_errors(path, title, lines):
    """Draw the error of each answer that is a number. The exact ones lie in a gray strip."""
    cases = grouped(lines)
    figure, axes = new_figure(len(cases), title, n_rows=-(-len(cases) // 3))
    for ax, (case, group) in zip(axes, cases.items()):
        ax.axhspan(-0.6, 0.6, color="0.9", zorder=0, label="exact")
        # in the strip the seen ones are above the others
        for side, color, place in zip(SIDES, COLORS, (0.3, -0.3)):
            answers = [pair for line in group for pair in line["kept"][side]]
            errors = [answer - n**2 or place for n, answer in answers]
            style = {"markersize": 4, "alpha": 0.5, "color": color, "label": side}
            ax.plot([n for n, _ in answers], errors, ".", **style)
        ax.set_yscale("symlog", linthresh=1, linscale=0.5)
        ax.set(title=case, xlabel="n", ylabel="error of the answer", ylim=(-20_000, 20_000))
        ax.label_outer()
    add_legend(figure, axes, 3)
    save_figure(figure, path)


def main():
    """Train the networks, with the options of the command line."""
    parser = sweeps.question_parser(__doc__, "squares", LONG_TRAINING["n_epoch"], minutes=10)
    sweeps.add_choice(parser, "--networks", NETWORKS)
    options = sweeps.parse_question(parser)
    cases = {name: {"network": name, **LONG_TRAINING} for name in options.networks}
    lines, status = sweeps.sweep(options, "squares", cases, train_and_score)
    errors = [(name, name, "{:.1f}".format) for name in (f"RMSE {side}" for side in SIDES)]
    print_results(lines, [*sweeps.WEIGHTS, *sweeps.SHARES, *errors])
    title = f"The squares of 1 to {LARGEST}, {seeds_of(lines)}"
    plot = partial(plot_errors, title=title, lines=lines)
    return write_files((options.plot, plot)) or status


if __name__ == "__main__":
    run_script(main)
