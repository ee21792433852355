"""Questions to a trained model, from the command line or at a prompt."""

import re
import sys
from contextlib import suppress

RIGHT, WRONG = "☑", "☒"


def read_numbers(question, sign):
    """Read the numbers of a question such as '12 + 50'. Raises ValueError if it is none."""
    terms = [term.strip() for term in question.split(sign)]
    if len(terms) < 2 or not all(term.isdecimal() for term in terms):
        raise ValueError(f"is not a question such as 3{sign}10")
    return list(map(int, terms))


def marked(question, right, predicted):
    """Write a question with the model's answer and a mark: '7+5=12 ☑' or '7+5=13 ☒ (12)'."""
    return f"{question}={predicted} " + (RIGHT if predicted == right else f"{WRONG} ({right})")


def ask(questions, answer, largest, n_numbers=None, read=None):
    """Put questions to a model and mark its answers. Without questions, open a prompt for them.

    questions: strings such as '7+5', or '7+5=13' to have the 13 checked too.
    answer(question): returns what marked needs. Raises ValueError if the question cannot be asked.
    largest, n_numbers: of the training; what is outside is asked, with a note. read(question): its
    numbers, if they are not decimal. Returns the exit status: 1 if one in the list was refused.
    """
    status, trained = 0, f"{n_numbers or ''} numbers from 1 to {largest}".strip()
    for given in questions or _prompt(trained):
        question, equals, claim = given.strip().partition("=")
        try:
            if equals and not re.fullmatch(r"\s*-?\w+\s*", claim):
                raise ValueError(f"{claim!r} is not an answer")
            question, right, predicted = answer(question)
        except (ValueError, ArithmeticError) as error:  # or too large a number for floats
            print(f"{given!r}: {error}", file=sys.stderr)
            status = 1
            continue
        numbers = list(map(int, read(question) if read else re.findall("[0-9]+", question)))
        is_known = n_numbers in (None, len(numbers)) and all(1 <= n <= largest for n in numbers)
        note = "" if is_known else f" (trained on {trained})"
        print(marked(question, right, predicted) + note)
        if equals:
            is_right = claim.strip().lstrip("0") == right.lstrip("0")
            print(f"your {claim.strip()} is {'right' if is_right else 'wrong'}")
    return status if questions else 0


def _prompt(trained):
    """Yield the lines of a person at a terminal, or those of a file, without any prompt."""
    typed = sys.stdin.isatty() and sys.stdout.isatty()
    if typed:
        print(f"Ask for {trained}. Add = and your own answer to check it.\nCtrl-D or q ends.")
        with suppress(ImportError):  # Windows does not have it
            import readline  # noqa: F401  # input then has line editing and a history
    try:
        while (line := input("> " * typed).strip()) not in ("q", "quit", "exit"):
            if line:
                yield line
    except EOFError:
        print(end="\n" * typed)  # what the shell prints next begins a line
