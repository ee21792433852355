"""Which sums are right, and when?

The addition table has a square for every question: the first number across, the second number up.
Stage 3's network is trained with a fifth of the pairs held out: up to 10 as in the tutorial, and up
to 99 with the longer training. A third network has the same encoder and the same training as the
first, but a number as its answer in place of characters.

Expect that up to 10, at the end, all squares are right but those that were held out. With a number
as the answer these are right too, and up to 99 all are. The sums are learned roughly at first.

Try --seed 2: are the same squares wrong?
"""

if not __package__:
    raise SystemExit("Run it as a module: python -m extensions.addition_table")

from base64 import b64decode, b64encode
from functools import partial
from zlib import compress, decompress

import numpy as np

from cli.files import new_file, write_files
from cli.plotting import new_figure, save_figure
from cli.terminal import run_script
from common.reporting import is_number
from extensions.shared import problems, sweeps

ANSWERS = {"characters": problems.seq2seq, "a number": problems.number_out}
CASES = {
    "up to 10, characters out": {"answer": "characters", "largest": 10, **problems.TUTORIALS},
    "up to 10, a number out": {"answer": "a number", "largest": 10, **problems.TUTORIALS},
    "up to 99, characters out": {"answer": "characters", "largest": 99, **problems.LONGER},
}
KINDS = ("right", "wrong by 1", "wrong by more")
# seen and never seen; they differ in lightness too, so that everybody can tell them apart
COLORS = ("#4dac26", "#fee391", "#b2182b", "#2f7a12", "#e0b030", "#67001f")
SHOWN = (0, 4, 9, 29)  # which of the epochs are drawn: the first, the last, and two between


def kind_of(expected, predicted):
    """Tell how an answer is wrong: the index of one of KINDS.

    >>> [kind_of(12, predicted) for predicted in ("12", 13, "21", " +")]
    [0, 1, 2, 2]
    """
    return min(2, abs(expected - int(predicted))) if is_number(str(predicted)) else 2


def train_and_keep(seed, callbacks, answer, largest, **training):
    """Train, and keep what is right in 30 epochs. Returns what a sweep wants.

    The scores have, beside the exact match, an addition table for each of the epochs, as written by
    pack: an index of KINDS for each question, plus 3 if it was never seen.
    """
    tables = []

    def keep(model, epoch, questions, predicted):
        table = np.zeros((largest, largest), np.uint8)
        for i, side in enumerate(problems.SIDES):
            pairs, sums = questions[side]
            for (a, b), total, each in zip(pairs, sums, predicted[side]):
                table[b - 1, a - 1] = kind_of(total, each) + 3 * i
        tables.append(table)

    problem = ANSWERS[answer](largest)
    training |= {"n_scorings": training["n_epoch"], "on_scored": keep}
    model, scores = problems.train_and_score(problem, seed, callbacks, **training)
    every = max(1, len(tables) // 30)
    kept = range(every - 1, len(tables), every)
    scores = {name: [values[i] for i in kept] for name, values in scores.items()}
    return model.count_params(), scores | {"tables": [pack(tables[i]) for i in kept]}


def pack(table):
    """Write an addition table as a short string. unpack reads it."""
    return b64encode(compress(table.tobytes(), 9)).decode()


def unpack(string):
    """Read what pack has written.

    >>> unpack(pack(np.array([[0, 1], [3, 5]], np.uint8))).tolist()
    [[0, 1], [3, 5]]
    """
    table = np.frombuffer(decompress(b64decode(string)), np.uint8)
    return table.reshape(2 * [round(len(table) ** 0.5)])


def draw_table(ax, line, i, size):
    """Draw the addition table of one of the kept epochs. size: of the text in points."""
    from matplotlib.colors import ListedColormap
    from matplotlib.patches import Rectangle

    table = unpack(line["scores"]["tables"][i])
    n = len(table)
    ends = (0.5, n + 0.5, 0.5, n + 0.5)
    ax.imshow(table, ListedColormap(COLORS), vmin=0, vmax=5, origin="lower", extent=ends)
    if n <= 20:  # a frame around each never seen pair; larger tables have darker squares
        style = {"fill": False, "edgecolor": "black", "linewidth": 1.2}
        for b, a in np.argwhere(table >= 3) + 1:
            ax.add_patch(Rectangle((a - 0.42, b - 0.42), 0.84, 0.84, **style))
    ax.set(xticks=(1, n // 2, n), yticks=(1, n // 2, n))
    ax.tick_params(labelsize=size)
    ax.grid(False)
    ax.set_title(f"epoch {line['scores']['epochs'][i]}", fontsize=size)


def draw_legend(figure):
    """Say what the colours mean, under a figure."""
    from matplotlib.patches import Patch

    handles = [Patch(color=color, label=kind) for color, kind in zip(COLORS, KINDS)]
    never_seen = "never seen: framed, or darker up to 99"
    handles.append(Patch(facecolor="white", edgecolor="black", label=never_seen))
    figure.legend(handles=handles, loc="outside lower center", ncols=4, frameon=False, fontsize=9)


def draw_moments(path, results):
    """Draw four moments of each training, a row for each. results: {name of a case: lines}."""
    figure, axes = new_figure(4 * len(results), "", n_rows=len(results), height=2.6)
    for row, (name, lines) in enumerate(results.items()):
        n_kept = len(lines[0]["scores"]["tables"])
        for ax, i in zip(axes[4 * row :], SHOWN):
            draw_table(ax, lines[0], min(i, n_kept - 1), size=8)
        axes[4 * row].set_ylabel(f"{name}\n\nsecond number", fontsize=9)
    for ax in axes[-4:]:
        ax.set_xlabel("first number", fontsize=9)
    draw_legend(figure)
    save_figure(figure, path)


def draw_film(path, results):
    """Draw every kept epoch as a frame of a moving GIF."""
    from matplotlib.animation import FuncAnimation, PillowWriter

    figure, axes = new_figure(len(results), "")
    draw_legend(figure)
    n_frames = min(len(lines[0]["scores"]["tables"]) for lines in results.values())

    def frame(i):
        for ax, (name, lines) in zip(axes, results.items()):
            ax.clear()
            draw_table(ax, lines[0], min(i, n_frames - 1), size=8)
            ax.set_xlabel(name, fontsize=9)

    film = FuncAnimation(figure, frame, n_frames + 8)  # the last stands still for a while
    with new_file(path) as new:
        film.save(new, PillowWriter(fps=4), dpi=70)
    print(f"The figure is in {path}.")


def main():
    """Train the three networks, with the options of the command line."""
    parser = sweeps.question_parser(__doc__, "addition_table", "30; 60 up to 99", figures=[".gif"])
    options = sweeps.parse_question(parser)
    cases = {name: {"held_out": problems.HELD_OUT} | case for name, case in CASES.items()}
    results, status = sweeps.sweep(options, "addition_table", cases, train_and_keep)
    sweeps.print_results(options, results, sweeps.shares())
    is_film = options.plot is not None and options.plot.suffix == ".gif"
    draw = partial(draw_film if is_film else draw_moments, results=results)
    return write_files((options.plot, draw)) or status


if __name__ == "__main__":
    run_script(main)
