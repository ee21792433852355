"""Questions to a trained model, from the command line or at a prompt."""

import re
import sys
from contextlib import suppress

from common.reporting import is_number

RIGHT, WRONG = "☑", "☒"


def tidy(question, alphabet):
    """Write a question without spaces around its signs and without zeros before its numbers.

    Raises ValueError if it is empty or has a character that is not in the alphabet.

    >>> tidy(' 03 + 10', '0123456789+ ')
    '3+10'
    """
    if not question.strip(" "):
        raise ValueError("is an empty question")
    for char in question:
        if char not in alphabet:
            raise ValueError(f"{char!r} is not in the alphabet {alphabet!r}")
    question = re.sub(" *([^0-9 ]) *", r"\1", question.strip(" "))
    return re.sub(r"\b0+(?=[0-9])", "", question)


def parse_terms(question, n_numbers):
    """Read the numbers of a question such as '12+50'.

    Raises ValueError, which says what is wrong, unless it has n_numbers numbers with a plus sign
    between them.

    >>> parse_terms(' 3 + 10', n_numbers=2)
    [3, 10]
    >>> parse_terms('3*10', n_numbers=2)
    Traceback (most recent call last):
    ValueError: '*' is not in the alphabet '0123456789+ '
    """
    terms = tidy(question, "0123456789+ ").split("+")
    if not all(map(str.isdecimal, terms)):
        raise ValueError("is not a sum such as 3+10")
    if len(terms) != n_numbers:
        raise ValueError(f"has {len(terms)} numbers, but the model adds {n_numbers}")
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
    """Write one question with the model's answer and a mark, as the Keras example shows them.

    >>> marked('7+5', '12', '12'), marked('7+5', '12', '13')
    ('7+5=12 ☑', '7+5=13 ☒ (12)')
    """
    mark = RIGHT if predicted == right else f"{WRONG} ({right})"
    return f"{question}={predicted} {mark}"


def ask(questions, answer):
    """Put questions to a model and mark its answers. Without questions, open a prompt for them.

    questions: strings such as '7+5', or '7+5=13' to have the 13 checked too. If the list is empty,
    they are read from standard input until its end.
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
            claimed = int(claim) if equals else None
            question, right, predicted = answer(question)
        except ValueError as error:
            print(f"{given!r}: {error}", file=sys.stderr)
            status = 1
            continue
        print(marked(question, right, predicted))
        if equals:
            verdict = f"right {RIGHT}" if claimed == int(right) else f"wrong {WRONG}"
            print(f"your {claimed} is {verdict}")
    return status if questions else 0


def _prompt():
    print("One question a line, such as 3+10. Add your own answer to have it checked: 3+10=13.")
    print("Ctrl-D ends.")
    if hasattr(sys.stdin, "reconfigure"):
        sys.stdin.reconfigure(errors="replace")  # a byte that is no character is then refused
    if sys.stdin.isatty():
        with suppress(ImportError):  # Windows does not have it
            import readline  # noqa: F401  # input then has line editing and a history
    while True:
        try:
            yield input("> ")
        except EOFError:
            print()
            return
