"""README's section "Change it": each change, made in a copy of stage 3, and the copy run."""

import importlib.util
import re
from random import Random

import pytest

from common.encoding import invert
from tests.in_process import refused, run
from tests.subprocesses import ROOT

SECTION = (
    (ROOT / "README.md").read_text(encoding="utf-8").split("## Change it\n")[1].split("## ")[0]
)
CHANGES = re.findall(r"```diff\n(.*?)```", SECTION, re.DOTALL)
# the copies, and their models
COPIES = {
    "deeper": "LSTM RepeatVector LSTM LSTM TimeDistributed Adam",
    "rmsprop": "LSTM RepeatVector LSTM TimeDistributed RMSprop",
    "gru": "GRU RepeatVector GRU TimeDistributed Adam",
    "subtraction": "LSTM RepeatVector LSTM TimeDistributed Adam",
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
    for name, change in zip(COPIES, CHANGES, strict=True):
        path = folder / f"{name}.py"
        path.write_text(changed(original, change), encoding="utf-8")
        spec = importlib.util.spec_from_file_location(name, path)
        copies[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(copies[name])
    return copies


@pytest.mark.parametrize("name", COPIES)
def test_a_copy_has_another_model_and_is_trained_watched_saved_loaded_and_asked(
    eager, copies, tmp_path, name
):
    copy, path = copies[name], tmp_path / "a.keras"
    model = copy.create_model(units=[6, 5])
    parts = [type(part).__name__ for part in (*model.layers, model.optimizer)]
    assert " ".join(parts) == COPIES[name]

    sign, right = ("-", 2) if name == "subtraction" else ("+", 12)
    shown = run(copy, "--help").out
    assert shown.startswith(f"usage: {name}.py ") and f"'3{sign}10'" in shown
    trained = run(copy, *TINY, "--watch", 1, "--save", path, "--ask", f"7{sign}5")
    assert (trained.status, trained.err) == (0, "")
    assert len(re.findall(rf"^epoch \d: \d+\{sign}\d+=.* [☑☒]", trained.out, re.MULTILINE)) == 2
    *_, saved, answer = trained.out.splitlines()
    assert saved == f"The model is in {path}."
    assert re.fullmatch(rf"7\{sign}5=.* (☑|☒ \({right}\))", answer)
    assert run(copy, "--load", path, "--ask", f"7{sign}5") == (0, f"{answer}\n", "")

    other = copies["gru" if name == "deeper" else "deeper"]
    line = refused(other, "--load", path)
    assert line.startswith(f"{other.__name__}.py: error: argument --load: '{path}' is for {name}.")


@pytest.mark.parametrize("n_numbers, largest", [(2, 10), (2, 99)])
def test_subtraction_is_trained_on_differences(copies, n_numbers, largest):
    copy = copies["subtraction"]
    data = copy.generate_data(200, n_numbers, largest, copy.alphabet, Random(1))
    questions, answers = ([invert(seq, copy.alphabet) for seq in each] for each in data)
    assert (len(questions[0]), len(answers[0])) == copy.seq_lengths(n_numbers, largest)
    numbers = [list(map(int, question.split("-"))) for question in questions]
    assert {len(each) for each in numbers} == {n_numbers}
    assert list(map(int, answers)) == [first - sum(rest) for first, *rest in numbers]
    assert min(map(int, answers)) < 0 < max(map(int, answers))
