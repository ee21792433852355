"""Where does attention look?

The attention variation of decoders takes a mean of all of the encoder's
outputs for each character, with weights that it chooses anew. Here it is
trained on numbers up to 99, as in decoders.

Expect no column addition. For the hundreds it looks at the last output, which
has read all. For tens and ones it also looks at the first number.

Try --epochs 5: where does it look before it can add?
"""

import numpy as np

from cli.plotting import new_figure, save_figure
from cli.terminal import run_script
from extensions.shared.figures import plot_cells
from extensions.shared.results import print_results, print_table, seeds_of, spread, whole_percent
from extensions.shared.sweeps import SIDE_COLUMNS, draw, question_parser, sweep
from extensions.shared.tasks import AttentionDecoder, characters_before
from extensions.shared.training import pair_settings, train_pairs

LARGEST = 99
COLUMNS = ("first tens", "first ones", "+", "second tens", "second ones")
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


def run(**settings):
    """Train, and ask for the weights on held-out pairs. Returns a result.

    The decoder reads its own characters, as always when it answers.
    """
    trained = train_pairs(**settings)
    task, model = trained.task, trained.model
    # only in questions of two two-digit numbers has each place always the same meaning
    pairs = [pair for pair in trained.questions["held-out"] if min(pair) > 9]
    (X, given), _ = task.encode(pairs, list(map(sum, pairs)))
    answers = task.predict(model, [X, given])
    weights = attention_weights(model, [X, characters_before(answers)]).astype(float)
    trained.result["scores"]["attention mean"] = weights.mean(axis=0).round(4).tolist()
    return trained.result


def plot_weights(path, lines):
    """Draw the mean weights of each training, side by side."""
    title = "Where attention looks: across the question, down the answer"
    figure, axes = new_figure(len(lines), title)
    for ax, line in zip(axes, lines):
        plot_cells(ax, np.array(line["scores"]["attention mean"]), COLUMNS, ROWS, 1, digits=2)
        ax.set_title(f"seed {line['seed']}", fontsize=10)
    save_figure(figure, path)


def main():
    """Train, and show the weights of the attention, as the command line says."""
    options = question_parser(__doc__, "attention_weights").parse_args()
    cases = {AttentionDecoder.name: pair_settings(AttentionDecoder, LARGEST)}
    lines, status = sweep(options, "pairs", cases, run, "attention mean")
    print_results(lines, SIDE_COLUMNS)
    print("\nMean weights in % on held-out pairs of two-digit numbers, by what it writes:")
    means = np.array([line["scores"]["attention mean"] for line in lines])
    rows = [
        [row, *(spread(values, whole_percent) for values in means[:, i].T)]
        for i, row in enumerate(ROWS)
    ]
    print_table([seeds_of(lines), *COLUMNS], rows)
    return draw(options, plot_weights, lines) or status


if __name__ == "__main__":
    run_script(main)
