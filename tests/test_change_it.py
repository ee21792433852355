"""README's section "Change it", and one change more, each made in a copy of stage 3 that is run."""

import importlib.util
import re
from random import Random

import pytest

from common.encoding import invert
from tests.in_process import refused, run
from tests.subprocesses import ROOT

CHANGES = re.findall(r"```diff\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
# its numbers are no decimal ones
HEXADECIMAL = """
-    generate_data,
@@
-    seq_lengths,
@@
-alphabet = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "+", " "]
+alphabet = [*"0123456789abcdef+ "]
+def seq_lengths(n_numbers, largest):
+    return n_numbers * (len(f"{largest:x}") + 1) - 1, len(f"{n_numbers * largest:x}")
+def generate_data(n_samples, n_numbers, largest, alphabet, rng):
+    X, y = random_sum_pairs(n_samples, n_numbers, largest, rng)
+    n_in, n_out = seq_lengths(n_numbers, largest)
+    X, y = ["+".join(map("{:x}".format, x)) for x in X], list(map("{:x}".format, y))
+    return encode(pad(X, n_in), alphabet), encode(pad(y, n_out), alphabet)
@@
-        show_encoding(n_numbers, largest, seed)
@@
-        read=lambda question: read_numbers(question, "+"),
-        write=lambda numbers: "+".join(map(str, numbers)),
-        right=sum,
+        read=lambda question: [int(term, 16) for term in question.split("+")],
+        write=lambda numbers: "+".join(map("{:x}".format, numbers)),
+        right=lambda numbers: f"{sum(numbers):x}",
"""
PLAIN = "LSTM RepeatVector LSTM TimeDistributed Adam"
# the copies: their model, the question in their help, one to ask, the right answer
COPIES = {
    "deeper": ("LSTM RepeatVector LSTM LSTM TimeDistributed Adam", "3+10", "7+5", "12"),
    "rmsprop": (PLAIN.replace("Adam", "RMSprop"), "3+10", "7+5", "12"),
    "gru": (PLAIN.replace("LSTM", "GRU"), "3+10", "7+5", "12"),
    "subtraction": (PLAIN, "3-10", "7-5", "2"),
    "hexadecimal": (PLAIN, "3+a", "a+5", "f"),
}
TINY = "--examples 12 --epochs 2 --batch-size 4 --units 6 5".split()


def changed(text, change):
    """Apply a change to a text, as one does by hand. Each part of it must be found just once."""
    for part in change.split("@@\n"):
        lines = part.splitlines(keepends=True)
        assert {line[0] for line in lines} <= {" ", "-", "+"}
        old = "".join(line[1:] for line in lines if line[0] != "+")
        assert text.count(old) == 1, old
        text = text.replace(old, "".join(line[1:] for line in lines if line[0] != "-"))
    return text


@pytest.fixture(scope="module")
def copies(tmp_path_factory):
    folder, copies = tmp_path_factory.mktemp("copies"), {}
    original = (ROOT / "addition_seq2seq.py").read_text(encoding="utf-8")
    for name, change in zip(COPIES, [*CHANGES, HEXADECIMAL.lstrip()], strict=True):
        path = folder / f"{name}.py"
        path.write_text(changed(original, change), encoding="utf-8")
        spec = importlib.util.spec_from_file_location(name, path)
        copies[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(copies[name])
    return copies


@pytest.mark.parametrize("name", COPIES)
def test_a_copy_has_another_model_and_is_trained(eager, copies, name):
    model = copies[name].create_model(units=[6, 5])
    parts = [type(part).__name__ for part in (*model.layers, model.optimizer)]
    assert " ".join(parts) == COPIES[name][0]
    assert run(copies[name], *TINY, "--epochs", 1).status == 0


@pytest.mark.parametrize("name", ["subtraction", "hexadecimal"])
def test_a_copy_is_watched_saved_drawn_loaded_and_asked(eager, copies, tmp_path, name):
    copy, path = copies[name], tmp_path / "a.keras"
    _, example, question, right = COPIES[name]
    shown = run(copy, "--help").out
    assert shown.startswith(f"usage: {name}.py ") and f"'{example}'" in shown
    files = ["--save", path, "--plot", tmp_path / "a.svg"]
    trained = run(copy, *TINY, "--watch", 1, *files, "--ask", question)
    assert (trained.status, trained.err) == (0, "")
    watched = re.findall(rf"^epoch \d: \w+\{example[1]}\w+=.* [☑☒]", trained.out, re.MULTILINE)
    *_, saved, _, answer = trained.out.splitlines()
    assert len(watched) == 2 and saved == f"The model is in {path}."
    assert re.fullmatch(rf"{re.escape(question)}=.* (☑|☒ \({right}\))", answer)
    claimed = f"{answer}\nyour {right} is right\n"
    assert run(copy, "--load", path, "--ask", f"{question}={right}") == (0, claimed, "")

    says = f"error: argument --load: '{path}' is of {name}.py, not of deeper.py"
    assert refused(copies["deeper"], "--load", path) == f"deeper.py: {says}"


@pytest.mark.parametrize("n_numbers, largest", [(2, 10), (2, 4), (3, 99)])
def test_subtraction_is_trained_on_differences(copies, n_numbers, largest):
    copy = copies["subtraction"]
    data = copy.generate_data(200, n_numbers, largest, copy.alphabet, Random(1))
    questions, answers = ([invert(seq, copy.alphabet) for seq in each] for each in data)
    assert (len(questions[0]), len(answers[0])) == copy.seq_lengths(n_numbers, largest)
    numbers = [list(map(int, question.split("-"))) for question in questions]
    assert {len(each) for each in numbers} == {n_numbers}
    assert list(map(int, answers)) == [first - sum(rest) for first, *rest in numbers]
    assert min(map(int, answers)) < 0 < max(map(int, answers))
