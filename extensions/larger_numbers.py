"""How far can it count?

Two numbers of up to D digits, always scored on pairs that were never trained on. Stage 3's encoder
and decoder, made larger and trained for longer, with what the literature found to help: the answer
from right to left, so that the digit that needs no carry comes first, and the question turned
round too (Sutskever et al. 2014, Zaremba & Sutskever 2014); a learning rate that is high at first
and decays. Each can be switched off, to see what it gives.

Expect all answers right, or all but one or two of 2000: two digits within a minute, five within
some minutes. For long nothing seems to happen, as it learns the sum digit by digit. Training stops
by itself once the validation pairs, which are neither trained on nor in the test, have all been
right for a while.

Hack it: --no-reverse-answer; --units 64 64; and where does it end, with --digits 6?
"""

from argparse import BooleanOptionalAction
from math import ceil, isfinite
from random import Random
from time import perf_counter

import addition_seq2seq
from addition_seq2seq import alphabet
from common.asking import marked
from common.encoding import encode, invert, seq_lengths
from common.options import LARGEST_SEED, Parser, add_plot, number_between, whole_number
from common.plotting import curves, new_figure, save
from common.reporting import exact_match
from common.splitting import draw_pairs, random_sum_pairs_without
from common.terminal import import_keras, make_progress, run_script
from common.training import fit


def split(largest, n_test, random):
    """Draw the pairs that are never trained on: a validation and a test set.

    n_test: so many pairs for either, but where there are few pairs, at most 9 in 20 of them for
    the test and 1 in 12 for the validation. Returns two lists of pairs, none in both in whichever
    order, and each in an order of its own.
    """
    n_pairs = largest * (largest + 1) // 2
    n_test = min(n_test, 9 * n_pairs // 20)
    n_validation = min(n_test, n_pairs // 12)
    pairs = sorted(draw_pairs(n_validation + n_test, largest, random))
    random.shuffle(pairs)
    pairs = [tuple(random.sample(pair, 2)) for pair in pairs]
    return pairs[:n_validation], pairs[n_validation:]


def stop_when_right(score, patience, n_epoch, progress):
    """A Keras callback that stops the training once score() has been 1 for patience epochs.

    It shows the progress as well: epoch, loss, score() and the time left.
    """
    import keras

    class StopWhenRight(keras.callbacks.Callback):
        n_right = 0

        def on_epoch_end(self, epoch, logs):
            if not isfinite(logs["loss"]):
                self.model.stop_training = True
                return
            logs["exact match"] = share = score(self.model)  # for Keras's history too
            text = f"epoch {epoch + 1} of {n_epoch}: loss {logs['loss']:.4f}"
            progress(f"{text}, exact match {share:.2%}", epoch + 1)
            self.n_right = self.n_right + 1 if share == 1 else 0
            if self.n_right == patience:
                self.model.stop_training = True

    return StopWhenRight()


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
    """Train on new examples every epoch, until the validation pairs are right; then test.

    digits: the most that a number has; reverse: whether questions, and answers, are reversed;
    decay: whether the learning rate decays, along a cosine, to 0 in n_epoch epochs.
    Returns the questions of the test, the right answers and the predicted ones, as strings, and
    the history: loss, and exact match on the validation pairs, of every epoch.
    """
    import keras

    # define dataset
    random = Random(seed)
    largest = 10**digits - 1
    validation, test = split(largest, n_test, random)
    held_out = {tuple(sorted(pair)) for pair in validation + test}

    def encoded(X, y):
        return encode(X, y, 2, largest, alphabet, reverse)

    def new_examples(n):
        return encoded(*random_sum_pairs_without(held_out, n, largest, random))

    def answers(model, pairs):
        X, y = encoded(pairs, list(map(sum, pairs)))
        result = model.predict(X, batch_size=1000, verbose=0)
        strings = [[invert(seq, alphabet) for seq in sequences] for sequences in (y, result)]
        return [[s[::-1] if reverse[1] else s for s in answers] for answers in strings]

    # create LSTM
    keras.utils.set_random_seed(seed)
    if decay:
        n_steps = n_epoch * ceil(n_examples / n_batch)
        learning_rate = keras.optimizers.schedules.CosineDecay(learning_rate, n_steps)
    lengths = seq_lengths(2, largest)
    model = addition_seq2seq.create_model(*lengths, len(alphabet), units, learning_rate)
    # train LSTM
    progress = make_progress(n_epoch)
    stop = stop_when_right(
        lambda model: exact_match(*answers(model, validation)), patience, n_epoch, progress
    )
    history = fit(model, new_examples, n_examples, n_batch, n_epoch, verbose=0, callbacks=[stop])
    progress()
    # evaluate on the pairs that neither training nor stopping has seen
    expected, predicted = answers(model, test)
    return ["+".join(map(str, pair)) for pair in test], expected, predicted, history


def plot(path, title, histories):
    """Draw the loss and the exact match on the validation pairs, a curve for each of digits."""
    figure, (left, right) = new_figure(2, title)
    for digits, history in histories.items():
        curves(left, [history], "loss", label=f"{digits} digit{'s' * (digits > 1)}")
        curves(right, [history], "exact match")
    left.set(xlabel="epoch", ylabel="loss (log scale)", yscale="log")
    right.set(xlabel="epoch", ylabel="exact match on validation pairs")
    left.legend(frameon=False)
    save(figure, path)


def main():
    parser = Parser(__doc__, "python -m extensions.larger_numbers")

    def add(option, type, default, text, shown=None, **rest):
        text = f"{text} (default: {shown or default})"
        parser.add_argument(option, type=type, default=default, help=text, **rest)

    some = whole_number(1)
    digits = "the most digits that a number has; several are trained one after the other"
    add("--digits", whole_number(1, 15), [3], digits, "3", metavar="D", nargs="+")
    add("--seed", whole_number(0, LARGEST_SEED), 1, "for the numbers and the weights")
    epochs = "8 for each digit, 12 from five digits on"
    add("--epochs", some, None, "at most", shown=epochs, metavar="N")
    add("--examples", some, None, "new examples an epoch", shown="300 batches", metavar="N")
    batch = "32 for each digit, at most 128"
    add("--batch-size", some, None, "examples between two updates", shown=batch, metavar="N")
    add("--units", some, [128, 128], "of encoder and decoder", "128 128", metavar="N", nargs=2)
    add("--learning-rate", number_between(0), 0.01, "of Adam, at the start", metavar="RATE")
    add("--patience", some, 4, "epochs of a right validation set before it stops", metavar="N")
    add(
        "--test",
        some,
        2000,
        "pairs to test on, and to validate, where there are so many",
        metavar="N",
    )
    for option, text in (
        ("--reverse-question", "turn the question round"),
        ("--reverse-answer", "turn the answer round: the least significant digit first"),
        ("--decay", "let the learning rate decay, along a cosine, to 0"),
    ):
        text = f"{text} (default: yes)"
        parser.add_argument(option, action=BooleanOptionalAction, default=True, help=text)
    add_plot(parser)
    options = parser.parse_args()

    keras = import_keras()
    histories = {}
    for digits in options.digits:
        began = perf_counter()
        # few digits are few pairs, and the noise of a small batch keeps them from being memorised
        n_batch = options.batch_size or min(32 * digits, 128)
        n_examples = options.examples or 300 * n_batch
        questions, expected, predicted, histories[digits] = larger_numbers(
            digits,
            (options.reverse_question, options.reverse_answer),
            options.units,
            n_examples,
            n_batch,
            options.epochs or (8 if digits < 5 else 12) * digits,
            options.learning_rate,
            options.decay,
            options.patience,
            options.test,
            options.seed,
        )
        keras.utils.clear_session()  # else the next model starts in the remains of this one
        seconds, n_epochs = perf_counter() - began, len(histories[digits]["loss"])
        answers = [[s.lstrip(" ") for s in strings] for strings in (expected, predicted)]
        answered = list(zip(questions, *answers))
        wrong = [each for each in answered[20:] if each[1] != each[2]]
        for each in answered[:20] + wrong[:20]:  # and what it did not know, should there be any
            print(marked(*each))
        n, share = len(expected), exact_match(expected, predicted)
        print(f"{digits}-digit numbers, {n_epochs} epochs of {n_examples} in {seconds:.0f} s:")
        print(f"Exact match on pairs never trained on: {round(n * share)} of {n} ({share:.2%})")
    if options.plot:
        plot(options.plot, f"Two numbers of up to D digits, seed {options.seed}", histories)


if __name__ == "__main__":
    run_script(main)
