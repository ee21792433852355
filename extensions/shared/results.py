"""Results as data: a line of JSON for each training, and the tables that are printed from them."""

import json
import os
import platform
import sys
from pathlib import Path
from statistics import median


def read_results(path):
    """Read a file of results. Returns {identity: line}; {} if it is new.

    Two lines of one training, with scores for two questions, become one. A line that cannot be
    read, such as one that a full disk has cut off, is named on standard error and left out.
    """
    lines = {}
    if path is not None and path.exists():
        for number, text in enumerate(path.read_bytes().split(b"\n"), start=1):
            try:
                if text.strip():
                    line = json.loads(text)
                    if not all(map(_are_numbers, line["scores"].values())):
                        raise ValueError
                    line["seconds"], line["weights"], dict(line["settings"])
                    known = lines.get(identity(line), {"scores": {}, "kept": {}})
                    for part in ("scores", "kept"):
                        line[part] = known[part] | line.get(part, {})
                    lines[identity(line)] = known | line
            except (ValueError, TypeError, KeyError, AttributeError):
                print(f"{path}, line {number}: is not a result, and is left out", file=sys.stderr)
    return lines


def _are_numbers(score):
    """Tell whether a score is a number, or a list of numbers or of such lists."""
    if isinstance(score, list):
        return all(map(_are_numbers, score))
    return isinstance(score, (int, float)) and not isinstance(score, bool)


def append_result(path, line):
    """Append a line to a file, at once, so that two processes may do so at the same time."""
    text = json.dumps(line) + "\n"
    with open(path, "a+b", buffering=0) as file:
        if file.tell():
            file.seek(-1, os.SEEK_END)
            if file.read() != b"\n":
                text = "\n" + text  # the last line was cut off
        file.write(text.encode())


def identity(line):
    """Write what tells a training from all others: question, settings, seed and backend."""
    return json.dumps(
        [line[name] for name in ("question", "settings", "seed", "backend")], sort_keys=True
    )


def backend():
    """Name Keras's backend without importing Keras, as Keras itself finds it."""
    folder = Path(os.environ.get("KERAS_HOME") or Path.home() / ".keras")
    try:
        default = json.loads((folder / "keras.json").read_text()).get("backend", "tensorflow")
    except (OSError, ValueError):
        default = "tensorflow"
    return os.environ.get("KERAS_BACKEND") or default


def versions():
    """Name what a training ran on: versions, the type of floats, the number of processors."""
    import keras
    import numpy

    names = {"python": platform.python_version(), "keras": keras.__version__}
    library = sys.modules[{"torch": "torch", "jax": "jax"}.get(backend(), "tensorflow")]
    names |= {backend(): library.__version__, "numpy": numpy.__version__}
    return names | {"floats": keras.config.floatx(), "processors": os.cpu_count()}


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


def seeds_of(lines):
    """Name the seeds of some lines in words.

    >>> seeds_of([{"seed": 1}, {"seed": 2}, {"seed": 1}]), seeds_of([{"seed": 3}])
    ('seeds 1 to 2', 'seed 3')
    """
    seeds = sorted({line["seed"] for line in lines})
    if len(seeds) > 1 and seeds == list(range(seeds[0], seeds[-1] + 1)):
        return f"seeds {seeds[0]} to {seeds[-1]}"
    return f"seed{'s' * (len(seeds) > 1)} {', '.join(map(str, seeds))}"


def grouped(lines, name="case"):
    """Group lines by a value, in their order: {value: lines}. name: as for value_of."""
    groups = {}
    for line in lines:
        groups.setdefault(value_of(line, name), []).append(line)
    return groups


def first_of_each(lines):
    """List the first line of each case."""
    return [group[0] for group in grouped(lines).values()]


def value_of(line, name):
    """Look a value up in a line: one of its scores, its settings, or its own."""
    return (line | line["settings"] | line["scores"])[name]


def values_of(lines, name):
    """List a value of several lines. A score that a seed has no value for is [], and left out."""
    return [value for line in lines if (value := value_of(line, name)) != []]


def print_results(lines, columns, title="{}"):
    """Print a table with a row for each case, after an empty line.

    columns: for each its header, the name of a value, and how to write it; title: of the first
    column, with a place for the seeds. A case of which some seeds have failed names the others.
    """
    rows = []
    for case, group in grouped(lines).items():
        cells = [spread(values_of(group, name), write) for _, name, write in columns]
        rows.append([case_name(case, group, lines), *cells])
    print()
    print_table([title.format(seeds_of(lines)), *(header for header, *_ in columns)], rows)


def case_name(case, group, lines):
    """Name a case, and the seeds of its lines, if they are not those of all lines."""
    seeds = seeds_of(group)
    return case if seeds == seeds_of(lines) else f"{case} ({seeds})"


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
