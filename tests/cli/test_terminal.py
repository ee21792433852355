import os
import signal
import sys
from select import select
from unittest.mock import Mock

import pytest

from cli.terminal import run_script, stderr_held_back
from tests.in_process import Terminal
from tests.subprocesses import FAKE_KERAS, python, start

RUN = "import os, sys\nfrom cli.terminal import run_script, start_keras\n"


@pytest.fixture(autouse=True)
def sigterm():
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)


@pytest.mark.parametrize("does, ends", [([0], 0), ([2], 2), (FloatingPointError("nan"), "nan")])
def test_the_process_ends_with_the_status_of_main_or_a_line(does, ends):
    with pytest.raises(SystemExit) as ended:
        run_script(Mock(side_effect=does))
    assert ended.value.code == ends


def test_ctrl_c_removes_half_a_progress_bar(monkeypatch, capsys):
    def main():
        print("37/100 ━━━━━━", end="\r")
        raise KeyboardInterrupt

    monkeypatch.setattr("sys.stdout", Terminal())
    with pytest.raises(SystemExit, match="130"):
        run_script(main)
    assert sys.stdout.getvalue().endswith("\r\033[K")
    assert capsys.readouterr().err == "Interrupted.\n"


def test_a_reader_who_has_gone_gets_no_complaint():
    code = "from itertools import count\nrun_script(lambda: [print(i) for i in count()])"
    process = start("-c", RUN + code)
    assert [process.stdout.readline() for _ in range(3)] == ["0\n", "1\n", "2\n"]
    process.stdout.close()
    assert process.stderr.read() == ""
    assert process.wait(timeout=60) == 1


def test_output_that_cannot_be_written_is_said_in_a_line():
    code = "def main():\n    print('lost')\n    raise OSError(28, 'No space left on device')\n"
    ended = python("-c", RUN + code + "run_script(main)")
    assert (ended.returncode, ended.stderr) == (1, "[Errno 28] No space left on device\n")


def test_each_line_appears_when_it_is_printed_and_a_sign_that_cannot_is_replaced():
    code = "run_script(lambda: [print('\\u2611'), sys.stdin.read()])"
    process = start("-c", RUN + code, variables={"PYTHONIOENCODING": "ascii"}, stdin=-1)
    assert select([process.stdout], [], [], 60)[0] and process.stdout.readline() == "?\n"
    process.communicate(timeout=60)


def test_without_numpy_it_is_said_how_to_install_it():
    ended = python("-S", "addition_mlp.py")  # without site-packages
    assert (ended.returncode, ended.stdout) == (1, "")
    *_, line = ended.stderr.splitlines()
    assert line.startswith("ModuleNotFoundError: NumPy is not installed here.")
    assert line.endswith("python3 -m venv .venv && .venv/bin/pip install -r requirements.txt")


THREADS = "assert os.environ['TF_NUM_INTRAOP_THREADS'] == os.environ['OMP_NUM_THREADS'] == '1'"


@pytest.mark.parametrize(
    "code, status, shown, complaint",
    [
        (FAKE_KERAS + THREADS, 0, "keras\n", "later\n"),
        ("os._exit(7)", 7, "", "start-up noise\n"),
        ("os.abort()", -signal.SIGABRT, "", "start-up noise\n"),
    ],
    ids=["imported", "exit", "abort"],
)
def test_what_keras_says_is_held_back_unless_its_import_ends_the_process(
    tmp_path, monkeypatch, code, status, shown, complaint
):
    """It writes to file descriptor 2, past sys.stderr. It trains on one thread."""
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    noise = "import os\nos.write(2, b'start-up noise\\n')\n"
    (tmp_path / "keras.py").write_text(noise + code)
    main = "def main():\n    print(start_keras().__name__)\n    print('later', file=sys.stderr)\n"
    ended = python("-c", RUN + main + "run_script(main)", PYTHONPATH=tmp_path)
    assert (ended.returncode, ended.stdout, ended.stderr) == (status, shown, complaint)


@pytest.mark.parametrize("error, shown", [(ImportError, "noise\n"), (KeyboardInterrupt, "")])
def test_what_was_held_back_is_shown_where_an_error_is(capfd, error, shown):
    with pytest.raises(error), stderr_held_back():
        os.write(2, b"noise\n")
        raise error
    assert capfd.readouterr().err == shown
