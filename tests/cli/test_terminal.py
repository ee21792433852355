import io
import os
import signal
import sys
from select import select
from unittest.mock import Mock

import pytest

from cli.terminal import interrupts_held_back, run_script
from tests.in_process import Terminal
from tests.subprocesses import FAKE_KERAS, python, start

RUN = "import os, sys\nfrom cli.terminal import run_script, start_keras\n"


@pytest.fixture(autouse=True)
def as_before(monkeypatch):
    monkeypatch.setenv("PYTHONWARNINGS", "")
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)


@pytest.mark.parametrize("does, ends", [(0, 0), (2, 2), (FloatingPointError("nan"), "nan")])
def test_the_process_ends_with_the_status_of_main_or_a_line(does, ends):
    with pytest.raises(SystemExit) as ended:
        run_script(Mock(side_effect=[does]))
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


def test_each_line_appears_when_it_is_printed_and_a_sign_that_cannot_is_put_in_words():
    code = "run_script(lambda: [print('1 \u2611 2 \u2612 \u2026'), sys.stdin.read()])"
    process = start("-c", RUN + code, variables={"PYTHONIOENCODING": "ascii"}, stdin=-1)
    assert select([process.stdout], [], [], 60)[0]
    assert process.stdout.readline() == "1 right 2 wrong ?\n"
    process.communicate(timeout=60)


def test_what_is_not_utf_8_is_one_bad_question(tmp_path):
    (tmp_path / "questions").write_bytes(b"\xff+3\n7+5\n")
    code = "from cli.questions import ask\ndef main():\n"
    code += "    return ask([], lambda q: (q, '12', str(sum(map(int, q.split('+'))))), 10)\n"
    with open(tmp_path / "questions") as questions:
        process = start("-c", RUN + code + "run_script(main)", stdin=questions)
        shown, complaint = process.communicate(timeout=60)
    assert (shown, complaint.count("\n"), "xff" in complaint) == ("7+5=12 \u2611\n", 1, True)


def test_streams_without_reconfigure_are_left_as_they_are(monkeypatch):
    """As those of IDLE and Jupyter."""
    for name in ("sys.stdin", "sys.stdout"):
        monkeypatch.setattr(name, io.StringIO())
    with pytest.raises(SystemExit):
        run_script(lambda: print("☑"))
    assert sys.stdout.getvalue() == "☑\n"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_that_is_held_back_ends_the_script_after_the_block(number):
    signal.signal(number, signal.default_int_handler)
    with pytest.raises(KeyboardInterrupt):
        with interrupts_held_back():
            os.kill(os.getpid(), number)
            done = True
    assert done and signal.getsignal(number) is signal.default_int_handler


def test_without_numpy_it_is_said_how_to_install_it():
    ended = python("-S", "addition_mlp.py")  # without site-packages
    assert (ended.returncode, ended.stdout) == (1, "")
    *_, line = ended.stderr.splitlines()
    assert line.startswith("ModuleNotFoundError: NumPy is not installed here.")


def test_keras_is_quiet_at_its_import_and_has_one_thread_and_no_backend_of_jupyter(
    tmp_path, monkeypatch
):
    """It writes to file descriptor 2, past sys.stderr."""
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    noise = "import os\nos.write(2, b'start-up noise\\n')\n"
    (tmp_path / "keras.py").write_text(noise + FAKE_KERAS)
    main = "def main():\n    print(start_keras().__name__)\n    print('later', file=sys.stderr)\n"
    names = "TF_NUM_INTRAOP_THREADS", "OMP_NUM_THREADS", "MPLBACKEND"
    shown = f"    print(*map(os.environ.get, {names}))\nrun_script(main)"
    jupyters = {"MPLBACKEND": "module://gone.inline", "PYTHONPATH": tmp_path}
    ended = python("-c", RUN + main + shown, **jupyters)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "keras\n1 1 None\n", "later\n")
