"""Results as data: a line of JSON for each training, and the tables that are printed from them.

A result has "weights", their number; "scores", {name: a number or a list of numbers}; and perhaps
"kept", for figures.
"""

import json
import os
import platform
import sys
from operator import attrgetter
from pathlib import Path
from statistics import median


def read_results(path):
    """Read a file of results. Returns {identity: line}; {} if it is new.

    Two lines of one training become one. A line that cannot be read is named, and left out.
    """
    lines = {}
    texts = path.read_bytes().splitlines() if path and path.exists() else []
    for number, text in enumerate(texts, start=1):
        if not text:
            continue  # two processes that append at the same time may leave an empty line
        try:
            line = json.loads(text)
            key = identity(line)
            known = lines.get(key, {"scores": {}, "kept": {}})
            both = {part: known[part] | line[part] for part in ("scores", "kept")}
            lines[key] = line | both
        except (ValueError, TypeError, KeyError):
            print(f"{path}, line {number}: is not a result, and is left out", file=sys.stderr)
    return lines


def append_result(path, line):
    """Append a line; two processes may do so at once. Raises OSError if only a part is written."""
    with open(path, "a+b", buffering=0) as file:
        file.seek(-1 if file.tell() else 0, os.SEEK_END)
        is_torn = file.read() not in (b"", b"\n")
        text = b"\n" * is_torn + to_json(line).encode() + b"\n"
        if file.write(text) < len(text):
            raise OSError("the disk is full")


def to_json(values, sort_keys=False):
    """Write values as JSON, and a network by its name."""
    return json.dumps(values, default=attrgetter("name"), sort_keys=sort_keys)


def identity(line):
    """Write what tells a training from all others, with the backend and the type of floats."""
    values = [line[name] for name in ("question", "settings", "seed", "backend")]
    return to_json([*values, line["with"]["floats"]], sort_keys=True)


def backend_and_floats():
    """Name Keras's backend and type of floats without importing Keras, as Keras finds them."""
    home = Path.home() if os.access(Path.home(), os.W_OK) else Path("/tmp")
    path = Path(os.environ.get("KERAS_HOME", home / ".keras")).expanduser() / "keras.json"
    try:
        config = json.loads(path.read_text()) if path.exists() else {}
    except ValueError:
        config = {}
    backend = os.environ.get("KERAS_BACKEND") or config.get("backend", "tensorflow")
    return backend, config.get("floatx", "float32")


def versions():
    """Name what a training ran on: versions, the type of floats, the number of processors."""
    import keras
    import numpy

    backend, floats = backend_and_floats()
    names = {"python": platform.python_version(), "keras": keras.__version__}
    names |= {backend: sys.modules[backend].__version__, "numpy": numpy.__version__}
    return names | {"floats": floats, "processors": os.cpu_count()}


def percent(share):
    """Write a share in percent, with at most two digits after the point: 100, 99.8 or 60.72."""
    return f"{100 * share:.2f}".rstrip("0").rstrip(".")


def whole_percent(share):
    """Write a share in whole percent, where there are few questions."""
    return f"{100 * share:.0f}"


def spread(values, write=percent):
    """Write the median of some values and, if they differ, the lowest and the highest.

    >>> spread([0.5, 0.75, 0.625]), spread([1, 1]), spread([])
    ('62.5 (50-75)', '100', '-')
    """
    if len(values) == 0:
        return "-"
    lowest, middle, highest = map(write, (min(values), median(values), max(values)))
    return middle if lowest == highest else f"{middle} ({lowest}-{highest})"


def seeds_of(lines):
    """Name the seeds of some lines in words: "seed 3", "seeds 1 to 5" or "seeds 1, 3"."""
    seeds = sorted({line["seed"] for line in lines})
    if len(seeds) > 1 and seeds == list(range(seeds[0], seeds[-1] + 1)):
        return f"seeds {seeds[0]} to {seeds[-1]}"
    return f"seed{'s' * (len(seeds) > 1)} {', '.join(map(str, seeds))}"


def grouped(lines, name="case"):
    """Group lines by a value, in their order: {value: lines}. name: as for values_of."""
    groups = {}
    for line in lines:
        (value,) = values_of([line], name)
        groups.setdefault(value, []).append(line)
    return groups


def with_seeds(lines, name="case"):
    """Group lines as grouped does. The name of a group with fewer seeds than all says which."""
    groups = {}
    for value, group in grouped(lines, name).items():
        has_all = seeds_of(group) == seeds_of(lines)
        groups[value if has_all else f"{value} ({seeds_of(group)})"] = group
    return groups


def first_of_each(lines):
    """List the first line of each case."""
    return [group[0] for group in grouped(lines).values()]


def values_of(lines, name):
    """List a value of several lines: a score, a setting, or their own. [] is none, and left out."""
    values = [(line | line["settings"] | line["scores"])[name] for line in lines]
    return [value for value in values if value != []]


def shares_of(names, write=percent):
    """Make columns of print_results from the names of shares."""
    return [(f"{name} %", name, write) for name in names]


def print_results(lines, columns, title="{}", rows="case"):
    """Print a table with a row for each case. title: of the first column, with a place for seeds.

    columns: for each its header, the name of a value, and how to write it; rows: as for grouped.
    """
    table = []
    for row, group in with_seeds(lines, rows).items():
        table.append([row, *(spread(values_of(group, n), write) for _, n, write in columns)])
    print_table([title.format(seeds_of(lines)), *(header for header, *_ in columns)], table)


def print_scores(lines, title, names, write=lambda name, values: spread(values)):
    """Print a table with a row for each score, and a column for each case."""
    cases = with_seeds(lines)
    rows = [[n, *(write(n, values_of(group, n)) for group in cases.values())] for n in names]
    print_table([f"{title}, {seeds_of(lines)}", *cases], rows)


def print_table(header, rows):
    """Print an empty line and a table in Markdown. The first column is aligned on the left."""
    rows = [[f" {cell} " for cell in row] for row in (header, *rows)]
    first, *others = (max(map(len, column)) for column in zip(*rows))
    rows.insert(1, ["-" * first, *("-" * (n - 1) + ":" for n in others)])
    print()
    for name, *cells in rows:
        cells = (cell.rjust(n) for cell, n in zip(cells, others))
        print("|".join(["", name.ljust(first), *cells, ""]))
