"""Where does attention look?

For each character it takes a mean of all of the encoder's outputs, with
weights that it chooses anew. The network is trained on numbers up to 99.

Expect no column addition. For the hundreds it looks at the last output, which
has read all. For tens and ones it also looks at the first number.

Try --epochs 5: where does it look before it can add?
"""

import numpy as np

from cli.plotting import new_figure, save_figure
from cli.terminal import run_script
from extensions.shared import results, sweeps
from extensions.shared.figures import plot_cells
from extensions.shared.tasks import AttentionDecoder, characters_before
from extensions.shared.training import pair_settings, train_pairs

LARGEST = 99
COLUMNS = ("first tens", "first ones", "+", "second tens", "second ones")
ROWS = ("hundreds", "tens", "ones")


def attention_weights(model, X):
    """Compute the weights of the attention: (n_samples, n_out_seq_length, n_in_seq_length)."""
    from keras import Model, ops
    from keras.layers import Attention

    (layer,) = (layer for layer in model.layers if isinstance(layer, Attention))
    # the layer is called once more with what it is given, and asked for its weights, too
    given = Model(model.inputs, layer.input).predict(X, batch_size=1000, verbose=0)
    _, weights = layer(given, return_attention_scores=True)
    return ops.convert_to_numpy(weights)


def run(**settings):
    """Train, and ask for the weights on held-out pairs. Returns a result."""
    task, model, questions, _, result = train_pairs(**settings)
    # only in questions of two two-digit numbers has each place always the same meaning
    pairs = [pair for pair in questions["held-out"] if min(pair) > 9]
    (X, given), _ = task.encode(pairs, list(map(sum, pairs)))
    # the decoder reads its own characters, as always when it answers
    before = characters_before(task.predict(model, [X, given]))
    weights = attention_weights(model, [X, before]).astype(float)
    result["scores"]["attention mean"] = weights.mean(axis=0).round(4).tolist()
    return result


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
    options = sweeps.question_parser(__doc__, "attention_weights").parse_args()
    cases = {AttentionDecoder.name: pair_settings(AttentionDecoder, LARGEST)}
    lines, status = sweeps.sweep(options, "pairs", cases, run, "attention mean")
    results.print_results(lines, sweeps.SIDE_COLUMNS)
    print("\nMean weights in % on held-out pairs of two-digit numbers, by what it writes:")
    means, rows = np.array(results.values_of(lines, "attention mean")), []
    for i, row in enumerate(ROWS):
        rows.append([row, *(results.spread(n, results.whole_percent) for n in means[:, i].T)])
    results.print_table([results.seeds_of(lines), *COLUMNS], rows)
    return sweeps.draw(options, plot_weights, lines) or status


if __name__ == "__main__":
    run_script(main)
