"""Where does attention look?

The attention variation of decoders looks back at all of the encoder's outputs when it writes a
character: it takes their mean, with weights that it chooses anew for each character. The weights
sum to 1. Here it is trained on numbers up to 99 as in decoders, with a fifth of the pairs held out.

Expect no column addition. For the hundreds it looks at the last output, which has read all of the
question. For the tens and the units it looks at the same places, mostly at the first number.

Try --epochs 5: where does it look before it can add?
"""

if not __package__:
    raise SystemExit("Run it as a module: python -m extensions.attention_weights")

from random import Random

import numpy as np

from addition_seq2seq import alphabet
from cli.files import write_files
from cli.plotting import new_figure, save_figure
from cli.terminal import run_script
from common.encoding import invert
from extensions.shared import problems, sweeps
from extensions.shared.probing import draw_cells
from extensions.shared.results import print_table, spread, whole_percent

LARGEST = 99
N_SINGLE = 3  # questions that are shown for themselves
COLUMNS = ("tens", "units", "+", "tens", "units")
ROWS = ("hundreds", "tens", "units")


def attention_weights(model, X):
    """Compute the weights of the attention: (n_samples, n_out_seq_length, n_in_seq_length).

    A second model over the same layers returns what the attention is given. Then the layer is
    called once more, and asked for its weights too.
    """
    from keras import Model, ops
    from keras.layers import Attention

    (layer,) = (layer for layer in model.layers if isinstance(layer, Attention))
    decoded, encoded = problems.predict(Model(model.inputs, layer.input), X)
    _, weights = layer([decoded, encoded], return_attention_scores=True)
    return ops.convert_to_numpy(weights)


def train_and_look(seed, callbacks, **training):
    """Train, and ask for the weights on never seen pairs. Returns what a sweep wants.

    The decoder reads its own characters, as always when it answers.
    """
    problem = problems.own_character(problems.seq2seq(LARGEST), attention=True)
    asked = []

    def keep(model, epoch, questions, predicted):
        asked[:], _ = questions[problems.SIDES[1]]

    model, scores = problems.train_and_score(problem, seed, callbacks, on_scored=keep, **training)
    # only in questions of two two-digit numbers has each place always the same meaning
    pairs = [pair for pair in asked if min(pair) > 9]
    X, _ = problem.encode(pairs, [a + b for a, b in pairs])
    result = problem.predict(model, X)
    weights = attention_weights(model, [X[0], problems.characters_before(result)]).astype(float)
    questions, answers = [invert(seq, alphabet) for seq in X[0]], problem.decode(result)
    scores |= {"n questions": len(pairs), "mean": weights.mean(axis=0).round(4).tolist()}
    scores["single"] = [
        [questions[i], answers[i], weights[i].round(4).tolist()]
        for i in Random(seed).sample(range(len(pairs)), N_SINGLE)
    ]
    return model.count_params(), scores


def draw(path, lines):
    """Draw the mean weights of the first seed, and those of single questions, side by side."""
    scores = lines[0]["scores"]
    tables = [(f"mean of {scores['n questions']} questions", COLUMNS, ROWS, scores["mean"])]
    for question, answer, weights in scores["single"]:
        rows = [char.replace(" ", "space") for char in answer]
        tables.append((f"{question}={answer}", question, rows, weights))
    title = f"Where attention looks, seed {lines[0]['seed']}: across the question, down the answer"
    figure, axes = new_figure(len(tables), title)
    for ax, (name, columns, rows, weights) in zip(axes, tables):
        draw_cells(ax, np.array(weights), columns, rows, most=1, digits=2)
        ax.set_title(name, fontsize=10)
    save_figure(figure, path)


def main():
    """Train, and show the weights of the attention, as the command line says."""
    parser = sweeps.question_parser(__doc__, "attention_weights", problems.LONGER["n_epoch"])
    options = sweeps.parse_question(parser)
    cases = {"attention": {"held_out": problems.HELD_OUT, **problems.LONGER}}
    results, status = sweeps.sweep(options, "attention_weights", cases, train_and_look)
    lines = results["attention"]
    sweeps.print_results(options, results, sweeps.shares())
    print("\nMean weights in % on never seen pairs of two-digit numbers, by what it writes:\n")
    rows = []
    for i, name in enumerate(ROWS):
        means = zip(*(line["scores"]["mean"][i] for line in lines))
        rows.append([name, *(spread(each, whole_percent) for each in means)])
    print_table([sweeps.seeds_of(options), *COLUMNS], rows)
    return write_files((options.plot, lambda path: draw(path, lines))) or status


if __name__ == "__main__":
    run_script(main)
