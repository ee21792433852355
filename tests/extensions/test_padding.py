"""Padding: the scores of characters, and of the answers that are padded."""

from extensions import padding
from extensions.shared.tasks import Task
from extensions.shared.training import TrainedPairs


class OneTooMany(Task):
    """Its answers are right, but for two numbers that are the same."""

    def ask(self, model, X):
        return [self.strings(X, [a + b + (a == b) * n for a, b in X])[1] for n in (0, 1)]


def test_characters_and_padded_answers_of_the_seen_pairs_are_scored(monkeypatch):
    questions, result = {"held-out": [(1, 1)]}, {"scores": {"seen": 0.5}}
    trained = TrainedPairs(OneTooMany(10), "model", questions, {}, result)
    monkeypatch.setattr(padding, "train_pairs", lambda: trained)
    questions["seen"] = [(1, 2), (9, 9), (4, 4), (3, 9)]
    scores = {"seen": 0.5, "characters": 0.75, "padded answers": 0.5}
    assert padding.run()["scores"] == scores
    questions["seen"] = [(9, 9)]
    assert padding.run()["scores"]["padded answers"] == []
