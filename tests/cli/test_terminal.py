import io
import json
import os
import re
import signal
import subprocess
import sys

import pytest

from cli import terminal
from cli.terminal import (
    Output,
    end_with_a_line,
    progress_bar,
    run_script,
    start_keras,
    stderr_held_back,
    verbose_for_terminal,
)
from tests.in_process import Terminal
from tests.subprocesses import FAKE_KERAS, ROOT, environment, python, start

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


@pytest.mark.parametrize(
    "error, line",
    [
        (FloatingPointError("the loss is nan"), "the loss is nan"),
        (MemoryError(), "The memory is full. Try fewer --examples, --numbers or --units."),
        (type("ResourceExhaustedError", (Exception,), {})("on\n35 lines"), "The memory is full."),
    ],
    ids=repr,
)
def test_some_errors_end_with_a_line(error, line):
    def main():
        raise error

    with pytest.raises(SystemExit, match=line):  # Python writes it, and ends with status 1
        run_script(main)


def test_ctrl_c_removes_half_a_progress_bar(monkeypatch, capsys):
    monkeypatch.setattr("sys.stdout", Terminal())
    print("37/100 ━━━━━━", end="\r")
    with pytest.raises(SystemExit, match="130"):
        end_with_a_line(KeyboardInterrupt())
    assert sys.stdout.getvalue().endswith("\r\033[K")
    assert capsys.readouterr().err == "Interrupted.\n"


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


RUN = "from cli.terminal import Output, run_script, start_keras\n"


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


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_ctrl_c_and_other_signals_end_with_130_and_a_short_line(number):
    # where the tests run in the background, an interrupt may be ignored, and so in here
    default = {"preexec_fn": lambda: signal.signal(number, signal.SIG_DFL)}
    process = start("-c", WAITING, **default)
    folder = process.stdout.readline().strip()
    process.send_signal(number)
    _, complaint = process.communicate(timeout=60)
    assert (process.returncode, complaint) == (130, "Interrupted.\n")
    assert not os.path.exists(folder)


def test_nohup_is_respected():
    process = start("-c", WAITING, preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
    process.stdout.readline()
    process.send_signal(signal.SIGHUP)
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(timeout=0.2)
    process.terminate()
    process.communicate(timeout=60)


def test_a_script_whose_packages_are_missing_names_the_command_that_installs_them():
    ended = python("-S", "addition_mlp.py")  # without site-packages
    assert (ended.returncode, ended.stdout) == (1, "")
    (line,) = ended.stderr.splitlines()
    assert line.startswith("numpy is not installed")
    assert line.endswith("python3 -m venv .venv && .venv/bin/pip install -r requirements.txt")


@pytest.mark.parametrize("name", ["sklearn", "matplotlib", "joblib"])
def test_what_is_imported_after_the_training_is_missed_before_it(monkeypatch, name):
    monkeypatch.setattr(terminal, "find_spec", lambda wanted: wanted != name)
    with pytest.raises(ModuleNotFoundError) as missing:
        start_keras.__wrapped__()
    assert missing.value.name == name


@pytest.mark.parametrize(
    "backend, settings, says",
    [
        ("theano", {}, "theano"),
        ("torch", {}, "torch"),  # is not in requirements.txt
        ("", {"floatx": "float128"}, "float128"),
        ("", [], "list"),
    ],
)
def test_a_setting_that_keras_cannot_start_with_ends_with_a_line(tmp_path, backend, settings, says):
    (tmp_path / "keras.json").write_text(json.dumps(settings))
    ended = python(
        "-c", RUN + "run_script(start_keras)", KERAS_BACKEND=backend, KERAS_HOME=tmp_path
    )
    assert (ended.returncode, ended.stdout) == (1, "")
    (line,) = ended.stderr.splitlines()
    assert line.startswith("Keras cannot start with KERAS_BACKEND or its keras.json as they are: ")
    assert says in line


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


def test_start_up_noise_is_held_back_and_nothing_else(import_fake_keras, monkeypatch):
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    threads = "os.environ['TF_NUM_INTRAOP_THREADS'] == os.environ['OMP_NUM_THREADS'] == '1'"
    ended = import_fake_keras(f"{FAKE_KERAS}assert {threads}")  # whatever the backend
    assert ended.returncode == 0
    assert ended.stdout.endswith("keras\n")
    assert ended.stderr == "later\n"


@pytest.mark.parametrize("error, shown", [(ImportError, "noise\n"), (KeyboardInterrupt, "")])
def test_what_was_held_back_is_shown_where_an_error_is(capfd, error, shown):
    with pytest.raises(error), stderr_held_back():
        os.write(2, b"noise\n")
        raise error
    assert capfd.readouterr().err == shown


@pytest.mark.parametrize("end, status", [("os._exit(7)", 7), ("os.abort()", -signal.SIGABRT)])
def test_where_the_import_ends_the_process_everything_is_shown(import_fake_keras, end, status):
    ended = import_fake_keras(end)
    assert (ended.returncode, ended.stderr) == (status, "start-up noise\n")


@pytest.mark.parametrize(
    "columns, verbose, chosen",
    [("80", 1, 1), ("79", 1, 2), ("79", 0, 0), ("80", 2, 2), (None, 1, 2), (None, 0, 0)],
)
def test_keras_bar_is_shown_where_there_is_room(monkeypatch, columns, verbose, chosen):
    monkeypatch.setattr("sys.stdout", io.StringIO() if columns is None else Terminal())
    monkeypatch.setenv("COLUMNS", columns or "100")
    assert verbose_for_terminal(verbose) == chosen


def test_on_a_terminal_progress_is_shown_and_removed(monkeypatch):
    terminal = Terminal()
    monkeypatch.setattr("sys.stdout", terminal)
    with progress_bar(4, "seed 7") as bar:
        bar.update(4)
        bar.refresh()
    shown = terminal.getvalue()
    assert re.search(r"seed 7 100%", shown)
    assert shown.split("\r")[-2].strip() == "" and shown.endswith("\r")


def test_a_file_is_not_filled_with_progress(capsys):
    with progress_bar(1000) as bar:
        for _ in range(1000):
            bar.update()
    assert capsys.readouterr() == ("", "")
