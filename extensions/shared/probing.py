"""What can be read from the encoder's output: linear probes, a linear fit, and two components."""

import numpy as np
from threadpoolctl import threadpool_limits

from extensions.shared.tasks import predict

PLACES = ("ones", "tens", "hundreds")
N_FITTED = 3000  # the most questions that a probe is fitted on
# with more threads the last digits would depend on --jobs
one_thread = threadpool_limits.wrap(limits=1)


def before_training(task, seed):
    """Build a task's network as it is before a training with this seed: a control."""
    from keras.utils import set_random_seed

    set_random_seed(seed)
    return task.create_model(0.001)


def encoder_outputs(task, model, pairs):
    """Compute the encoder's output after each character: (n_samples, n_in_seq_length, units).

    A second encoder with the same weights returns the whole sequence. The last output is the vector
    that RepeatVector gives to the decoder.
    """
    from keras import Input, Sequential
    from keras.layers import LSTM

    X, _ = task.encode(pairs, list(map(sum, pairs)))
    encoder = model.layers[0]
    same = LSTM.from_config(encoder.get_config() | {"return_sequences": True})
    outputs = Sequential([Input(X.shape[1:]), same])
    outputs.set_weights(encoder.get_weights())
    return predict(outputs, X)


def digits_of(pairs, n_places):
    """List what a probe looks for: the numbers' digits, the sum's, and the carry from the ones.

    n_places: how many digits of each. Returns {name: an integer for each pair}.

    >>> for name, values in digits_of([(7, 15), (40, 2)], 2).items():
    ...     print(name, values)
    first tens [0 4]
    first ones [7 0]
    second tens [1 0]
    second ones [5 2]
    sum tens [2 4]
    sum ones [2 2]
    carry [1 0]
    """
    first, second = np.array(pairs).T
    digits = {
        f"{name} {PLACES[place]}": numbers // 10**place % 10
        for name, numbers in (("first", first), ("second", second), ("sum", first + second))
        for place in reversed(range(n_places))
    }
    return digits | {"carry": (first % 10 + second % 10) // 10}


def scaled(model):
    """Scale the vectors for a linear model: before the training they are smaller."""
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    return make_pipeline(StandardScaler(), model)


@one_thread
def probe(vectors, labels, new_vectors, new_labels):
    """Fit a linear classifier. Returns the share of the new labels that it gets right."""
    from sklearn.linear_model import LogisticRegression

    classifier = scaled(LogisticRegression(max_iter=1000))
    return float(classifier.fit(vectors, labels).score(new_vectors, new_labels))


def probe_all(task, networks, fitted_on, scored_on, n_places):
    """Probe the encoder for each digit after each character (Alain & Bengio 2016).

    networks: models, {"trained": ..., "untrained": ...}; fitted_on, scored_on: lists of pairs.
    Returns scores, for each digit and the carry: "probe carry, trained", a share for each
    character, and "probe carry, untrained".
    """
    old_digits, new_digits = (digits_of(pairs, n_places) for pairs in (fitted_on, scored_on))
    scores = {}
    for when, model in networks.items():
        old, new = (encoder_outputs(task, model, pairs) for pairs in (fitted_on, scored_on))
        for digit, labels in old_digits.items():
            scores[f"probe {digit}, {when}"] = [
                probe(old[:, i], labels, new[:, i], new_digits[digit]) for i in range(task.n_in)
            ]
    return scores


@one_thread
def fit_sums(vectors, sums, n):
    """Fit the first n sums to their vectors (ridge), and score the others.

    Returns the R2, and the share that is right when it is rounded.
    """
    from sklearn.linear_model import Ridge

    line = scaled(Ridge()).fit(vectors[:n], sums[:n])
    rounded = np.rint(line.predict(vectors[n:])) == sums[n:]
    return float(line.score(vectors[n:], sums[n:])), float(rounded.mean())


@one_thread
def components(vectors):
    """Compute the first two principal components of vectors."""
    from sklearn.decomposition import PCA

    return PCA(2).fit_transform(vectors).astype(float)
