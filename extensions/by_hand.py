"""What does the network compute while it reads?

Here is stage 3 in NumPy, to read beside create_model in addition_seq2seq.py.
With the weights of a trained model it shows after each character what the
answer would be if the question ended there. The network was never trained to
answer before the end.

Expect that the last digit of the answer is near chance until the last
character of the question is read.

Try --ask 3+10 10+3: how far apart are the answers before the end?
"""

from inspect import signature
from random import Random

import numpy as np

from addition_seq2seq import addition_seq2seq, alphabet, create_model
from cli.files import load_weights, read_settings
from cli.options import Parser
from cli.questions import marked, read_numbers
from cli.terminal import run_script, start_keras
from common.encoding import encode, generate_data, invert, pad, seq_lengths


def sigmoid(x):
    """Squeeze numbers between 0 and 1: how far a gate is open."""
    return 1 / (1 + np.exp(-x))


def softmax(x):
    """Make probabilities of the numbers along the last axis."""
    powers = np.exp(x - x.max(axis=-1, keepdims=True))  # less the maximum, none is too large
    return powers / powers.sum(axis=-1, keepdims=True)


def lstm(sequence, kernel, recurrent_kernel, bias):
    """Compute an LSTM layer's output after each step: (steps, units).

    sequence: (steps, n_inputs). Several at once have one more axis after the steps.
    """
    h = c = np.zeros(len(recurrent_kernel))  # the states at the start: one number for each unit
    outputs = []
    for x in sequence:
        # each unit reads all of x, and all units' h: what earlier steps left is in h and c only
        i, f, candidate, o = np.split(x @ kernel + h @ recurrent_kernel + bias, 4, axis=-1)
        c = sigmoid(f) * c + sigmoid(i) * np.tanh(candidate)  # the gates f, forget, and i, input
        h = sigmoid(o) * np.tanh(c)  # the gate o, output
        outputs.append(h)
    return np.array(outputs)


def network(X, n_out, weights):
    """Compute the answer after each character: probabilities, (n_in, n_out, n_chars).

    X: an encoded question, (n_in, n_chars), or several, as for lstm. weights: as Keras lists those
    of create_model. The last answer, after the whole question, is what Keras predicts.
    """
    encoder, decoder, (kernel, bias) = weights[:3], weights[3:6], weights[6:]
    answers = []
    for vector in lstm(X, *encoder):  # Keras hands over only the last one
        repeated = [vector] * n_out  # RepeatVector: the encoder's output is the decoder's input
        outputs = lstm(repeated, *decoder)  # return_sequences=True
        answers.append(softmax(outputs @ kernel + bias))  # TimeDistributed(Dense)
    return np.array(answers)


def show(question, answers):
    """Print the answer after each character, and the likeliest characters at the end."""
    asked, predicted = question.strip(), invert(answers[-1], alphabet).strip()
    print(f"\n{marked(asked, str(sum(read_numbers(asked, '+'))), predicted)}")
    print("it reads  it would answer  with the probabilities")
    for char, answer in zip(question, answers):
        chances = (f"{chance:.2f}" for chance in answer.max(axis=-1))
        print(f"{char!r:9} {invert(answer, alphabet)!r:16}", *chances)
    for place, chances in enumerate(answers[-1], start=1):
        best = (f"{alphabet[i]!r} {chances[i]:.2f}" for i in np.argsort(-chances)[:3])
        print(f"place {place}, most likely:", *best)


def main():
    """Put the questions of the command line to a network."""
    parser = Parser(__doc__, "python -m extensions.by_hand", figures=None, repeats=False)
    parser.option("--ask", "put these questions", ["3+10"], nargs="+", metavar="QUESTION")
    parser.option("--load", "take a model of addition_seq2seq.py --save", metavar="FILE.keras")
    parser.setting("seed", 1)
    given, settings = vars(parser.parse_args()), {"n_numbers": 2, "largest": 10}
    parser.refuse(given, "load", "seed")
    if path := given.get("load"):
        names = signature(addition_seq2seq).parameters.keys() - {"verbose", "callbacks"}
        settings = read_settings(parser, path, names, "addition_seq2seq.py")
    n_numbers, largest = settings["n_numbers"], settings["largest"]
    n_in, n_out = seq_lengths(n_numbers, largest)
    questions = []
    for question in given.get("ask", ["3+10"]):
        try:
            questions += pad(["+".join(map(str, read_numbers(question, "+")))], n_in)
        except ValueError as error:
            parser.error(f"argument --ask: {question!r}: {error}")
    start_keras()
    if path:
        model = load_weights(create_model(n_in, n_out, len(alphabet), settings["units"]), path)
    else:
        print("Training the tutorial's network takes some seconds.")
        model, *_ = addition_seq2seq(seed=given.get("seed", 1), verbose=0)
    weights = model.get_weights()
    for question, X in zip(questions, encode(questions, alphabet)):
        show(question, network(X, n_out, weights))
    X, _ = generate_data(1000, n_numbers, largest, alphabet, Random(1))
    chars = network(X.swapaxes(0, 1), n_out, weights).argmax(axis=-1)
    print(f"\nHow often each place has the character of the end (1000 questions up to {largest}):")
    print("           ", *(f"place {place}" for place in range(1, n_out + 1)))
    for n_read, shares in enumerate((chars == chars[-1]).mean(axis=-1), start=1):
        print(f"after {n_read:2} read", *(f"{share:7.0%}" for share in shares))


if __name__ == "__main__":
    run_script(main)
