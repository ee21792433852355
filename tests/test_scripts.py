import re
import signal
from concurrent.futures import ThreadPoolExecutor

import pytest

from common.asking import RIGHT, WRONG
from tests.subprocesses import python, start
from tests.test_pairs import EXPECTED_COLUMNS

STAGES = {1: "addition_lstm_mapping.py", 2: "addition_mlp.py", 3: "addition_seq2seq.py"}

SMALL = "addition_mlp.py --examples 30 --epochs 3 --largest 20 --units 5 --batch-size 8".split()
THREE = "addition_seq2seq.py --numbers 3 --largest 99 --units 10 9 --batch-size 8".split()
THREE += "--examples 50 --epochs 2 --verbose 2".split()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("made")


@pytest.fixture(scope="module")
def ended(folder):
    """The runs that take their time, started two at a time: a function from name to the end."""
    runs = {
        1: [STAGES[1]],
        2: [STAGES[2]],
        3: [STAGES[3]],
        "small": [*SMALL, "--seed", "4"],
        "small again": [*SMALL, "--seed", "4"],
        "small, seed 5": [*SMALL, "--seed", "5"],
        "repeats": [*SMALL, "--seed", "4", "--repeats", "2"],
        "three": [*THREE, "--save", folder / "adder.keras", "--plot", folder / "adder.png"],
    }
    pool = ThreadPoolExecutor(2)
    futures = {name: pool.submit(python, *arguments) for name, arguments in runs.items()}

    def ended(name):
        run = futures[name].result()
        assert run.returncode == 0, run.stderr
        return run.stdout

    ended.complaints = lambda name: futures[name].result().stderr
    yield ended
    pool.shutdown(cancel_futures=True)


def expected_column(shown):
    return re.findall(r"^Expected= *(\d+), ", shown, re.MULTILINE)


def rmse(shown):
    (score,) = re.findall(r"^RMSE: (\d+\.\d{6})$", shown, re.MULTILINE)
    return float(score)


def without_timings(shown):
    return re.sub(r"\d+m?s(/step|/epoch)?", "", shown)


def is_in_order(shown, *patterns):
    """Whether each pattern is found after the last place of the one before it."""
    last = -1
    for pattern in patterns:
        places = [match.start() for match in re.finditer(pattern, shown, re.MULTILINE)]
        if not places or places[0] < last:
            return False
        last = places[-1]
    return True


# --- the tutorial's complete examples


@pytest.mark.parametrize("stage", STAGES)
def test_without_options_the_sums_are_the_tutorials(ended, stage):
    *_, column = EXPECTED_COLUMNS[stage]
    assert expected_column(ended(stage)) == column.split()


@pytest.mark.parametrize("stage", [1, 2])
def test_stages_1_and_2_show_losses_then_rmse_then_20_sums(ended, stage):
    shown, (n_epoch, *_) = ended(stage), EXPECTED_COLUMNS[stage]
    epochs = re.findall(r"^Epoch (\d+/\d+)\n.*- loss: \d", shown, re.MULTILINE)
    assert epochs == [f"{i}/{n_epoch}" for i in range(1, n_epoch + 1)]
    line = r"^Expected=\d+, Predicted=-?\d+ \(err=-?\d+\)$"
    assert len(re.findall(line, shown, re.MULTILINE)) == 20
    assert is_in_order(shown, r"^Epoch \d", r"^RMSE: ", line)
    errors = re.findall(r"^Expected=(\d+), Predicted=(-?\d+) \(err=(-?\d+)\)", shown, re.MULTILINE)
    assert all(int(e) - int(p) == int(err) for e, p, err in errors)


def test_stage_3_shows_encoding_model_losses_20_sums_and_scores_in_this_order(ended):
    shown = ended(3)
    epochs = re.findall(r"^Epoch (\d+/\d+)$", shown, re.MULTILINE)
    assert epochs == [f"{i}/30" for i in range(1, 31)]
    assert len(re.findall(r"^Expected=[ \d]\d, Predicted=..$", shown, re.MULTILINE)) == 20
    assert is_in_order(
        shown,
        r"^\[\[3, 10\]\] \[13\]$",
        r"^\[' 3\+10'\] \['13'\]$",
        r"^\[\[11, 3, 10, 1, 0\]\] \[\[1, 3\]\]$",
        r"^\[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1\]",
        r"^Model: ",
        r"^Epoch \d",
        r"^Expected=",
        r"^Exact match: \d+ of 1000 \(\d+\.\d%\)$",
        r"^RMSE: ",
    )
    assert re.search(r"accuracy: \d.* loss: \d", shown)


def test_stage_1_learns_as_well_as_the_tutorials(ended):
    assert rmse(ended(1)) <= 0.5657


def test_stage_2_learns_it_perfectly(ended):
    assert rmse(ended(2)) == 0
    assert ended(2).count("(err=0)\n") == 20


def test_stage_3_learns_nearly_all_of_it(ended):
    lines = re.findall(r"^Expected=(.*), Predicted=(.*)$", ended(3), re.MULTILINE)
    assert len(lines) == 20
    assert all(expected == predicted for expected, predicted in lines)
    assert "Expected= 9, Predicted= 9\n" in ended(3)
    (right,) = re.findall(r"^Exact match: (\d+) of 1000 ", ended(3), re.MULTILINE)
    assert int(right) >= 994


@pytest.mark.parametrize("name", [*STAGES, "small", "repeats", "three"])
def test_standard_error_stays_clean(ended, name):
    assert ended.complaints(name) == ""


# --- seeds, sizes, repeats


def test_the_same_seed_prints_the_same_to_the_last_digit(ended):
    assert without_timings(ended("small")) == without_timings(ended("small again"))
    assert ended("small").count("loss: ") == 3


def test_another_seed_changes_the_numbers_and_the_weights(ended):
    one, other = ended("small"), ended("small, seed 5")
    assert expected_column(one) != expected_column(other)
    losses = [re.findall(r"loss: (\S+)", shown) for shown in (one, other)]
    assert len(losses[0]) == 3
    assert not set(losses[0]) & set(losses[1])


def test_each_repeat_scores_as_a_run_of_its_own(ended):
    lines = ended("repeats").splitlines()
    runs, spread = [line for line in lines if line.startswith("seed")], lines[-1]
    scores = rmse(ended("small")), rmse(ended("small, seed 5"))
    for line, seed, score in zip(runs, (4, 5), scores, strict=True):
        assert re.fullmatch(rf"seed {seed}: rmse {score:.6f} in \d+\.\d s", line, re.IGNORECASE)
    assert f"median {sum(scores) / 2:.6f}" in spread
    assert f"lowest {min(scores):.6f}" in spread
    assert f"highest {max(scores):.6f}" in spread


def test_stage_3_adds_three_two_digit_numbers_in_batches_that_do_not_divide(ended):
    shown = ended("three")
    assert re.search(r"^\['[ \d]\d\+[ \d]?\d\+[ \d]?\d'\] \['[ \d]{2}\d'\]$", shown, re.MULTILINE)
    assert len(re.findall(r"^Expected=[ \d]{2}\d, Predicted=...$", shown, re.MULTILINE)) == 20
    assert all(3 <= int(total) <= 297 for total in expected_column(shown))
    assert any(int(total) > 99 for total in expected_column(shown))
    assert shown.count("loss: ") == 2


# --- kept models and questions


def test_a_model_is_kept_and_a_figure_drawn(ended, folder):
    shown = ended("three")
    assert "adder.keras" in shown
    assert "adder.png" in shown
    assert {path.name for path in folder.iterdir()} == {"adder.keras", "adder.png"}
    assert (folder / "adder.png").read_bytes().startswith(b"\x89PNG")


def test_a_kept_model_scores_as_in_the_run_that_kept_it(ended, folder):
    trained = ended("three")
    loaded = python(
        STAGES[3],
        "--examples",
        50,
        "--epochs",
        2,
        "--batch-size",
        8,
        "--load",
        f"{folder}/adder.keras",
    )
    assert (loaded.returncode, loaded.stderr) == (0, "")
    results = loaded.stdout[loaded.stdout.index("Expected=") :]
    assert "Exact match: " in results
    assert results in trained


def test_questions_on_the_command_line(ended, folder):
    ended("three")
    questions = ["10+20+30", "1+2", " 1 + 2+3 =6"]
    asked = python(STAGES[3], "--load", folder / "adder.keras", "--ask", *questions)
    assert asked.returncode == 1
    first, second, third = asked.stdout.splitlines()
    assert re.fullmatch(f"10\\+20\\+30=.* ({RIGHT}|{WRONG} \\(60\\))", first)
    assert re.fullmatch(f"1\\+2\\+3=.* ({RIGHT}|{WRONG} \\(6\\))", second)
    assert "6" in third
    assert third.endswith(f"right {RIGHT}")
    assert len(asked.stderr.splitlines()) == 1
    assert "'1+2'" in asked.stderr


def test_an_option_that_contradicts_the_kept_model_is_refused(ended, folder):
    ended("three")
    refused = python(STAGES[3], "--load", folder / "adder.keras", "--largest", "10")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "--largest" in refused.stderr
    assert "99" in refused.stderr
    assert len(refused.stderr.splitlines()) == 1


# --- the terminal


@pytest.mark.parametrize("stage", STAGES)
def test_help_imports_nothing_slow(stage):
    helped = python("-X", "importtime", STAGES[stage], "--help")
    assert helped.returncode == 0
    assert "--learning-rate" in helped.stdout
    imported = {line.split("|")[-1].strip() for line in helped.stderr.splitlines()}
    assert {"argparse", "common.options"} < imported
    packages = {module.split(".")[0] for module in imported}
    assert not packages & {"keras", "tensorflow", "sklearn", "matplotlib"}


@pytest.mark.parametrize("stage", STAGES)
def test_a_wrong_option_imports_nothing_slow(stage):
    refused = python("-X", "importtime", STAGES[stage], "--numbers", "1")
    assert refused.returncode == 2
    *imports, complaint = refused.stderr.splitlines()
    assert all(line.startswith("import time:") for line in imports)
    assert "--numbers" in complaint
    assert "'1'" in complaint
    packages = {line.split("|")[-1].strip().split(".")[0] for line in imports}
    assert "argparse" in packages
    assert not packages & {"keras", "tensorflow", "sklearn", "matplotlib"}


@pytest.mark.parametrize(
    "stage, option, value",
    [(1, "--units", "0"), (2, "--seed", "-1"), (3, "--largest", "0"), (3, "--epochs", "1.5")],
)
def test_a_wrong_value_ends_with_one_line(stage, option, value):
    refused = python(STAGES[stage], option, value)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert len(refused.stderr.splitlines()) == 1
    assert STAGES[stage] in refused.stderr
    assert f"{option}: '{value}'" in refused.stderr


def test_an_unknown_backend_ends_with_one_line():
    refused = python(STAGES[2], KERAS_BACKEND="theano")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert len(refused.stderr.splitlines()) == 1
    assert "KERAS_BACKEND" in refused.stderr
    assert "'theano'" in refused.stderr


def test_ctrl_c_ends_with_130_and_a_short_line():
    process = start(
        STAGES[2],
        "--epochs",
        100_000,
        # where the tests run in the background, an interrupt may be ignored, and so in here
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    for line in process.stdout:
        if line.startswith("Epoch"):
            break
    process.send_signal(signal.SIGINT)
    _, complaint = process.communicate(timeout=60)
    assert process.returncode == 130
    (line,) = complaint.strip().splitlines()
    assert len(line) < 40


def test_a_reader_who_has_gone_ends_the_script_quietly():
    process = start(STAGES[2], "--epochs", 100_000)
    lines = [process.stdout.readline() for _ in range(3)]
    assert lines[0].startswith("Epoch 1/")
    process.stdout.close()
    assert process.stderr.read() == ""
    process.wait(timeout=60)
