"""Stage 3 as a person starts it: in a process of its own, with what is done beside the training."""

import re

from tests.common.test_pairs import EXPECTED_COLUMNS
from tests.subprocesses import python


def test_encoding_then_model_then_epochs_then_the_tutorials_20_sums_then_good_scores(tmp_path):
    """The bound is outside the worst of seeds 1 to 10. Without training nearly none are right."""
    files = ["--save", tmp_path / "adder.keras", "--plot", tmp_path / "adder.png"]
    # a backend that needs a screen
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
    assert int(match[1]) >= 750
    assert re.search(r"\n7\+5=.* (☑|☒ \(12\))\n$", ended.stdout)
    assert {path.name for path in tmp_path.iterdir()} == {"adder.keras", "adder.png"}
    assert (tmp_path / "adder.png").read_bytes().startswith(b"\x89PNG")
