import io
import os
import re
import signal
import subprocess
import sys

import pytest

from cli.terminal import Output, count_epochs, progress_bar, run_script, verbose_for_terminal
from tests.subprocesses import ROOT, environment, python, start

needs_dev_full = pytest.mark.skipif(not os.path.exists("/dev/full"), reason="not on this system")

ENDLESS = """
from itertools import count
from cli.terminal import run_script
def main():
    for i in count():
        print(i)
run_script(main)
"""


@pytest.mark.parametrize("status", [None, 0, 1, 2])
def test_the_status_of_main_is_that_of_the_process(status):
    with pytest.raises(SystemExit) as ended:
        run_script(lambda: status)
    assert ended.value.code == status


def test_ctrl_c_ends_with_a_short_line(capsys):
    def interrupted():
        raise KeyboardInterrupt

    with pytest.raises(SystemExit) as ended:
        run_script(interrupted)
    assert ended.value.code == 130
    shown = capsys.readouterr()
    assert shown.out == ""
    assert len(shown.err.strip().splitlines()) == 1


def test_numbers_that_have_overflowed_end_with_a_line(capsys):
    def overflowed():
        raise FloatingPointError("the loss is nan")

    with pytest.raises(SystemExit) as ended:
        run_script(overflowed)
    assert ended.value.code == 1
    assert capsys.readouterr() == ("", "the loss is nan\n")


def test_a_real_error_still_shows():
    def broken():
        raise RuntimeError("what went wrong")

    with pytest.raises(RuntimeError, match="what went wrong"):
        run_script(broken)


def test_a_reader_who_has_gone_gets_no_complaint():
    process = start("-c", ENDLESS)
    assert [process.stdout.readline() for _ in range(3)] == ["0\n", "1\n", "2\n"]
    process.stdout.close()
    assert process.stderr.read() == ""
    process.wait(timeout=60)


@pytest.fixture
def output(monkeypatch):
    monkeypatch.setattr(Output, "files_to_come", False)  # a test before may have asked for files

    def output(path_or_number):
        raw = Output(path_or_number, "w")
        return io.TextIOWrapper(io.BufferedWriter(raw), line_buffering=True)

    return output


@pytest.fixture
def gone():
    reader, writer = os.pipe()
    os.close(reader)
    return writer


@needs_dev_full
def test_output_that_cannot_be_written_ends_the_process_with_a_line(output, capsys):
    with pytest.raises(SystemExit) as ended:
        print("lost", file=output("/dev/full"))
    assert ended.value.code == 1
    assert capsys.readouterr().err == "The output cannot be written: No space left on device\n"


@needs_dev_full
@pytest.mark.parametrize("closed, says", [("full", ["The output cannot be written"]), ("gone", [])])
def test_while_files_are_to_come_the_run_goes_on(output, gone, capsys, monkeypatch, closed, says):
    monkeypatch.setattr(Output, "files_to_come", True)
    lost = output("/dev/full" if closed == "full" else gone)
    for _ in range(3):
        print("lost", file=lost)
    assert lost.buffer.raw.failed
    lines = capsys.readouterr().err.splitlines()
    assert [line.split(":")[0] for line in lines] == says


def shell(arguments, redirected):
    """Run Python with some of its streams redirected, as the shell does."""
    return subprocess.run(
        ["sh", "-c", f'exec "$@" {redirected}', "sh", sys.executable, *arguments],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        encoding="utf-8",
    )


RUN = "from cli.terminal import Output, run_script\n"


@needs_dev_full
def test_the_status_says_that_the_output_was_lost():
    code = RUN + "Output.files_to_come = True\nrun_script(lambda: print('lost'))"
    ended = shell(["-c", code], "> /dev/full")
    assert ended.returncode == 1
    assert len(ended.stderr.splitlines()) == 1


def test_a_closed_output_is_said():
    ended = shell(["-c", RUN + "run_script(lambda: print('lost'))"], ">&-")
    assert (ended.returncode, ended.stderr) == (2, "The standard output is closed.\n")


@pytest.mark.parametrize("redirected", ["2>&-", "<&- 2>&-"])
def test_with_standard_error_closed_a_script_runs(redirected):
    """No file that it opens is given the number 2, which libraries write to."""
    code = "import sys; print(open('README.md').fileno() > 2); print('said', file=sys.stderr)"
    ended = shell(["-c", RUN + f"run_script(lambda: exec({code!r}))"], redirected)
    assert (ended.returncode, ended.stdout) == (0, "True\n")


WAITING = (
    RUN
    + """
import tempfile, time
def main():
    with tempfile.TemporaryDirectory() as folder:
        print(folder)
        time.sleep(600)
run_script(main)
"""
)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_other_signals_end_as_ctrl_c_does(number):
    process = start("-c", WAITING)
    folder = process.stdout.readline().strip()
    process.send_signal(number)
    _, complaint = process.communicate(timeout=60)
    assert (process.returncode, complaint) == (130, "\nInterrupted.\n")
    assert not os.path.exists(folder)


def test_nohup_is_respected():
    process = start("-c", WAITING, preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
    process.stdout.readline()
    process.send_signal(signal.SIGHUP)
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(timeout=0.2)
    process.terminate()
    process.communicate(timeout=60)


@pytest.mark.parametrize("script", ["addition_lstm_mapping", "addition_mlp", "addition_seq2seq"])
def test_a_script_whose_packages_are_missing_names_the_command_that_installs_them(script):
    ended = python("-S", f"{script}.py")  # without site-packages
    assert (ended.returncode, ended.stdout) == (1, "")
    (line,) = ended.stderr.splitlines()
    assert line.startswith("numpy is not installed")
    assert line.endswith("python3 -m venv .venv && .venv/bin/pip install -r requirements.txt")


@pytest.mark.parametrize("script", [["addition_mlp.py"], ["-m", "extensions.larger_numbers"]])
def test_ctrl_c_while_numpy_is_imported_ends_with_a_short_line_too(tmp_path, script):
    (tmp_path / "numpy.py").write_text("raise KeyboardInterrupt")
    ended = python(*script, PYTHONPATH=str(tmp_path))
    assert (ended.returncode, ended.stderr) == (130, "\nInterrupted.\n")


def test_each_line_appears_when_it_is_printed():
    code = "import time; print('now'); time.sleep(600)"
    process = start(
        "-c", f"from cli.terminal import run_script\nrun_script(lambda: exec({code!r}))"
    )
    try:
        assert process.stdout.readline() == "now\n"
    finally:
        process.kill()
        process.communicate()


def test_a_mark_that_the_terminal_cannot_show_is_replaced():
    code = "from cli.terminal import run_script\nrun_script(lambda: print('\\u2611'))"
    ended = python("-c", code, PYTHONIOENCODING="ascii")
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "?\n", "")


@pytest.fixture
def import_fake_keras(tmp_path):
    """Import, instead of Keras, a module that writes to file descriptor 2 past sys.stderr."""

    def run(code) -> subprocess.CompletedProcess:
        noise = "import os\nos.write(2, b'start-up noise\\n')\n"
        (tmp_path / "keras.py").write_text(noise + code)
        main = """
import sys
from cli.terminal import run_script, start_keras
def main():
    print(start_keras().__name__)
    print("later", file=sys.stderr)
run_script(main)
"""
        return python("-c", main, PYTHONPATH=str(tmp_path))

    return run


def test_start_up_noise_is_held_back_and_nothing_else(import_fake_keras):
    ended = import_fake_keras("from unittest.mock import MagicMock\nops = utils = MagicMock()")
    assert ended.returncode == 0
    assert ended.stdout.endswith("keras\n")
    assert ended.stderr == "later\n"


def test_each_backend_trains_on_one_thread(import_fake_keras, monkeypatch):
    for name in ("TF_NUM_INTRAOP_THREADS", "OMP_NUM_THREADS"):
        monkeypatch.delenv(name, raising=False)
    ended = import_fake_keras(
        "from unittest.mock import MagicMock\nops = utils = MagicMock()\n"
        "assert os.environ['TF_NUM_INTRAOP_THREADS'] == os.environ['OMP_NUM_THREADS'] == '1'"
    )
    assert ended.returncode == 0


def test_where_the_import_fails_everything_is_shown(import_fake_keras):
    ended = import_fake_keras("raise ImportError('no such library')")
    assert ended.returncode == 1
    assert "start-up noise" in ended.stderr
    assert "no such library" in ended.stderr


@pytest.mark.parametrize("end, status", [("os._exit(7)", 7), ("os.abort()", -signal.SIGABRT)])
def test_where_the_import_ends_the_process_everything_is_shown(import_fake_keras, end, status):
    ended = import_fake_keras(end)
    assert (ended.returncode, ended.stderr) == (status, "start-up noise\n")


@pytest.mark.parametrize(
    "columns, verbose, chosen",
    [("80", 1, 1), ("79", 1, 2), ("79", 0, 0), ("80", 2, 2), (None, 1, 2), (None, 0, 0)],
)
def test_keras_bar_is_shown_where_there_is_room(monkeypatch, columns, verbose, chosen):
    terminal = io.StringIO()
    terminal.isatty = lambda: columns is not None
    monkeypatch.setattr("sys.stdout", terminal)
    monkeypatch.setenv("COLUMNS", columns or "100")
    assert verbose_for_terminal(verbose) == chosen


def test_on_a_terminal_progress_is_shown_and_removed(keras, monkeypatch):
    terminal = io.StringIO()
    terminal.isatty = lambda: True
    monkeypatch.setattr("sys.stdout", terminal)
    with progress_bar(4, "seed 7") as bar:
        count = count_epochs(bar)
        for epoch in range(4):
            count.on_epoch_end(epoch, {"loss": 0.25})
        bar.refresh()
    shown = terminal.getvalue()
    assert re.search(r"seed 7: 100%.* 4/4 .*loss=0.2500", shown)
    assert shown.split("\r")[-2].strip() == "" and shown.endswith("\r")


def test_a_file_is_not_filled_with_progress(keras, capsys):
    with progress_bar(1000) as bar:
        count = count_epochs(bar)
        for epoch in range(1000):
            count.on_epoch_end(epoch, {"loss": 0.25})
    assert capsys.readouterr() == ("", "")


def test_ctrl_c_while_keras_is_imported_ends_with_a_short_line_too(import_fake_keras):
    ended = import_fake_keras("raise KeyboardInterrupt")
    assert ended.returncode == 130
    assert len(ended.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize("name", ["MemoryError", "_ArrayMemoryError", "ResourceExhaustedError"])
def test_a_full_memory_gets_one_line(capsys, name):
    def main():
        raise type(name, (Exception,), {})("on 35 lines\n" * 35)

    with pytest.raises(SystemExit, match="1"):
        run_script(main)
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("The memory is full.")


def test_another_error_is_not_hidden(capsys):
    with pytest.raises(ZeroDivisionError):
        run_script(lambda: 1 / 0)
