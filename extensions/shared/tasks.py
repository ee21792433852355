"""Tasks: a network, how pairs of numbers become its input, and how its output becomes answers.

Task is the tutorial's network of stage 3. A variation is a class that overrides the methods in
which it differs, so what a variation is can be read in their bodies.
"""

from random import Random

import numpy as np

import addition_lstm_mapping
import addition_mlp
import addition_seq2seq
from addition_seq2seq import alphabet
from common import scaling
from common.encoding import encode, integer_encode, invert, seq_lengths, to_string
from common.training import check_finite

TUTORIAL_TRAINING = {"n_examples": 1000, "n_batch": 10, "n_epoch": 30, "learning_rate": 0.001}
TUTORIAL_TRAINING["decay"] = False
LONG_TRAINING = {"n_examples": 9600, "n_batch": 32, "n_epoch": 60, "learning_rate": 0.003}
LONG_TRAINING["decay"] = True  # of the learning rate, to 0
TRAININGS = {10: TUTORIAL_TRAINING, 99: LONG_TRAINING}  # by the largest number
n_chars = len(alphabet)


def predict(model, X):
    """Ask a model all questions, 1000 at a time. X: an array, or a list of arrays, as for Keras.

    It works while the model is trained, too: Keras's own predict would take many batches at once
    there (steps_per_execution), which takes long to compile.
    """
    many = isinstance(X, list)
    n = len(X[0] if many else X)
    parts = [slice(i, i + 1000) for i in range(0, n, 1000)]
    return np.concatenate(
        [model.predict_on_batch([x[i] for x in X] if many else X[i]) for i in parts]
    )


def sequential(layers, learning_rate, loss="categorical_crossentropy"):
    """Build a variation's model from its layers, Input included. Compile it like the tutorial's."""
    from keras import Sequential
    from keras.optimizers import Adam

    model = Sequential(layers)
    model.compile(loss=loss, optimizer=Adam(learning_rate))
    return model


class Task:
    """Add two numbers up to largest with the tutorial's network: ' 3+10' in, '13' out.

    room: the largest number for which the strings have room, if it is another one.
    """

    name = "tutorial's network"
    units = (100, 50)

    def __init__(self, largest, room=None):
        self.largest = largest
        self.room = room or largest
        self.n_in, self.n_out = seq_lengths(2, self.room)

    def create_model(self, learning_rate):
        """Build and compile the model."""
        return addition_seq2seq.create_model(
            self.n_in, self.n_out, n_chars, self.units, learning_rate
        )

    def strings(self, X, y):
        """Write pairs and sums as padded strings: lists of questions and of answers."""
        return to_string(X, y, 2, self.room)

    def encode(self, X, y):
        """Make arrays for the model of pairs and their sums."""
        X, y = self.strings(X, y)
        return encode(X, alphabet), encode(y, alphabet)

    def predict(self, model, X):
        """Ask the model. Returns an array like the encoded y."""
        return predict(model, X)

    def decode(self, y):
        """Read answers, so that they can be compared, from an array like the encoded y."""
        return [invert(seq, alphabet) for seq in y]

    def ask(self, model, X, y):
        """Ask the model for pairs. Returns the expected answers and its own."""
        encoded_X, encoded_y = self.encode(X, y)
        return self.decode(encoded_y), self.decode(self.predict(model, encoded_X))


class NumberAnswer(Task):
    """The same encoder, but one number as its answer: Dense(1) and the mean squared error.

    The answer is divided by the largest sum, and rounded when it is read.
    """

    name = "number as the answer"
    train_encoder = True

    def create_model(self, learning_rate):
        return answer_with_a_number(
            super().create_model(learning_rate), learning_rate, self.train_encoder
        )

    def encode(self, X, y):
        return super().encode(X, y)[0], np.array(y)[:, np.newaxis] / (2 * self.largest)

    def decode(self, y):
        check_finite(y)
        return np.rint(y[:, 0] * 2 * self.largest).astype(int).tolist()


def answer_with_a_number(model, learning_rate, train_encoder=True):
    """Build a model of another one's encoder, with Dense(1) in place of the decoder."""
    from keras import Input
    from keras.layers import Dense

    encoder, *_ = model.layers
    encoder.trainable = train_encoder
    layers = [Input(model.input_shape[1:]), encoder, Dense(1)]
    return sequential(layers, learning_rate, "mean_squared_error")


class Embedding(Task):
    """Each character is a vector of 12 numbers, which is learned with the rest of the network.

    It starts with random numbers up to start. 0.05 is Keras's default.
    """

    name = "embedding"
    start = 0.05

    def create_model(self, learning_rate):
        from keras import Input, layers
        from keras.initializers import RandomUniform

        start = RandomUniform(-self.start, self.start)
        vectors = layers.Embedding(n_chars, n_chars, embeddings_initializer=start)
        first = [Input((self.n_in,)), vectors]
        return sequential([*first, *super().create_model(learning_rate).layers], learning_rate)

    def encode(self, X, y):
        integers, _ = integer_encode(*self.strings(X, y), alphabet)
        return integers, super().encode(X, y)[1]


def embedding_from(start):
    """Make the variation of Embedding whose vectors start with random numbers up to start."""
    return type("EmbeddingFrom", (Embedding,), {"start": start, "name": f"embedding from {start}"})


def thermometer(zero=0, shuffle=None):
    """Make a vector for each character, (12, 12): digit d is d ones, "+" and space are one-hot.

    zero: how many ones a zero is; shuffle: a seed, to deal the vectors out to other digits.

    >>> thermometer()[3].astype(int).tolist()
    [1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]
    """
    codes = np.eye(n_chars)
    codes[:10, :10] = np.tri(10, 10, -1)
    codes[0, :zero] = 1
    if shuffle is not None:
        codes[:10] = codes[Random(shuffle).sample(range(10), 10)]
    return codes


class AutoregressiveDecoder(Task):
    """A decoder that starts from the encoder's state, and reads the character that it wrote last.

    In training it reads the right one (teacher forcing). From Sutskever et al. (2014).
    """

    name = "autoregressive decoder"
    attention = False

    def create_model(self, learning_rate):
        from keras import Input, Model
        from keras.layers import LSTM, Attention, Concatenate, Dense, TimeDistributed
        from keras.optimizers import Adam

        question, before = Input((self.n_in, n_chars)), Input((self.n_out, n_chars))
        encoder = LSTM(100, return_sequences=True, return_state=True, unroll=True)
        outputs, *state = encoder(question)
        # as many units as the encoder, since it starts from the encoder's state
        decoder = LSTM(100, return_sequences=True, unroll=True)
        decoded = decoder(before, initial_state=state)
        if self.attention:
            decoded = Concatenate()([decoded, Attention()([decoded, outputs])])
        answer = TimeDistributed(Dense(n_chars, activation="softmax"))(decoded)
        model = Model([question, before], answer)
        model.compile(loss="categorical_crossentropy", optimizer=Adam(learning_rate))
        return model

    def encode(self, X, y):
        X, y = super().encode(X, y)
        return [X, characters_before(y)], y

    def predict(self, model, X):
        question, _ = X
        answer = np.zeros((len(question), self.n_out, n_chars), "float32")
        for i in range(self.n_out):
            # the characters after the i-th are not used yet
            result = predict(model, [question, characters_before(answer)])
            check_finite(result)
            answer[:, i] = np.eye(n_chars)[result[:, i].argmax(axis=1)]
        return answer


class AttentionDecoder(AutoregressiveDecoder):
    """It also looks back, at each step, at all of the encoder's outputs (Luong et al. 2015)."""

    name = "attention"
    attention = True


def characters_before(y):
    """Move one-hot answers one place to the right. In the first place there are zeros.

    >>> characters_before(np.array([[[1, 0], [0, 1]]])).tolist()
    [[[0, 0], [1, 0]]]
    """
    before = np.zeros_like(y)
    before[:, 1:] = y[:, :-1]
    return before


class MLPMapping(Task):
    """Stage 2: two scaled numbers in, their scaled sum out, by an MLP."""

    name = "MLP mapping"

    def create_model(self, learning_rate):
        return addition_mlp.create_model(2, (4, 2), learning_rate)

    def encode(self, X, y):
        return scaling.normalize(X, y, 2, self.largest)

    def decode(self, y):
        return [scaling.invert(value, 2, self.largest) for value in np.ravel(y)]


class LSTMMapping(MLPMapping):
    """Stage 1: the same by an LSTM, which reads each number as a time step."""

    name = "LSTM mapping"

    def create_model(self, learning_rate):
        return addition_lstm_mapping.create_model(2, (10,), learning_rate)

    def encode(self, X, y):
        X, y = super().encode(X, y)
        return X.reshape(len(X), 2, 1), y
