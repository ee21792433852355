"""A model, how pairs of numbers become its input and output, and a training on some of the pairs.

The questions about what is memorised share this, and the variations of stage 3's model.
"""

if __name__ == "__main__":
    raise SystemExit("It is no script. Run a question: python -m extensions.held_out_pairs")

from collections import namedtuple
from functools import partial
from math import ceil
from random import Random

import numpy as np

import addition_lstm_mapping
import addition_mlp
import addition_seq2seq
from addition_seq2seq import alphabet
from common import scaling
from common.encoding import encode, integer_encode, invert, seq_lengths, to_string
from common.reporting import exact_match
from common.training import fit
from extensions.shared.splitting import both_orders, random_sum_pairs_without, split_pairs

SIDES = ("seen", "never seen")
HELD_OUT = 0.2
TUTORIALS = {"n_examples": 1000, "n_batch": 10, "n_epoch": 30, "learning_rate": 0.001}
LONGER = {"n_examples": 9600, "n_batch": 32, "n_epoch": 60, "learning_rate": 0.003, "decay": True}
TRAININGS = {10: TUTORIALS, 99: LONGER}  # by the largest number
n_chars = len(alphabet)


def predict(model, X):
    """Ask the model all of the questions. Returns its answers in the shape of y."""
    return model.predict(X, batch_size=1000, verbose=0)


Problem = namedtuple("Problem", "largest create encode decode predict", defaults=[predict])
Problem.__doc__ = """A model, and how pairs of numbers up to largest become its input and output.

create(learning_rate): builds a compiled model; encode(X, y): pairs and sums as arrays for the
model; decode(y): answers that can be compared; predict(model, X): the model's answers, as arrays
like y.
"""


def train_model(
    create, new_examples, seed, callbacks, learning_rate, decay=False, score=None, fit=fit, **sizes
):
    """Build a model that starts with a seed's weights, and train it. Returns the model.

    create(learning_rate): builds and compiles it; new_examples, callbacks, sizes: as for
    common.training.fit; decay: whether the learning rate decays to 0 along a cosine;
    score(model, epoch): called after each epoch; fit: or what takes its place, for a checkpoint.
    """
    import keras  # imported here, because Keras takes seconds, and --help does not need it

    keras.utils.set_random_seed(seed)
    if decay:
        n_steps = sizes["n_epoch"] * ceil(sizes["n_examples"] / sizes["n_batch"])
        learning_rate = keras.optimizers.schedules.CosineDecay(learning_rate, n_steps)
    model = create(learning_rate)
    if score:
        after = keras.callbacks.LambdaCallback(on_epoch_end=lambda i, logs: score(model, i + 1))
        callbacks = [*callbacks, after]
    fit(model, new_examples, **sizes, verbose=0, callbacks=callbacks)
    return model


def train_without(never_seen, problem, random, seed, callbacks, **training):
    """Train on pairs that are not in never_seen, as train_model does. Returns the model."""

    def new_examples(n):
        return problem.encode(*random_sum_pairs_without(never_seen, n, problem.largest, random))

    return train_model(problem.create, new_examples, seed, callbacks, **training)


def lstm_mapping(largest):
    """Stage 1, as in the tutorial."""

    def create(learning_rate):
        return addition_lstm_mapping.create_model(2, (10,), learning_rate)

    def encoded(X, y):
        X, y = scaling.normalize(X, y, 2, largest)
        return X.reshape(len(X), 2, 1), y

    return Problem(largest, create, encoded, partial(whole_sums, largest))


def mlp(largest):
    """Stage 2, as in the tutorial."""

    def create(learning_rate):
        return addition_mlp.create_model(2, (4, 2), learning_rate)

    def encoded(X, y):
        return scaling.normalize(X, y, 2, largest)

    return Problem(largest, create, encoded, partial(whole_sums, largest))


def whole_sums(largest, result):
    """Turn a mapping's outputs into whole sums."""
    return [scaling.invert(value, 2, largest) for value in np.ravel(result)]


def seq2seq(largest, units=(100, 50)):
    """Stage 3's network for numbers up to largest."""

    def create(learning_rate):
        lengths = seq_lengths(2, largest)
        return addition_seq2seq.create_model(*lengths, n_chars, units, learning_rate)

    def encoded(X, y):
        X, y = to_string(X, y, 2, largest)
        return encode(X, alphabet), encode(y, alphabet)

    def decoded(result):
        return [invert(seq, alphabet) for seq in result]

    return Problem(largest, create, encoded, decoded)


def train_and_score(
    problem, seed, callbacks, held_out, n_epoch, n_scorings=1, on_scored=None, **training
):
    """Train on the seen pairs, and score both sides of the split.

    problem: a Problem; seed: decides the split, the numbers and the weights; held_out: the share of
    the pairs to hold out; n_scorings: how often to score, in even steps; the last is at the end;
    on_scored(model, epoch, {side: (pairs, sums)}, {side: answers}): to keep more than the scores.
    The other parameters are those of train_model.
    Returns the model and {"epochs": those after which it was scored, "seen": the exact match after
    each of them, "never seen": ...}.
    """
    random = Random(seed)
    seen, never_seen = split_pairs(problem.largest, held_out, random)
    questions = {side: both_orders(pairs) for side, pairs in zip(SIDES, (seen, never_seen))}
    encoded = {side: problem.encode(*pairs) for side, pairs in questions.items()}
    expected = {side: problem.decode(y) for side, (_, y) in encoded.items()}
    scores = {"epochs": evenly(n_epoch, n_scorings)} | {side: [] for side in SIDES}

    def score(model, epoch):
        if epoch in scores["epochs"]:
            predicted = {}
            for side, (X, _) in encoded.items():
                predicted[side] = problem.decode(problem.predict(model, X))
                scores[side].append(exact_match(expected[side], predicted[side]))
            if on_scored:
                on_scored(model, epoch, questions, predicted)

    training |= {"n_epoch": n_epoch, "score": score}
    return train_without(never_seen, problem, random, seed, callbacks, **training), scores


def evenly(n_epoch, n_times):
    """List about n_times epochs at which to score: the first, the last, and evenly between.

    >>> evenly(30, 5), evenly(30, 1)
    ([1, 6, 12, 18, 24, 30], [30])
    """
    if n_times == 1:
        return [n_epoch]
    every = max(1, n_epoch // n_times)
    return sorted({1, *range(every, n_epoch, every), n_epoch})


def at_the_start(problem, seed):
    """Build the network with which a training with this seed starts."""
    from keras.utils import set_random_seed

    set_random_seed(seed)
    return problem.create(0.001)


def sequential(layers, learning_rate, loss="categorical_crossentropy"):
    """Build a variation's model from its layers, Input included. Compile it like the tutorial's."""
    from keras import Sequential
    from keras.optimizers import Adam

    model = Sequential(layers)
    model.compile(loss=loss, optimizer=Adam(learning_rate))
    return model


def embedding(problem, at_first=0.05):
    """Encode the question as integers. The model learns a vector of 12 numbers for each of them.

    at_first: the vectors start with random numbers up to this; 0.05 is Keras's default.
    """

    def create(learning_rate):
        from keras import Input
        from keras.initializers import RandomUniform
        from keras.layers import Embedding

        n_in_seq_length, _ = seq_lengths(2, problem.largest)
        initializer = RandomUniform(-at_first, at_first)
        vectors = Embedding(n_chars, n_chars, embeddings_initializer=initializer)
        layers = [Input((n_in_seq_length,)), vectors, *problem.create(learning_rate).layers]
        return sequential(layers, learning_rate)

    def encoded(X, y):
        integers, _ = integer_encode(*to_string(X, y, 2, problem.largest), alphabet)
        return integers, problem.encode(X, y)[1]

    return problem._replace(create=create, encode=encoded)


def own_character(problem, attention=False):
    """Start the decoder from the encoder's state. It reads the character that it wrote last.

    In training it reads the right one (teacher forcing). As in Sutskever et al. (2014).
    attention: whether it also looks back at all of the encoder's outputs (Luong et al. 2015).
    """
    n_in_seq_length, n_out_seq_length = seq_lengths(2, problem.largest)

    def create(learning_rate):
        from keras import Input, Model
        from keras.layers import LSTM, Attention, Concatenate, Dense, TimeDistributed
        from keras.optimizers import Adam

        question = Input((n_in_seq_length, n_chars))
        before = Input((n_out_seq_length, n_chars))
        encoder = LSTM(100, return_sequences=True, return_state=True, unroll=True)
        outputs, *state = encoder(question)
        # as many units as the encoder, since it starts from the encoder's state
        decoder = LSTM(100, return_sequences=True, unroll=True)
        decoded = decoder(before, initial_state=state)
        if attention:
            decoded = Concatenate()([decoded, Attention()([decoded, outputs])])
        answer = TimeDistributed(Dense(n_chars, activation="softmax"))(decoded)
        model = Model([question, before], answer)
        model.compile(loss="categorical_crossentropy", optimizer=Adam(learning_rate))
        return model

    def encoded(X, y):
        X, y = problem.encode(X, y)
        return [X, characters_before(y)], y

    def predict_one_by_one(model, X):
        question, _ = X
        answer = np.zeros((len(question), n_out_seq_length, n_chars), "float32")
        for i in range(n_out_seq_length):
            # the characters after the i-th are not used yet
            result = predict(model, [question, characters_before(answer)])
            answer[:, i] = np.eye(n_chars)[result[:, i].argmax(axis=1)]
        return answer

    return problem._replace(create=create, encode=encoded, predict=predict_one_by_one)


def characters_before(y):
    """Move one-hot answers one place to the right. In the first place there are zeros.

    >>> characters_before(np.array([[[1, 0], [0, 1]]])).tolist()
    [[[0, 0], [1, 0]]]
    """
    before = np.zeros_like(y)
    before[:, 1:] = y[:, :-1]
    return before


def number(problem, train_encoder=True):
    """Ask the encoder for a number: Dense(1) and the mean squared error in place of the decoder.

    The answer is divided by the largest sum, and rounded when it is read. The encoder starts with
    the same weights as the tutorial's. train_encoder: False to leave it as it starts.
    """
    largest_sum = 2 * problem.largest

    def create(learning_rate):
        return answer_with_a_number(problem.create(learning_rate), learning_rate, train_encoder)

    def encoded(X, y):
        return problem.encode(X, y)[0], np.array(y)[:, np.newaxis] / largest_sum

    def decoded(result):
        return np.rint(result[:, 0] * largest_sum).astype(int).tolist()

    return problem._replace(create=create, encode=encoded, decode=decoded)


def answer_with_a_number(model, learning_rate, train_encoder=True):
    """Build a model of another one's encoder, with Dense(1) in place of the decoder."""
    from keras import Input
    from keras.layers import Dense

    encoder, *_ = model.layers
    encoder.trainable = train_encoder
    layers = [Input(model.input_shape[1:]), encoder, Dense(1)]
    return sequential(layers, learning_rate, "mean_squared_error")


def number_out(largest):
    """Stage 3's encoder with a number as its answer."""
    return number(seq2seq(largest))
