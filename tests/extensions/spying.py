"""What a model is really trained on."""

import addition_seq2seq
from common.encoding import invert


def spy_on_fit(monkeypatch, module):
    """Note every example that the module trains on."""
    batches, fit = [], module.fit

    def spying_fit(model, new_examples, *args, **kwargs):
        def noted(n):
            batches.append(new_examples(n))
            return batches[-1]

        return fit(model, noted, *args, **kwargs)

    monkeypatch.setattr(module, "fit", spying_fit)
    return batches


def questions_of(batches, reverse=False):
    """The ascending pairs in one-hot questions."""
    strings = [invert(seq, addition_seq2seq.alphabet) for X, _ in batches for seq in X]
    strings = [string[::-1] if reverse else string for string in strings]
    return {tuple(sorted(map(int, string.split("+")))) for string in strings}
