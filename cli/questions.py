"""Questions to a trained model, from the command line or at a prompt."""

import re
import sys
from contextlib import suppress

from common.reporting import is_number

RIGHT, WRONG = "☑", "☒"
HELP = """Write one question a line, such as 3+10.
Add your own answer to have it checked: 3+10=13.
Ctrl-D or quit ends. help shows these lines again."""


def tidy(question, alphabet):
    """Write a question of this alphabet without spaces around signs or zeros before numbers."""
    if not question.strip(" "):
        raise ValueError("is an empty question")
    for char in question:
        if char not in alphabet:
            raise ValueError(f"{char!r} is not in the alphabet {alphabet!r}")
    question = re.sub(" *([^0-9 ]) *", r"\1", question.strip(" "))
    return re.sub(r"\b0+(?=[0-9])", "", question)


def parse_terms(question, n_numbers):
    """Read a question such as '12+50': a list of n_numbers integers. Or raise ValueError."""
    terms = tidy(question, "0123456789+ ").split("+")
    if not all(map(str.isdecimal, terms)):
        raise ValueError("is not a sum such as 3+10")
    if len(terms) != n_numbers:
        s = "s" * (len(terms) > 1)
        raise ValueError(f"has {len(terms)} number{s}, but the model adds {n_numbers}")
    return list(map(int, terms))


def parse_sum(question, n_numbers, largest):
    """Read a question as parse_terms does. Its numbers must be from 1 to largest."""
    numbers = parse_terms(question, n_numbers)
    check_numbers(numbers, largest)
    return numbers


def check_numbers(numbers, largest):
    """Raise ValueError if a number is not from 1 to largest."""
    for number in numbers:
        if not 1 <= number <= largest:
            raise ValueError(f"{number} is not from 1 to {largest}, as the model was trained")


def marked(question, right, predicted):
    """Write a question with the model's answer and a mark: '7+5=12 ☑' or '7+5=13 ☒ (12)'."""
    return f"{question}={predicted} " + (RIGHT if predicted == right else f"{WRONG} ({right})")


def ask(questions, answer):
    """Put questions to a model and mark its answers. Without questions, open a prompt for them.

    questions: strings such as '7+5', or '7+5=13' to have the 13 checked too.
    answer(question): returns three strings: the question without spaces, the right answer, and the
    model's answer. It raises ValueError, which says what is wrong, if the question cannot be asked.
    Returns the exit status: 1 if a question in the list was refused, otherwise 0.
    """
    status, most = 0, sys.get_int_max_str_digits()  # 0 for no limit
    for given in questions or _prompt():
        given = given.strip(" \r\n")
        question, equals, claim = given.partition("=")
        try:
            if most and re.search(f"[0-9]{{{most + 1}}}", given):
                raise ValueError(f"has a number of more than {most} digits")
            if equals and not is_number(claim):
                raise ValueError(f"{claim!r} is not a number")
            question, right, predicted = answer(question)
        except ValueError as error:
            print(f"{given!r}: {error}", file=sys.stderr)
            status = 1
            continue
        print(marked(question, right, predicted))
        if equals:
            verdict = f"right {RIGHT}" if int(claim) == int(right) else f"wrong {WRONG}"
            print(f"your {int(claim)} is {verdict}")
    return status if questions else 0


def _prompt():
    """Yield the lines of a person at a terminal, or those of a file, without any prompt."""
    typed = sys.stdin.isatty() and sys.stdout.isatty()
    if hasattr(sys.stdin, "reconfigure"):
        sys.stdin.reconfigure(errors="replace")  # a byte that is no character is then refused
    if typed:
        print(HELP)
        with suppress(ImportError):  # Windows does not have it
            import readline  # noqa: F401  # input then has line editing and a history
    try:
        while (line := input("> " * typed)).strip() not in ("quit", "exit"):
            if line.strip() == "help":
                print(HELP)
            elif line.strip():
                yield line
    except EOFError:
        print(end="\n" * typed)
