"""The stages as the tutorial has them, from start to end."""

import re

import pytest

import addition_lstm_mapping
import addition_mlp
from tests.common.test_pairs import EXPECTED_COLUMNS
from tests.in_process import run
from tests.subprocesses import python


# The bounds are a little outside the worst of seeds 1 to 10 (README.md), so that they hold with any
# processor's rounding. Without training the RMSEs are near 100.
@pytest.mark.parametrize(
    "stage, script, worst", [(1, addition_lstm_mapping, 1), (2, addition_mlp, 6)]
)
def test_the_epochs_then_a_good_rmse_then_the_tutorials_20_sums(keras, stage, script, worst):
    ended = run(script)
    assert (ended.status, ended.err) == (0, "")
    n_epoch, *_, column = EXPECTED_COLUMNS[stage]
    epochs = "".join(rf"Epoch {i}/{n_epoch}\n.*- loss: \d.*\n" for i in range(1, n_epoch + 1))
    sums = re.findall(r"Expected=(\d+), Predicted=(-?\d+) \(err=(-?\d+)\)\n", ended.out)
    assert re.fullmatch(rf"{epochs}RMSE: \d+\.\d{{6}}\n(Expected=.*\n){{20}}", ended.out)
    assert [expected for expected, *_ in sums] == column.split()
    assert all(int(e) - int(p) == int(err) for e, p, err in sums)
    assert float(re.search(r"RMSE: (.*)", ended.out)[1]) <= worst


def test_stage_3_shows_encoding_then_model_then_epochs_then_the_tutorials_20_sums_then_good_scores(
    tmp_path,
):
    """In a process of its own, where Matplotlib's backend needs a screen that is not there."""
    files = ["--save", tmp_path / "adder.keras", "--plot", tmp_path / "adder.png"]
    ended = python("addition_seq2seq.py", *files, "--ask", "7+5", MPLBACKEND="tkagg")
    assert (ended.returncode, ended.stderr, "\033" in ended.stdout) == (0, "", False)
    n_epoch, *_, column = EXPECTED_COLUMNS[3]
    epoch = r"Epoch {}/{}\n.*accuracy: \d.* loss: \d.*\n"
    epochs = [epoch.format(i, n_epoch) for i in range(1, n_epoch + 1)]
    sums = [f"Expected={each:>2}, Predicted=..\n" for each in column.split()]
    scores = r"Exact match: (\d+) of 1000 \(\d+\.\d%\)\nRMSE: .*\n"
    *encoding, vector = ended.stdout.splitlines()[:4]
    assert encoding == ["[[3, 10]] [13]", "[' 3+10'] ['13']", "[[11, 3, 10, 1, 0]] [[1, 3]]"]
    assert vector == "[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1] ' '"
    match = re.search(r"\nModel: (?:.*\n)+" + "".join(epochs + sums) + scores, ended.stdout)
    assert int(match[1]) >= 750  # without training nearly none are right
    assert re.search(r"\n7\+5=.* (☑|☒ \(12\))\n$", ended.stdout)
    assert {path.name for path in tmp_path.iterdir()} == {"adder.keras", "adder.png"}
    assert (tmp_path / "adder.png").read_bytes().startswith(b"\x89PNG")


def test_help_imports_nothing_slow():
    ended = python("-X", "importtime", "addition_mlp.py", "--help")
    imported = set(re.findall(r"\| +(\w+)", ended.stderr))
    assert (ended.returncode, {"argparse", "cli"} < imported) == (0, True)
    assert not imported & {"keras", "tensorflow", "sklearn", "matplotlib", "tqdm", "joblib"}
