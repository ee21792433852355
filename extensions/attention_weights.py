"""Where does attention look?

The attention variation of decoders looks back at all of the encoder's outputs
when it writes a character: it takes their mean, with weights that it chooses
anew for each character. The weights sum to 1. Here it is trained on numbers up
to 99 as in decoders, with a fifth of the pairs held out.

Expect no column addition. For the hundreds it looks at the last output, which
has read all of the question. For the tens and the ones it looks at the same
places, mostly at the first number.

Try --epochs 5: where does it look before it can add?
"""

if not __package__:
    raise SystemExit("Run it as a module: python -m extensions.attention_weights")

from functools import partial
from random import Random

import numpy as np

from addition_seq2seq import alphabet
from cli.files import write_files
from cli.plotting import new_figure, save_figure
from cli.terminal import run_script
from common.encoding import invert
from extensions.shared.figures import plot_cells
from extensions.shared.results import print_results, print_table, seeds_of, spread, whole_percent
from extensions.shared.sweeps import SHARES, parse_question, question_parser, sweep
from extensions.shared.tasks import LONG_TRAINING, AttentionDecoder, characters_before
from extensions.shared.training import HELD_OUT, SIDES, questions_of, score_sides, train_on_seen

LARGEST = 99
N_SINGLE = 3  # questions that are shown for themselves
COLUMNS = ("tens", "ones", "+", "tens", "ones")
ROWS = ("hundreds", "tens", "ones")


def attention_weights(model, X):
    """Compute the weights of the attention: (n_samples, n_out_seq_length, n_in_seq_length).

    A second model over the same layers returns what the attention is given. Then the layer is
    called once more, and asked for its weights too.
    """
    from keras import Model, ops
    from keras.layers import Attention

    (layer,) = (layer for layer in model.layers if isinstance(layer, Attention))
    given = Model(model.inputs, layer.input).predict(X, batch_size=1000, verbose=0)
    _, weights = layer(given, return_attention_scores=True)
    return ops.convert_to_numpy(weights)


def train(network, largest, seed, callbacks, held_out, **training):
    """Train, and ask for the weights on never seen pairs. Returns what a sweep wants.

    The decoder reads its own characters, as always when it answers.
    """
    task, questions = AttentionDecoder(largest), questions_of(largest, held_out, seed)
    model = train_on_seen(task, seed, callbacks, held_out, **training)
    # only in questions of two two-digit numbers has each place always the same meaning
    pairs = [pair for pair in questions[SIDES[1]][0] if min(pair) > 9]
    X, _ = task.encode(pairs, list(map(sum, pairs)))
    result = task.predict(model, X)
    weights = attention_weights(model, [X[0], characters_before(result)]).astype(float)
    asked, answers = [invert(seq, alphabet) for seq in X[0]], task.decode(result)
    scores = score_sides(task, model, questions) | {"attention questions": len(pairs)}
    scores["attention mean"] = weights.mean(axis=0).round(4).tolist()
    shown = Random(seed).sample(range(len(pairs)), N_SINGLE)
    single = [[asked[i], answers[i], weights[i].round(4).tolist()] for i in shown]
    return {"weights": model.count_params(), "scores": scores, "kept": {"attention single": single}}


def plot_weights(path, line):
    """Draw the mean weights of a training, and those of single questions, side by side."""
    mean, n_pairs = line["scores"]["attention mean"], line["scores"]["attention questions"]
    tables = [(f"mean of {n_pairs} questions", COLUMNS, ROWS, mean)]
    for question, answer, weights in line["kept"]["attention single"]:
        rows = [char.replace(" ", "space") for char in answer]
        tables.append((f"{question}={answer}", question, rows, weights))
    title = f"Where attention looks, seed {line['seed']}: across the question, down the answer"
    figure, axes = new_figure(len(tables), title)
    for ax, (name, columns, rows, weights) in zip(axes, tables):
        plot_cells(ax, np.array(weights), columns, rows, most=1, digits=2)
        ax.set_title(name, fontsize=10)
    save_figure(figure, path)


def main():
    """Train, and show the weights of the attention, as the command line says."""
    parser = question_parser(__doc__, "attention_weights", LONG_TRAINING["n_epoch"], minutes=5)
    options = parse_question(parser)
    name = AttentionDecoder.name
    case = {"network": name, "largest": LARGEST, "held_out": HELD_OUT} | LONG_TRAINING
    needs = [*SIDES, "attention questions", "attention mean", "attention single"]
    lines, status = sweep(options, "pairs", {name: case}, train, needs)
    print_results(lines, SHARES)
    print("\nMean weights in % on never seen pairs of two-digit numbers, by what it writes:\n")
    rows = []
    for row, means in zip(ROWS, zip(*(line["scores"]["attention mean"] for line in lines))):
        rows.append([row, *(spread(values, whole_percent) for values in zip(*means))])
    print_table([seeds_of(lines), *COLUMNS], rows)
    return write_files((options.plot, partial(plot_weights, line=lines[0]))) or status


if __name__ == "__main__":
    run_script(main)
