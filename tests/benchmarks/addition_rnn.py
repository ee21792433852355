"""The recipe of the public Keras example addition_rnn, beside extensions.larger_numbers.

Three digits. 50,000 different pairs, of which 45,000 are trained on, the same in each of 29 epochs.
Questions are reversed. LSTM(128) and LSTM(128), batches of 32, Adam with its defaults, one fit an
epoch. The numbers are drawn evenly up to 999 and padded on the left. (The example itself draws the
number of digits evenly.) It takes some minutes: python -m tests.benchmarks.addition_rnn
"""

from random import Random
from time import perf_counter

from addition_seq2seq import alphabet
from cli.terminal import run_script, start_keras
from common.encoding import encode, to_string
from extensions.shared.splitting import draw_pairs


def main():
    began = perf_counter()
    keras = start_keras()
    from keras.layers import LSTM, Dense, Input, RepeatVector

    random = Random(1)
    keras.utils.set_random_seed(1)
    pairs = sorted(draw_pairs(50_000, 999, random))
    random.shuffle(pairs)
    pairs = [random.sample(pair, 2) for pair in pairs]
    X, y = to_string(pairs, list(map(sum, pairs)), 2, 999)
    X, y = encode([string[::-1] for string in X], alphabet), encode(y, alphabet)

    decoder = [LSTM(128, return_sequences=True), Dense(len(alphabet), activation="softmax")]
    model = keras.Sequential([Input(X.shape[1:]), LSTM(128), RepeatVector(y.shape[1]), *decoder])
    model.compile(loss="categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
    for epoch in range(1, 30):
        model.fit(X[:45_000], y[:45_000], batch_size=32, epochs=1, verbose=0)
        right = model.predict(X[45_000:], verbose=0).argmax(-1) == y[45_000:].argmax(-1)
        share, seconds = right.all(axis=1).mean(), perf_counter() - began
        print(f"epoch {epoch}: exact match {share:.2%} after {seconds:.0f} s")


if __name__ == "__main__":
    run_script(main)
