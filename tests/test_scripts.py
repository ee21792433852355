"""The three scripts as the tutorial has them, and as a person starts them."""

import re

import pytest

import addition_lstm_mapping
import addition_mlp
from cli.questions import RIGHT, WRONG
from tests.common.test_pairs import EXPECTED_COLUMNS
from tests.in_process import run
from tests.subprocesses import python


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Where stage 3 writes its files."""
    return tmp_path_factory.mktemp("stage_3")


@pytest.fixture(scope="module")
def stage_3(folder):
    """Stage 3 in a process of its own, with what is done beside the training."""
    files = ["--save", folder / "adder.keras", "--plot", folder / "adder.png"]
    # narrower than the least that Keras's summary takes, and a backend that is not there
    odd = {"COLUMNS": "10", "MPLBACKEND": "nonsense"}
    ended = python("addition_seq2seq.py", *files, "--ask", "7+5", **odd)
    assert (ended.returncode, ended.stderr) == (0, "")
    return ended.stdout


@pytest.fixture(scope="module")
def shown(keras, stage_3):
    """What the scripts print with the settings of the tutorial's complete examples."""
    ended = [run(script) for script in (addition_lstm_mapping, addition_mlp)]
    assert {(each.status, each.err) for each in ended} == {(0, "")}
    return {1: ended[0].out, 2: ended[1].out, 3: stage_3}


def is_in_order(shown, *patterns):
    """Whether each pattern is found after the last place of the one before it."""
    last = -1
    for pattern in patterns:
        places = [match.start() for match in re.finditer(pattern, shown, re.MULTILINE)]
        if not places or places[0] < last:
            return False
        last = places[-1]
    return True


@pytest.mark.parametrize("stage", [1, 2, 3])
def test_the_sums_are_the_tutorials(shown, stage):
    n_epoch, *_, column = EXPECTED_COLUMNS[stage]
    assert re.findall(r"^Expected= *(\d+), ", shown[stage], re.MULTILINE) == column.split()
    epochs = re.findall(r"^Epoch (\d+/\d+)$", shown[stage], re.MULTILINE)
    assert epochs == [f"{i}/{n_epoch}" for i in range(1, n_epoch + 1)]


# The bounds are a little outside the worst of seeds 1 to 10 (README.md), so that they hold with any
# processor's rounding. Without training the RMSEs are near 100, and the exact match near 0.
@pytest.mark.parametrize("stage, worst", [(1, 1), (2, 6)])
def test_stages_1_and_2_show_losses_then_a_good_rmse_then_20_sums(shown, stage, worst):
    line = r"^Expected=(\d+), Predicted=(-?\d+) \(err=(-?\d+)\)$"
    sums = re.findall(line, shown[stage], re.MULTILINE)
    assert len(sums) == 20
    assert all(int(e) - int(p) == int(err) for e, p, err in sums)
    assert is_in_order(shown[stage], r"^Epoch .*\n.*- loss: \d", r"^RMSE: ", line)
    (score,) = re.findall(r"^RMSE: (\d+\.\d{6})$", shown[stage], re.MULTILINE)
    assert float(score) <= worst


def test_stage_3_shows_encoding_model_losses_20_sums_and_good_scores_in_this_order(shown):
    assert len(re.findall(r"^Expected=[ \d]\d, Predicted=..$", shown[3], re.MULTILINE)) == 20
    assert is_in_order(
        shown[3],
        r"^\[\[3, 10\]\] \[13\]$",
        r"^\[' 3\+10'\] \['13'\]$",
        r"^\[\[11, 3, 10, 1, 0\]\] \[\[1, 3\]\]$",
        r"^\[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1\]",
        r"^Model: ",
        r"^Epoch .*\n.*accuracy: \d.* loss: \d",
        r"^Expected=",
        r"^Exact match: \d+ of 1000 \(\d+\.\d%\)$",
        r"^RMSE: ",
    )
    (right,) = re.findall(r"^Exact match: (\d+) of 1000 ", shown[3], re.MULTILINE)
    assert int(right) >= 750


def test_stage_3_is_saved_drawn_and_asked(stage_3, folder):
    assert "\033" not in stage_3  # which is no terminal
    *_, saved, drawn, asked = stage_3.splitlines()
    assert saved == f"The model is in {folder / 'adder.keras'}."
    assert drawn == f"The figure is in {folder / 'adder.png'}."
    assert re.fullmatch(rf"7\+5=.* ({RIGHT}|{WRONG} \(12\))", asked)
    assert {path.name for path in folder.iterdir()} == {"adder.keras", "adder.png"}
    assert (folder / "adder.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("arguments, status", [(["--help"], 0), (["--numbers", "1"], 2)])
def test_help_and_complaints_import_nothing_slow(arguments, status):
    ended = python("-X", "importtime", "addition_mlp.py", *arguments)
    assert ended.returncode == status
    lines = ended.stderr.splitlines()
    imported = {line.split("|")[-1].strip() for line in lines if line.startswith("import time:")}
    assert {"argparse", "cli.options"} < imported
    packages = {module.split(".")[0] for module in imported}
    assert not packages & {"keras", "tensorflow", "sklearn", "matplotlib", "tqdm", "joblib"}
    complaints = [line for line in lines if not line.startswith("import time:")]
    if status:
        (complaint,) = complaints
        assert complaint.startswith("addition_mlp.py: error: argument --numbers: '1' is not")
    else:
        assert not complaints and "--learning-rate" in ended.stdout
