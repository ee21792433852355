"""Tasks: a network, how pairs of numbers become its input, and how its output becomes answers.

Task is the tutorial's network of stage 3. A variation overrides the method in which it differs. It
has a name of its own, since the results are kept by it.
"""

from random import Random

import numpy as np

import addition_lstm_mapping
import addition_mlp
import addition_seq2seq
from cli.questions import read_numbers
from common import scaling
from common.encoding import encode, integer_encode, invert, seq_lengths, to_string
from common.training import check_finite
from extensions.shared.splitting import random_sum_pairs_without

n_chars = len(addition_seq2seq.alphabet)


def predict(model, X):
    """Ask a model all questions, 1000 at a time. X: an array, or a list of arrays, as for Keras."""
    # while a model is trained, Keras's predict would take long to compile
    arrays = X if isinstance(X, list) else [X]
    parts = [[x[i : i + 1000] for x in arrays] for i in range(0, len(arrays[0]), 1000)]
    return np.concatenate([model.predict_on_batch(p if arrays is X else p[0]) for p in parts])


def layers_of(model):
    """List the layers of a model, its Input first."""
    from keras import Input

    return [Input(model.input_shape[1:]), *model.layers]


def encoder_outputs(task, model, pairs):
    """Compute the encoder's output after each character: (n_samples, n_in_seq_length, units).

    The last one is the vector that RepeatVector gives to the decoder.
    """
    from keras import Input, Sequential

    X, _ = task.encode(pairs, list(map(sum, pairs)))
    encoder = model.layers[0]
    same = type(encoder).from_config(encoder.get_config() | {"return_sequences": True})
    outputs = Sequential([Input(X.shape[1:]), same])
    outputs.set_weights(encoder.get_weights())
    return predict(outputs, X)


def scaled(model):
    """Scale the vectors for a linear model: before the training they are smaller."""
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    return make_pipeline(StandardScaler(), model)


class Task:
    """Add two numbers up to largest with the tutorial's network: ' 3+10' in, '13' out.

    room: the largest number for which the strings have room, if that is more.
    """

    name, loss, n_numbers = "tutorial's network", "categorical_crossentropy", 2
    alphabet, metrics = addition_seq2seq.alphabet, None
    n_at_once = 50_000  # examples of a training that are drawn at a time: little memory

    def __init__(self, largest, units=(100, 50), room=None):
        self.largest, self.units, self.room = largest, units, room or largest
        self.n_in, self.n_out = seq_lengths(2, self.room)

    def layers(self):
        """List the layers of the model, its Input first."""
        sizes = self.n_in, self.n_out, len(self.alphabet), self.units
        return layers_of(addition_seq2seq.create_model(*sizes, learning_rate=0.001))

    def create_model(self, learning_rate):
        """Build and compile the model."""
        from keras import Sequential
        from keras.optimizers import Adam

        model = Sequential(self.layers())
        model.compile(loss=self.loss, optimizer=Adam(learning_rate), metrics=self.metrics)
        return model

    def strings(self, X, y):
        """Write pairs and sums as padded strings: lists of questions and of answers."""
        return to_string(X, y, 2, self.room)

    def encode(self, X, y):
        """Make arrays for the model of pairs and their sums."""
        X, y = self.strings(X, y)
        return encode(X, self.alphabet), encode(y, self.alphabet)

    def new_examples(self, n):
        """Draw n pairs that are not held out, as arrays. It needs self.rng, self.held_out_pairs."""
        X, y = random_sum_pairs_without(self.held_out_pairs, n, self.largest, self.rng)
        return self.encode(X, y)

    def predict(self, model, X):
        """Ask the model. Returns an array like the encoded y."""
        return predict(model, X)

    def decode(self, y):
        """Read answers, so that they can be compared, from an array like the encoded y."""
        return [invert(seq, self.alphabet) for seq in y]

    def ask(self, model, X):
        """Ask the model for the sums of pairs. Returns the expected answers and its own."""
        encoded_X, encoded_y = self.encode(X, [a + b for a, b in X])
        return self.decode(encoded_y), self.decode(self.predict(model, encoded_X))

    def answer(self, model, question):
        """Ask the model a question such as '3+10'. Returns what cli.questions.marked needs."""
        numbers = read_numbers(question, "+")
        if len(numbers) > 2:
            raise ValueError("has more than two numbers")
        (right,), (predicted,) = self.ask(model, [numbers])
        return "+".join(map(str, numbers)), str(right).lstrip(), str(predicted).lstrip()


class NumberAnswer(Task):
    """The same encoder, and one number: the sum divided by the largest one, rounded when read."""

    name, loss = "number as the answer", "mean_squared_error"

    def layers(self):
        from keras.layers import Dense

        first, encoder, *_ = super().layers()
        return [first, encoder, Dense(1)]

    def encode(self, X, y):
        return super().encode(X, y)[0], np.array(y)[:, np.newaxis] / (2 * self.largest)

    def decode(self, y):
        check_finite(y)
        return np.rint(y[:, 0] * 2 * self.largest).astype(int).tolist()


class NumberAfterDecoder(NumberAnswer):
    """RepeatVector and the decoder stay, and one number comes after them."""

    name = "number after the decoder"

    def layers(self):
        from keras.layers import LSTM, Dense

        first, encoder, repeat, *_ = Task.layers(self)
        return [first, encoder, repeat, LSTM(50, unroll=True), Dense(1)]


class Codes(Task):
    """Each character of the question is a vector that is given, and stays as it is."""

    codes = np.eye(n_chars)  # a row for each character

    def encode(self, X, y):
        integers, _ = integer_encode(*self.strings(X, y), self.alphabet)
        return self.codes[integers], super().encode(X, y)[1]


def dealt_out(codes):
    """Deal the codes of the ten digits out to other digits, for a control. Returns new codes."""
    return np.concatenate([codes[Random(1).sample(range(10), 10)], codes[10:]])


class Embedding(Codes):
    """Each character is a vector of 12 numbers, which is learned with the rest of the network.

    It starts with random numbers up to start, or with one-hot vectors times start. 0.05 is Keras's
    default.
    """

    name, start, one_hot, learns = "embedding", 0.05, False, True
    codes = np.arange(n_chars)  # Keras looks the vectors up

    def layers(self):
        from keras import Input, layers
        from keras.initializers import Identity, RandomUniform

        n = self.start
        start = Identity(n) if self.one_hot else RandomUniform(-n, n)
        vectors = layers.Embedding(n_chars, n_chars, start, trainable=self.learns)
        return [Input((self.n_in,)), vectors, *super().layers()[1:]]


def embedding_from(start, **attributes):
    """Make a variation of Embedding, with another start and perhaps other attributes."""
    name = f"embedding from {start or 'zeros'}"
    return type("EmbeddingFrom", (Embedding,), {"start": start, "name": name} | attributes)


def join(question, answer):
    """Make the task that reads as the task question does, and answers as the task answer does."""
    if Task in (question, answer):
        return answer if question is Task else question
    # Python takes a method of the question first; super() in it is then the answer's
    return type("Joined", (question, answer), {"name": f"{question.name}, {answer.name}"})


class AutoregressiveDecoder(Task):
    """A decoder that starts from the encoder's state, and reads the character that it wrote last.

    In training it reads the right one (teacher forcing). From Sutskever et al. (2014).
    """

    name, attention = "autoregressive decoder", False

    def create_model(self, learning_rate):
        from keras import Input, Model
        from keras.layers import LSTM, Attention, Concatenate, Dense, TimeDistributed
        from keras.optimizers import Adam

        question, before = Input((self.n_in, n_chars)), Input((self.n_out, n_chars))
        encoder = LSTM(100, return_sequences=True, return_state=True, unroll=True)
        outputs, *state = encoder(question)
        decoder = LSTM(100, return_sequences=True, unroll=True)  # as many units as the state has
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

    name, attention = "attention", True


def characters_before(y):
    """Move one-hot answers one place to the right. In the first place there are zeros."""
    return np.concatenate([np.zeros_like(y[:, :1]), y[:, :-1]], axis=1)


class MLPMapping(Task):
    """Stage 2: two scaled numbers in, their scaled sum out, by an MLP."""

    name, loss = "MLP mapping", "mean_squared_error"

    def layers(self):
        return layers_of(addition_mlp.create_model(2, (4, 2), learning_rate=0.001))

    def encode(self, X, y):
        return scaling.normalize(X, y, 2, self.largest)

    def decode(self, y):
        return [scaling.invert(value, 2, self.largest) for value in np.ravel(y)]


class LSTMMapping(MLPMapping):
    """Stage 1: the same by an LSTM, which reads each number as a time step."""

    name = "LSTM mapping"

    def layers(self):
        return layers_of(addition_lstm_mapping.create_model(2, (10,), learning_rate=0.001))

    def encode(self, X, y):
        X, y = super().encode(X, y)
        return X.reshape(len(X), 2, 1), y
