"""What makes it memorise?

Five ways to write the digits of a question, each with five ways to answer.
One-hot digits have no order. A thermometer, which writes 3 as three ones, has
one, and its control deals the codes out to other digits. Embeddings learn one,
or not. A class for each sum has no order, nor have characters. A number has
one, and its control deals the numbers out to other sums.

Expect, up to 10, that a network learns if the order is in the question or in
the answer, and memorises if it is in neither. If a class for each sum follows
the encoder at once, without a decoder, the order of the question is no help.

Try --largest 15 --questions one-hot thermometer --answers characters: does it
still need an order?
"""

from itertools import product
from random import Random
from statistics import median

import numpy as np

from cli.plotting import save_figure
from cli.terminal import run_script
from common.training import check_finite
from extensions.shared import results, sweeps, tasks
from extensions.shared.figures import new_panels, plot_cells
from extensions.shared.results import grouped, spread, values_of, whole_percent
from extensions.shared.tasks import NumberAfterDecoder, Task
from extensions.shared.training import HELD_OUT, SIDES, pair_settings, run_pairs


class SumClasses(Task):
    """No decoder: after the encoder comes a softmax over all sums, a class for each."""

    name = "sums as classes"

    def layers(self):
        from keras.layers import Dense

        first, encoder, *_ = super().layers()
        return [first, encoder, Dense(2 * self.largest + 1, activation="softmax")]

    def encode(self, X, y):
        return super().encode(X, y)[0], np.eye(2 * self.largest + 1)[y]

    def decode(self, y):
        check_finite(y)
        return np.argmax(y, axis=1).tolist()


class SumClassesAfterDecoder(SumClasses):
    """RepeatVector and the decoder stay, and the softmax over all sums comes after them."""

    name = "sums as classes after the decoder"

    def layers(self):
        from keras.layers import LSTM, Dense

        first, encoder, repeat, *_ = Task.layers(self)
        output = Dense(2 * self.largest + 1, activation="softmax")
        return [first, encoder, repeat, LSTM(50, unroll=True), output]


class NumberDealtOut(NumberAfterDecoder):
    """The control of a number: each sum is written as the number of another sum."""

    name = "number after the decoder, dealt out"

    def __init__(self, largest):
        super().__init__(largest)
        self.others = Random(1).sample(range(2 * largest + 1), 2 * largest + 1)

    def encode(self, X, y):
        return super().encode(X, [self.others[total] for total in y])

    def decode(self, y):
        return [self.others.index(n) if n in self.others else n for n in super().decode(y)]


class Thermometer(tasks.Codes):
    """Each digit of the question is as many ones as it says: its order is given."""

    name, codes = "thermometer", np.eye(12)
    codes[:10, :10] = np.tri(10, 10, -1)  # row 3 is 1 1 1 0 0 0 0 0 0 0


class ShuffledThermometer(tasks.Codes):
    """Its control: the same codes, dealt out to other digits."""

    name, codes = "thermometer, shuffled (1)", tasks.dealt_out(Thermometer.codes)


QUESTIONS = {
    "one-hot": Task,
    "thermometer": Thermometer,
    "thermometer, dealt out": ShuffledThermometer,
    "embedding from zeros": tasks.embedding_from(0),
    "embedding from 1": tasks.embedding_from(1),
}
ANSWERS = {
    "no decoder": SumClasses,
    "class": SumClassesAfterDecoder,
    "characters": Task,
    "number": NumberAfterDecoder,
    "dealt out": NumberDealtOut,
}


def grid_of(lines, side):
    """Collect what is right on a side: {question: {answer: a share for each seed}}."""
    return {
        reads: {writes: values_of(cell, side) for writes, cell in grouped(row, "writes").items()}
        for reads, row in grouped(lines, "reads").items()
    }


def plot_grid(path, lines):
    """Draw the medians as a table whose cells are also colours."""
    figure, (ax,) = new_panels(1, "Held-out pairs right in %, medians, {}", lines)
    grid = grid_of(lines, SIDES[1])
    values = [[100 * median(shares) for shares in row.values()] for row in grid.values()]
    plot_cells(ax, np.array(values), [*grid[lines[0]["reads"]]], [*grid], most=100)
    for text in (*ax.texts, *ax.get_xticklabels(), *ax.get_yticklabels()):
        text.set_size(12)
    ax.set(xlabel="the answer", ylabel="the digits of the question")
    save_figure(figure, path)


def cases_of(options):
    """List the cells that the options ask for: {name: settings}."""
    return {
        f"{reads}, {writes}": pair_settings(
            tasks.join(QUESTIONS[reads], ANSWERS[writes]), options.largest, None, options.held_out
        )
        for reads, writes in product(options.questions, options.answers)
    }


def main():
    """Train the questions with the answers, with the options of the command line."""
    settings = {"questions": QUESTIONS, "answers": ANSWERS, "largest": 10, "held_out": HELD_OUT}
    parser = sweeps.question_parser(__doc__, "order_needed", **settings)
    options, cases = sweeps.read_cases(parser, cases_of)
    lines, status = sweeps.sweep(options, "pairs", cases, run_pairs)
    cells = dict(zip(cases, product(options.questions, options.answers)))
    for line in lines:
        line["reads"], line["writes"] = cells[line["case"]]
    for side in reversed(SIDES):
        rows = [
            [reads, *(spread(shares, whole_percent) for shares in row.values())]
            for reads, row in grid_of(lines, side).items()
        ]
        header = [f"{side} %, {results.seeds_of(lines)}", *options.answers]
        results.print_table(header, rows)
    return sweeps.draw(options, plot_grid, lines) or status


if __name__ == "__main__":
    run_script(main)
