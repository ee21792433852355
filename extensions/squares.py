"""Can the same networks learn the squares of a number?

A reader tried the tutorial's approach on squares. The numbers are 1 to 100.
A fifth is held out. The networks are stage 2's linear MLP, others with a layer
of ReLU units, and stage 3's, with characters or one number as the answer.

Expect the linear MLP to draw a straight line. With 1000 ReLU units nearly half
of the held-out squares are exact. Stage 3's networks know hardly any of them.

Try --networks 1000 --epochs 300: does it come near enough?
"""

from random import Random

import numpy as np

import addition_mlp
from cli.plotting import save_figure
from cli.terminal import run_script
from common.encoding import pad
from common.reporting import is_number, rmse
from extensions.shared import figures, sweeps, tasks
from extensions.shared.results import print_results, with_seeds
from extensions.shared.training import LONG_TRAINING, SIDES, train

LARGEST, N_HELD_OUT = 100, 20
NUMBERS = range(1, LARGEST + 1)


class Characters(tasks.Task):
    """Stage 3's network: ' 12' in, '  144' out."""

    def __init__(self):
        self.largest, self.units = LARGEST**2 / 2, (100, 50)  # NumberAnswer divides by its double
        self.n_in, self.n_out = len(str(LARGEST)), len(str(LARGEST**2))

    def strings(self, X, y):
        return pad(list(map(str, X)), self.n_in), pad(list(map(str, y)), self.n_out)

    def new_examples(self, n):
        numbers = self.rng.choices(self.seen, k=n)
        return self.encode(numbers, [number**2 for number in numbers])


class NumberAnswer(tasks.NumberAnswer, Characters):
    """Stage 3's encoder, with one number as its answer."""


class MLP(NumberAnswer):
    """Stage 2's network, which is linear. Numbers and squares are scaled to at most 1."""

    name = "MLP mapping"

    def layers(self):
        return tasks.layers_of(addition_mlp.create_model(1, (4, 2), learning_rate=0.001))

    def encode(self, X, y):
        return np.array(X)[:, np.newaxis] / LARGEST, super().encode(X, y)[1]


class ReLU(MLP):
    """An MLP with one hidden layer that is not linear."""

    def __init__(self, n_units):
        super().__init__()
        self.name, self.n_units = f"{n_units} ReLU units", n_units

    def layers(self):
        from keras import Input, layers

        return [Input((1,)), layers.Dense(self.n_units, activation="relu"), layers.Dense(1)]


TASKS = [MLP(), *map(ReLU, (10, 100, 1000)), Characters(), NumberAnswer()]
NETWORKS = {task.name: task for task in TASKS}


def run(network, seed, callbacks, **training):
    """Train one of the networks, and ask it for all squares. Returns a result."""
    held_out_numbers, network.rng = Random(seed).sample(NUMBERS, N_HELD_OUT), Random(seed)
    network.seen = [n for n in NUMBERS if n not in held_out_numbers]
    model = train(network, seed, callbacks, **training)
    X, _ = network.encode(NUMBERS, [n**2 for n in NUMBERS])
    answers = network.decode(network.predict(model, X))
    known = [[n, int(answer)] for n, answer in zip(NUMBERS, answers) if is_number(str(answer))]
    scores, kept = {}, {}
    for side, numbers in zip(SIDES, (network.seen, held_out_numbers)):
        kept[side] = [[n, answer] for n, answer in known if n in numbers]
        scores[side] = sum(answer == n**2 for n, answer in kept[side]) / len(numbers)
        both = [(n**2, answer) for n, answer in kept[side]]
        scores[f"RMSE {side}"] = rmse(*zip(*both)) if both else []
    return {"weights": model.count_params(), "scores": scores, "kept": kept}


def plot_errors(path, lines):
    """Draw the error of each answer that is a number. The exact ones lie in a gray strip."""
    cases, title = with_seeds(lines), f"The squares of 1 to {LARGEST}, {{}}"
    figure, axes = figures.new_panels(len(cases), title, lines, n_rows=-(-len(cases) // 3))
    for ax, (case, group) in zip(axes, cases.items()):
        ax.axhspan(-0.6, 0.6, color="0.9", zorder=0, label="exact")
        # in the strip the seen ones are above the others
        for side, color, place in zip(SIDES, figures.COLORS, (0.3, -0.3)):
            answers = [pair for line in group for pair in line["kept"][side]]
            errors = [answer - n**2 or place for n, answer in answers]
            style = {"markersize": 4, "alpha": 0.5, "color": color, "label": side}
            ax.plot([n for n, _ in answers], errors, ".", **style)
        ax.set_yscale("symlog", linthresh=1, linscale=0.5)
        ax.set(title=case, xlabel="n", ylabel="error of the answer", ylim=(-20_000, 20_000))
        ax.label_outer()
    figures.add_legend(figure, axes, 3)
    save_figure(figure, path)


def main():
    """Train the networks, with the options of the command line."""
    options = sweeps.question_parser(__doc__, "squares", networks=NETWORKS).parse_args()
    cases = {name: {"network": NETWORKS[name], **LONG_TRAINING} for name in options.networks}
    lines, status = sweeps.sweep(options, "squares", cases, run)
    print_results(lines, [*sweeps.WEIGHTS, *sweeps.SIDE_COLUMNS])
    errors = [(side, f"RMSE {side}", "{:.1f}".format) for side in SIDES]
    print_results(lines, errors, "RMSE, {}")
    return sweeps.draw(options, plot_errors, lines) or status


if __name__ == "__main__":
    run_script(main)
