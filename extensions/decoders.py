"""What should the decoder be given?

The tutorial's encoder hands over one vector, which RepeatVector shows to every step of the
decoder. It suggests to "reframe the output to be a sequence of 5 characters padded with
whitespace. The network would be doing more work than is required [...] Try it and see": then the
encoder can hand over its whole sequence, a step of the decoder for each of its own. A reader asks
for a decoder that goes on from the encoder's state and is fed its own last character, as in
translation (Sutskever et al. 2014), and for attention. In training it is fed the right character
(teacher forcing), when asked its own; with attention (Luong et al. 2015) it may look back at all of
the encoder's outputs too.

Expect the whole sequence to do worst by far up to 99, as it has to write the tens before it has
read the ones, and the others nearly all right. Up to 10 they learn by heart; the whole sequence,
which misses a quarter of what it has seen, gets a few more of the never seen ones.

Hack it: print what the attention looks at; GRU in place of LSTM.
"""

from collections import defaultdict
from itertools import product

import numpy as np

from addition_seq2seq import alphabet
from common.encoding import encode_strings, pad, seq_lengths, to_string
from common.terminal import run_script
from extensions.comparing import compare, predict, sequential

n_chars = len(alphabet)


def repeat_vector(problem):
    """The tutorial's: the encoder's last output, again for every character of the answer."""
    return problem


def whole_sequence(problem):
    """The encoder's output after each character; the answer padded to the question's length."""
    n_in_seq_length, _ = seq_lengths(2, problem.largest)

    def create(learning_rate):
        from keras import Input
        from keras.layers import LSTM, Dense, TimeDistributed

        layers = [
            Input((n_in_seq_length, n_chars)),
            LSTM(100, return_sequences=True, unroll=True),
            LSTM(50, return_sequences=True, unroll=True),
            TimeDistributed(Dense(n_chars, activation="softmax")),
        ]
        return sequential(layers, learning_rate)

    def encode(X, y):
        X, y = to_string(X, y, 2, problem.largest)
        return encode_strings(X, pad(y, n_in_seq_length), alphabet)

    return problem._replace(create=create, encode=encode)


def best_without_looking_ahead(largest):
    """The share of all pairs that whole_sequence can get right at the very best.

    The answer's tens are due at the question's last character but one, before the ones have been
    read: a carry can only be guessed. The best guess is the one that is right most often.

    >>> best_without_looking_ahead(10), round(best_without_looking_ahead(99), 4)
    (0.8, 0.6072)
    """
    pairs = list(product(range(1, largest + 1), repeat=2))
    questions, answers = to_string(pairs, list(map(sum, pairs)), 2, largest)
    n_ahead = len(answers[0]) - 1  # characters still to be read at the answer's first

    def n_right(answered, i):
        """Of those that are the same up to here, how many the best guesses will get right."""
        if i > n_ahead:
            return len(answered)
        read = defaultdict(lambda: defaultdict(list))
        for question, answer in answered:
            read[question[: len(question) - n_ahead + i]][answer[i]].append((question, answer))
        return sum(max(n_right(each, i + 1) for each in next_.values()) for next_ in read.values())

    return n_right(list(zip(questions, answers)), 0) / len(pairs)


def own_character(problem, attention=False):
    """The encoder's state, and at each step the character before: its own, when asked."""
    n_in_seq_length, n_out_seq_length = seq_lengths(2, problem.largest)

    def create(learning_rate):
        from keras import Input, Model
        from keras.layers import LSTM, Attention, Concatenate, Dense, TimeDistributed
        from keras.optimizers import Adam

        question = Input((n_in_seq_length, n_chars))
        before = Input((n_out_seq_length, n_chars))
        encoder = LSTM(100, return_sequences=True, return_state=True, unroll=True)
        encoded, *state = encoder(question)
        # as many units as the encoder, since it starts from the encoder's state
        decoder = LSTM(100, return_sequences=True, unroll=True)
        decoded = decoder(before, initial_state=state)
        if attention:
            decoded = Concatenate()([decoded, Attention()([decoded, encoded])])
        answer = TimeDistributed(Dense(n_chars, activation="softmax"))(decoded)
        model = Model([question, before], answer)
        model.compile(loss="categorical_crossentropy", optimizer=Adam(learning_rate))
        return model

    def encode(X, y):
        X, y = problem.encode(X, y)
        return [X, characters_before(y)], y

    def predict_one_by_one(model, X):
        question, _ = X
        answer = np.zeros((len(question), n_out_seq_length, n_chars), "float32")
        for i in range(n_out_seq_length):
            # what comes after the i-th character is of no account yet
            result = predict(model, [question, characters_before(answer)])
            answer[:, i] = np.eye(n_chars)[result[:, i].argmax(axis=1)]
        return answer

    return problem._replace(create=create, encode=encode, predict=predict_one_by_one)


def characters_before(y):
    """Each character's predecessor, and zeros before the first.

    >>> characters_before(np.array([[[1, 0], [0, 1]]])).tolist()
    [[[0, 0], [1, 0]]]
    """
    before = np.zeros_like(y)
    before[:, 1:] = y[:, :-1]
    return before


def attention(problem):
    """own_character, and a look back at each step at all that the encoder has put out."""
    return own_character(problem, attention=True)


def main():
    compare([repeat_vector, whole_sequence, own_character, attention], __doc__, "decoders")


if __name__ == "__main__":
    run_script(main)
