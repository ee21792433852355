"""The scripts in this process, where Keras is imported already."""

import io
from collections import namedtuple
from contextlib import redirect_stderr, redirect_stdout
from unittest import mock

Ended = namedtuple("Ended", "status out err")


class Terminal(io.StringIO):
    """A terminal to write to or to read from."""

    def isatty(self):
        return True

    def reconfigure(self, **_):
        pass


def run(script, *arguments, stdout=io.StringIO):
    """Run a script's main with these arguments, until it ends."""
    argv = [f"{script.__name__.split('.')[-1]}.py", *map(str, arguments)]
    out, err = stdout(), io.StringIO()
    with mock.patch("sys.argv", argv), redirect_stdout(out), redirect_stderr(err):
        try:
            status = script.main()
        except SystemExit as ended:
            status = ended.code
    if isinstance(status, str):  # as Python does after sys.exit(line)
        status = print(status, file=err) or 1
    return Ended(status, out.getvalue(), err.getvalue())


def refused(script, *arguments):
    """Run what must be refused, with status 2 and one line, before any training; the line."""
    with mock.patch("cli.running.start_keras", side_effect=AssertionError("it goes on to train")):
        ended = run(script, *arguments)
    assert (ended.status, ended.out, ended.err.count("\n")) == (2, "", 1)
    return ended.err.strip()
