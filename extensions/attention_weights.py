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

from addition_seq2seq import alphabet
from cli.files import write_files
from cli.options import Parser
from cli.plotting import new_figure, save_figure
from cli.terminal import run_script, start_keras
from common.encoding import invert
from extensions.comparing import LONGER, parse_repeated, predict, seq2seq_99
from extensions.decoders import attention, characters_before
from extensions.looking_inside import draw_table, sums_of, train

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
    decoded, encoded = predict(Model(model.inputs, layer.input), X)
    _, weights = layer([decoded, encoded], return_attention_scores=True)
    return ops.convert_to_numpy(weights)


def look(problem, model, pairs):
    """Ask for the sums of pairs. Returns the questions, the answers, and attention_weights.

    The decoder reads its own characters, as always when it answers.
    """
    X, _ = problem.encode(pairs, sums_of(pairs))
    result = problem.predict(model, X)
    weights = attention_weights(model, [X[0], characters_before(result)])
    return [invert(seq, alphabet) for seq in X[0]], problem.decode(result), weights


def print_weights(title, weights, question, answer):
    """Print weights: the question's characters across, the answer's down.

    >>> print_weights("mean", [[0.25, 0.75]], "1+", ["tens"])
    mean                           1       +
    tens                        0.25    0.75
    """
    print(f"{title:24}" + "".join(f"{char:>8}" for char in question))
    for name, row in zip(answer, weights):
        print(f"{name:24}" + "".join(f"{weight:8.2f}" for weight in row))


def plot(path, title, tables):
    """Draw weights as print_weights prints them, side by side. tables: its arguments."""
    figure, axes = new_figure(len(tables), title)
    for ax, (name, weights, question, answer) in zip(axes, tables):
        rows = [name.replace(" ", "space") for name in answer]
        draw_table(ax, weights, question, rows, most=1, digits=2)
        ax.set_title(name, fontsize=10)
    save_figure(figure, path)


def main():
    """Train, and show the weights of the attention, as the command line says."""
    parser = Parser(__doc__, "python -m extensions.attention_weights")
    options, seeds = parse_repeated(parser, LONGER["n_epoch"])
    start_keras()
    n_epoch = options.epochs or LONGER["n_epoch"]
    problem = attention(seq2seq_99())._replace(title="attention, up to 99", n_epoch=n_epoch)
    to_draw = None
    for seed in seeds:
        model, pairs = train(problem, seed)
        # only in questions of two two-digit numbers has each place always the same meaning
        two_digits = [pair for pair in pairs["never seen"] if min(pair) > 9]
        questions, answers, weights = look(problem, model, two_digits)
        tables = [(f"mean of {len(weights)} questions", weights.mean(axis=0), COLUMNS, ROWS)]
        for i in Random(seed).sample(range(len(questions)), N_SINGLE):
            tables.append((f"{questions[i]}={answers[i]}", weights[i], questions[i], answers[i]))
        for table in tables:
            print_weights(*table)
        to_draw = to_draw or tables
    title = f"Where attention looks, seed {seeds[0]}"
    return write_files((options.plot, lambda path: plot(path, title, to_draw)))


if __name__ == "__main__":
    run_script(main)
