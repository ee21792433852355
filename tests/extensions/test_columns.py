"""Columns: the chains of carries, what is scored, and what is asked."""

from random import Random

from extensions import columns
from extensions.shared import by_column
from extensions.shared.by_column import to_columns
from tests.extensions.shared.test_by_column import Model
from tests.extensions.shared.test_hard_sums import has_carry
from tests.in_process import run
from tests.test_pages import tables_in


def test_every_chain_of_carries_is_as_long_as_it_should_be():
    for a, b in columns.sample_chains(20, 200, 20, Random(1)):
        marks = "".join(" x"[has_carry(a, b, n)] for n in range(1, 201))
        *chains, last = map(len, marks.split())
        assert set(chains) == {20} and last <= 20  # where the number ends, the chain does


class Adder(Model):
    """It adds, but always writes a zero into the 61st column."""

    def predict_on_batch(self, X):
        answers = super().predict_on_batch(X)
        answers[:, 60:61] = to_columns([(0,)], 1)
        return answers

    def count_params(self):
        return 9


def test_it_is_scored_and_a_question_may_be_as_long_as_one_likes(keras, monkeypatch):
    few = {"LENGTHS": (4,), "NINES": (50, 60), "CHAINS": (0, 2), "CHAIN_DIGITS": 30}
    for name, value in few.items():
        monkeypatch.setattr(columns, name, value)
    trained = []

    def train(task, seed, callbacks, n_epoch):
        trained.append((seed, task.sample, task.digits, n_epoch))
        return Adder()

    monkeypatch.setattr(columns, "train", train)
    nines = "9" * 5000
    questions = ["--ask", f" {nines} + 1=5", "1+2+3", "3*4"]
    ended = run(columns, "--seed", 3, "--epochs", 7, "--digits", 3, *questions)
    assert trained == [(3, by_column.sample_nines, 3, 7)]
    (table,) = tables_in(ended.out)
    tests = "4 digits", "chains of 0", "chains of 2", "50 nines + 1", "60 nines + 1"
    right = "100", "100", "100", "1 of 1 seeds", "0 of 1 seeds"
    assert table.splitlines()[2:] == [f"| {t:18} | {r:>14} |" for t, r in zip(tests, right)]
    *_, answer, claim = ended.out.splitlines()
    right = f"{nines}+1=1{'0' * 5000} \u2611"
    assert answer == f"{right} (trained on 2 numbers from 1 to 999)"
    assert claim == "your 5 is wrong"
    refusals = ["'1+2+3': has more than two numbers", "'3*4': is not a question such as 3+10"]
    assert (ended.status, ended.err.splitlines()) == (1, refusals)
