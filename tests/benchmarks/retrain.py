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
from functools import partial
from importlib import import_module
from math import nan
from statistics import mean
from unittest import mock

from cli.terminal import run_script, start_keras
from extensions.shared import results, sweeps
from tests.in_process import run
from tests.test_pages import COMMAND, PAGES, text_of

MOST_SECONDS = 120


def trainings_of(script, arguments):
    """List what a command of a page trains: its line, its name, a function, all of the lines."""
    trainings = []
    note = lambda several, jobs: trainings.extend(several) or []  # noqa: E731
    with mock.patch.object(sweeps, "train_all", note), suppress(FloatingPointError):
        with mock.patch.object(results, "read_results", lambda path: {}):
            run(import_module(f"extensions.{script}"), *shlex.split(arguments))
    held, found = results.read_results(trainings[0][2].args[0]), []
    for name, _, append in trainings:
        _, new, train = append.args
        train = partial(train, seed=new["seed"], callbacks=[], **new["settings"])
        found.append((held[results.identity(new)], name, train, held.values()))
    return found


def number_of(score):
    """Take a number as it is, and of a list, at any depth, the mean."""
    if not isinstance(score, list):
        return score
    return mean(map(number_of, score)) if score else nan


def compare(line, scores, held):
    """Print the scores that are not those of a line. Returns 1 if one is too far from it."""
    case = [each for each in held if all(each[n] == line[n] for n in ("question", "settings"))]
    status = 0
    for name, score in json.loads(results.to_json(scores)).items():
        known = line["scores"].get(name, score)
        several = [number_of(each["scores"].get(name, known)) for each in case]
        if score != known:
            new, old, least, most = map(number_of, (score, known, min(several), max(several)))
            is_far = not abs(new - old) <= most - least  # so is nan
            seeds = f"seeds {least:.4g} to {most:.4g}"
            print(f"  {name}: {new:.4g}, was {old:.4g}, {seeds}", "<-- too far" * is_far)
            status |= is_far
    return status


def main():
    start_keras()
    print(f"now: {results.versions()}")
    questions, status = {}, 0
    for script, arguments in COMMAND.findall("\n".join(map(text_of, PAGES))):
        questions.setdefault(script, []).extend(trainings_of(script, arguments))
    for script in questions.keys() & sys.argv[1:] or questions:
        line, name, train, held = min(questions[script], key=lambda each: each[0]["seconds"])
        print(f"{script}, {name}, {line['seconds']} s, {line['with']}")
        if line["seconds"] < MOST_SECONDS:
            status |= compare(line, train()["scores"], held)
    return status


if __name__ == "__main__":
    run_script(main)
