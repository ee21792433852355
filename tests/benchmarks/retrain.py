"""Whether a training still leads to its results: run `python -m tests.benchmarks.retrain`.

Of each question it repeats one training, the fastest, if that took less than two minutes, and
prints the scores that differ. (A list, such as a curve, counts by its mean.) The exit status is 1
if one differs by more than the seeds of its case do. It takes some ten minutes. With names of
questions it repeats these alone.
"""

import json
import shlex
import sys
from contextlib import suppress
from functools import cache, partial
from importlib import import_module
from math import nan
from statistics import mean
from unittest import mock

from cli.terminal import run_script, start_keras
from extensions.shared import results, sweeps
from tests.in_process import run
from tests.test_pages import COMMAND, PAGES, text_of

MOST_SECONDS = 120
CASE = ("question", "settings")  # what all seeds of a case have in common
read_results = cache(results.read_results)


def trainings_of(script, arguments):
    """List what a command of a page has trained: its name, its line of results, a function."""
    trainings = []
    note = lambda several, jobs: trainings.extend(several) or []  # noqa: E731
    with mock.patch.object(sweeps, "train_all", note), suppress(FloatingPointError):
        with mock.patch.object(results, "read_results", lambda path: {}):
            run(import_module(f"extensions.{script}"), *shlex.split(arguments))
    found = []
    for name, _, append in trainings:
        path, line, train = append.args
        held = read_results(path)
        train = partial(train, seed=line["seed"], callbacks=[], **line["settings"])
        found.append((name, held[results.identity(line)], held.values(), train))
    return found


def number_of(score):
    """Take a number as it is, and of a list, at any depth, the mean."""
    if isinstance(score, list):
        return mean(map(number_of, score)) if score else nan
    return score


def compare(line, held, scores):
    """Print the scores that differ from a line's. Returns 1 if one does by more than its seeds."""
    case, status = [each for each in held if all(each[n] == line[n] for n in CASE)], 0
    for name, score in json.loads(results.to_json(scores)).items():
        known = line["scores"].get(name, score)
        if score != known:
            old, new = number_of(known), number_of(score)
            of_case = [number_of(each["scores"].get(name, known)) for each in case]
            is_more = not abs(new - old) <= max(of_case) - min(of_case)  # so it is for nan, too
            seeds = f"{min(of_case):.4g} to {max(of_case):.4g}"
            print(f"  {name}: {new:.4g}, was {old:.4g}, seeds {seeds}", "<-- more" * is_more)
            status |= is_more
    return status


def main():
    start_keras()
    print(f"now: {results.versions()}")
    questions, status = {}, 0
    for script, arguments in COMMAND.findall("\n".join(map(text_of, PAGES))):
        questions.setdefault(script, []).extend(trainings_of(script, arguments))
    for script in sys.argv[1:] or questions:
        trainings = sorted(questions[script], key=lambda training: training[1]["seconds"])
        name, line, held, train = trainings[0]
        print(f"{script}, {name}, {line['seconds']} s, {line['with']}")
        if line["seconds"] < MOST_SECONDS:
            status |= compare(line, held, train()["scores"])
    return status


if __name__ == "__main__":
    run_script(main)
