"""Results as data: a line of JSON for each training, and the tables that are printed from them."""

if __name__ == "__main__":
    raise SystemExit("It is no script. Run a question: python -m extensions.held_out_pairs")

import json
import os
import platform
import sys
from errno import ENOSPC
from importlib.metadata import version
from statistics import median


def read_results(path):
    """Read the lines of a file, in their order. Returns a list of dictionaries; [] if it is new.

    A line that cannot be read, such as one that a full disk has cut off, is named on standard
    error and left out.
    """
    lines = []
    if path is not None and path.exists():
        texts = path.read_bytes().split(b"\n")
        for number, text in enumerate(texts, start=1):
            try:
                if text.strip():
                    line = json.loads(text)
                    # raises an error if something is missing
                    identity(line), line["seconds"], line["weights"], dict(line["scores"])
                    lines.append(line)
            except (ValueError, TypeError, KeyError):
                print(f"{path}, line {number}: is not a result, and is left out", file=sys.stderr)
    return lines


def append_result(path, line):
    """Append a line to a file. Two processes may do so at the same time: each writes it at once."""
    text = json.dumps(line) + "\n"
    with open(path, "a+b", buffering=0) as file:
        if file.tell():
            file.seek(-1, os.SEEK_END)
            if file.read() != b"\n":
                text = "\n" + text  # the last line was cut off
        if file.write(text.encode()) < len(text.encode()):
            raise OSError(ENOSPC, os.strerror(ENOSPC))  # the disk is full now


def identity(line):
    """Write what tells a training from all others: script, version, settings and seed.

    The version is that of the experiment. Whoever changes what a training means raises it.
    """
    names = ("script", "version", "settings", "seed")
    return json.dumps([line[name] for name in names], sort_keys=True)


def versions():
    """Name what a training ran on: the versions of the libraries, and the number of processors."""
    libraries = {name: version(name) for name in ("keras", "tensorflow", "numpy")}
    return {"python": platform.python_version(), **libraries, "processors": os.cpu_count()}


def percent(share):
    """Write a share in percent, with two digits after the point where there are any.

    >>> percent(1), percent(0.998), percent(0.6072)
    ('100', '99.8', '60.72')
    """
    return f"{100 * share:.2f}".rstrip("0").rstrip(".")


def whole_percent(share):
    """Write a share in whole percent, where there are few questions."""
    return f"{100 * share:.0f}"


def spread(values, write=percent):
    """Write the median of some values and, if they differ, the lowest and the highest.

    >>> spread([0.5, 0.75, 0.625]), spread([1, 1]), spread([])
    ('62.5 (50-75)', '100', '-')
    """
    if not values:
        return "-"
    lowest, middle, highest = map(write, (min(values), median(values), max(values)))
    return middle if lowest == highest else f"{middle} ({lowest}-{highest})"


def print_table(header, rows):
    """Print a table in Markdown. The columns after the first are aligned on the right.

    >>> print_table(["up to", "seen", "never seen"], [[10, "100", "0 (0-23.81)"]])
    | up to | seen |  never seen |
    |-------|-----:|------------:|
    | 10    |  100 | 0 (0-23.81) |
    """
    rows = [list(map(str, row)) for row in (header, *rows)]
    first, *others = (max(map(len, column)) for column in zip(*rows))
    for i, (name, *cells) in enumerate(rows):
        cells = (cell.rjust(n) for cell, n in zip(cells, others))
        print(f"| {' | '.join([name.ljust(first), *cells])} |")
        if i == 0:
            print("|" + "|".join(["-" * (first + 2), *("-" * (n + 1) + ":" for n in others)]) + "|")
