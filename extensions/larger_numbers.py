"""How far can it count?

Two numbers of up to D digits, always tested on pairs that were never trained on. The network is
stage 3's, with more units and a longer training. Three more changes are from the literature: the
question and the answer are written from right to left, so that the digit that needs no carry comes
first (Sutskever et al. 2014, Zaremba & Sutskever 2014), and the learning rate decays. Each of the
three can be switched off, to see what it gives.

Expect all or nearly all of 2000 answers to be right: two digits within a minute, five within some
minutes. The exact match stays low for most of the training, while the loss goes down in steps. The
training stops by itself when all validation pairs have been right for some epochs. They are neither
in the training nor in the test.

Try --no-decay: with a constant learning rate one answer in twenty is wrong.
"""

from argparse import BooleanOptionalAction
from math import ceil, isfinite
from random import Random
from time import perf_counter

import addition_seq2seq
from addition_seq2seq import alphabet
from cli.options import SEED, Parser, add_plot, number_between, whole_number
from cli.plotting import curves, new_figure, save_figure
from cli.questions import marked
from cli.terminal import progress_bar, run_script, start_keras
from common.encoding import encode, invert, seq_lengths, to_string
from common.reporting import exact_match
from common.training import fit
from extensions.splitting import draw_pairs, random_sum_pairs_without


def split(largest, n_test, random):
    """Draw the pairs that are never trained on: a validation and a test set.

    n_test: the number of pairs for each; if there are few pairs, at most 9 in 20 of them for the
    test and 1 in 12 for the validation. Returns two lists of pairs, each in a random order. No pair
    is in both lists, in either order.
    """
    n_pairs = largest * (largest + 1) // 2
    n_test = min(n_test, 9 * n_pairs // 20)
    n_validation = min(n_test, n_pairs // 12)
    pairs = sorted(draw_pairs(n_validation + n_test, largest, random))
    random.shuffle(pairs)
    pairs = [tuple(random.sample(pair, 2)) for pair in pairs]
    return pairs[:n_validation], pairs[n_validation:]


def stop_when_right(score, patience, bar):
    """Make a Keras callback that stops the training when score() was 1 for patience epochs.

    It also writes the score into the history, and moves the progress bar on.
    """
    import keras  # a function, because Keras takes seconds to import, and --help has no need of it

    class StopWhenRight(keras.callbacks.Callback):
        n_right = 0

        def on_epoch_end(self, epoch, logs):
            if not isfinite(logs["loss"]):
                self.model.stop_training = True
                return
            logs["exact match"] = share = score(self.model)
            bar.set_postfix_str(f"loss {logs['loss']:.4f}, exact match {share:.2%}", refresh=False)
            bar.update()
            self.n_right = self.n_right + 1 if share == 1 else 0
            if self.n_right == patience:
                self.model.stop_training = True

    return StopWhenRight()


def encode_pairs(X, y, largest, reverse=(False, False)):
    """Encode pairs and sums. reverse: whether to reverse the questions, and the answers."""
    encoded = []
    for strings, backwards in zip(to_string(X, y, 2, largest), reverse):
        encoded.append(encode([s[::-1] for s in strings] if backwards else strings, alphabet))
    return encoded


def larger_numbers(
    digits,
    reverse,
    units,
    n_examples,
    n_batch,
    n_epoch,
    learning_rate,
    decay,
    patience,
    n_test,
    seed,
):
    """Train on new examples in every epoch, until the validation pairs are right. Then test.

    digits: the most digits of a number; reverse: whether to reverse questions, and answers; decay:
    whether the learning rate decays along a cosine to 0 in n_epoch epochs.
    Returns the questions of the test, the right answers and the predicted ones, as strings, and the
    history: loss, and exact match on the validation pairs, for each epoch.
    """
    import keras

    # define dataset
    random = Random(seed)
    largest = 10**digits - 1
    validation, test = split(largest, n_test, random)
    held_out = {tuple(sorted(pair)) for pair in validation + test}

    def new_examples(n):
        X, y = random_sum_pairs_without(held_out, n, largest, random)
        return encode_pairs(X, y, largest, reverse)

    def answers(model, pairs):
        X, y = encode_pairs(pairs, list(map(sum, pairs)), largest, reverse)
        result = model.predict(X, batch_size=1000, verbose=0)
        strings = [[invert(seq, alphabet) for seq in sequences] for sequences in (y, result)]
        return [[s[::-1] if reverse[1] else s for s in answers] for answers in strings]

    # create LSTM
    keras.utils.set_random_seed(seed)
    if decay:
        n_steps = n_epoch * ceil(n_examples / n_batch)
        learning_rate = keras.optimizers.schedules.CosineDecay(learning_rate, n_steps)
    n_in, n_out = seq_lengths(2, largest)
    model = addition_seq2seq.create_model(n_in, n_out, len(alphabet), units, learning_rate)
    # train LSTM
    with progress_bar(n_epoch, f"{digits} digits") as bar:
        stop = stop_when_right(
            lambda model: exact_match(*answers(model, validation)), patience, bar
        )
        history = fit(
            model,
            new_examples,
            n_examples=n_examples,
            n_batch=n_batch,
            n_epoch=n_epoch,
            verbose=0,
            callbacks=[stop],
        )
    # evaluate on the pairs that neither training nor stopping has seen
    expected, predicted = answers(model, test)
    return ["+".join(map(str, pair)) for pair in test], expected, predicted, history


def plot(path, title, histories):
    """Draw the loss and the exact match on the validation pairs, one curve for each of digits."""
    figure, (left, right) = new_figure(2, title)
    for digits, history in histories.items():
        curves(left, [history], "loss", label=f"{digits} digit{'s' * (digits > 1)}")
        curves(right, [history], "exact match")
    left.set(xlabel="epoch", ylabel="loss (log scale)", yscale="log")
    right.set(xlabel="epoch", ylabel="exact match on validation pairs")
    left.legend(frameon=False)
    save_figure(figure, path)


def parse_options():
    """Read the command line."""
    parser = Parser(__doc__, "python -m extensions.larger_numbers")

    def add(option, type, default, text, shown=None, **rest):
        text = f"{text} (default: {shown or default})"
        parser.add_argument(option, type=type, default=default, help=text, **rest)

    some = whole_number(1)
    digits = "the most digits that a number has; several are trained one after the other"
    add("--digits", whole_number(1, 15), [3], digits, "3", metavar="D", nargs="+")
    add("--seed", SEED, 1, "for the numbers and the weights")
    epochs = "8 for each digit, 12 from five digits on"
    add("--epochs", some, None, "at most", shown=epochs, metavar="N")
    add("--examples", some, None, "new examples an epoch", shown="300 batches", metavar="N")
    batch = "32 for each digit, at most 128"
    add("--batch-size", some, None, "examples between two updates", shown=batch, metavar="N")
    add("--units", some, [128, 128], "of encoder and decoder", "128 128", metavar="N", nargs=2)
    add("--learning-rate", number_between(0), 0.01, "of Adam, at the start", metavar="RATE")
    add("--patience", some, 4, "it stops after so many epochs with no mistake", metavar="N")
    add(
        "--test",
        some,
        2000,
        "pairs to test on, and as many to validate on",
        metavar="N",
    )
    for option, text in (
        ("--reverse-question", "write the question from right to left"),
        ("--reverse-answer", "write the answer from right to left: units first"),
        ("--decay", "let the learning rate decay to 0, along a cosine"),
    ):
        text = f"{text} (default: yes)"
        parser.add_argument(option, action=BooleanOptionalAction, default=True, help=text)
    add_plot(parser)
    return parser.parse_args()


def report(digits, questions, expected, predicted):
    """Print 20 questions with the answers, 20 more that are wrong, and the exact match."""
    answers = [[s.lstrip(" ") for s in strings] for strings in (expected, predicted)]
    answered = list(zip(questions, *answers))
    wrong = [each for each in answered[20:] if each[1] != each[2]]
    for each in answered[:20] + wrong[:20]:
        print(marked(*each))
    n, n_right = len(expected), sum(e == p for e, p in zip(expected, predicted))
    share = f"{n_right} of {n} ({exact_match(expected, predicted):.2%})"
    print(f"Exact match on {digits}-digit pairs never trained on: {share}")


def main():
    """Train and test with the options of the command line."""
    options = parse_options()
    keras = start_keras()
    histories = {}
    for digits in options.digits:
        began = perf_counter()
        # few digits are few pairs: with large batches the model memorises some of them
        n_batch = options.batch_size or min(32 * digits, 128)
        n_examples = options.examples or 300 * n_batch
        questions, expected, predicted, histories[digits] = larger_numbers(
            digits=digits,
            reverse=(options.reverse_question, options.reverse_answer),
            units=options.units,
            n_examples=n_examples,
            n_batch=n_batch,
            n_epoch=options.epochs or (8 if digits < 5 else 12) * digits,
            learning_rate=options.learning_rate,
            decay=options.decay,
            patience=options.patience,
            n_test=options.test,
            seed=options.seed,
        )
        keras.utils.clear_session()  # otherwise each training is slower than the one before
        seconds, n_epochs = perf_counter() - began, len(histories[digits]["loss"])
        report(digits, questions, expected, predicted)
        print(f"{n_epochs} epochs of {n_examples} examples in {seconds:.0f} s")
    if options.plot:
        plot(options.plot, f"Two numbers of up to D digits, seed {options.seed}", histories)


if __name__ == "__main__":
    run_script(main)
