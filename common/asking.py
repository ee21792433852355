"""Questions to a trained model, from the command line or at a prompt."""

import sys

from common import expressions
from common.reporting import is_number

RIGHT, WRONG = "☑", "☒"


def parse_sum(question, n_numbers, largest):
    """Read the numbers out of a question such as '12+50'; spaces round them are fine.

    Raises ValueError, saying what is wrong, where it is not n_numbers numbers from 1 to largest
    with a plus sign between them.

    >>> parse_sum(' 3 + 10', n_numbers=2, largest=10)
    [3, 10]
    >>> parse_sum('3*10', n_numbers=2, largest=10)
    Traceback (most recent call last):
    ValueError: '*' is not in the alphabet, '0123456789+ '
    """
    _check_characters(question, "0123456789+ ")
    terms = [term.strip() for term in question.split("+")]
    if not all(map(str.isdecimal, terms)):
        raise ValueError("it is not numbers with a + between them, such as 3+10")
    if len(terms) != n_numbers:
        raise ValueError(f"the model adds {n_numbers} numbers, not {len(terms)}")
    numbers = list(map(int, terms))
    for number in numbers:
        _check_number(number, largest)
    return numbers


def parse_expression(question, kind):
    """Read an expression such as '(3+10)*2'; spaces are fine.

    kind: the common.expressions.Kind that the model was trained on. Returns the question without
    spaces, and its tree. Raises ValueError, saying what is wrong, where it is not of that kind.

    >>> kind = expressions.Kind((2, 2), '+-', 10, brackets=False)
    >>> parse_expression('3 + 10', kind)
    ('3+10', ('+', 3, 10))
    >>> parse_expression('3+10+2', kind)
    Traceback (most recent call last):
    ValueError: the model works out 2 numbers, not 3
    """
    _check_characters(question, "".join(expressions.alphabet(kind)))
    tree = expressions.parse(question)
    numbers = expressions.operands(tree)
    fewest, most = kind.operands
    if not fewest <= len(numbers) <= most:
        allowed = fewest if fewest == most else f"{fewest} to {most}"
        raise ValueError(f"the model works out {allowed} numbers, not {len(numbers)}")
    for number in numbers:
        _check_number(number, kind.largest)
    question = question.replace(" ", "")
    longest, _ = expressions.lengths(kind)
    if len(question) > longest:
        raise ValueError(f"it has more than the {longest} characters that the model reads")
    return question, tree


def _check_characters(question, alphabet):
    if not question.strip():
        raise ValueError("the question is empty")
    for char in question:
        if char not in alphabet:
            raise ValueError(f"{char!r} is not in the alphabet, {alphabet!r}")


def _check_number(number, largest):
    if not 1 <= number <= largest:
        raise ValueError(f"{number} is not from 1 to {largest}, as in the model's training")


def marked(question, right, predicted):
    """One question with the model's answer and a mark, as the Keras example shows them.

    >>> marked('7+5', '12', '12'), marked('7+5', '12', '13')
    ('7+5=12 ☑', '7+5=13 ☒ (12)')
    """
    mark = RIGHT if predicted == right else f"{WRONG} ({right})"
    return f"{question}={predicted} {mark}"


def ask(questions, answer):
    """Put questions to a model and mark its answers; without questions, prompt for them.

    questions: strings such as '7+5', or '7+5=13' to have the 13 checked too; where the list is
    empty they are read from standard input until its end.
    answer(question): the question in its tidy form, the right answer and the model's, as strings;
    it raises ValueError, saying what is wrong, for a question that the model cannot be asked.
    Returns the exit status: 1 where a question of the list was refused, otherwise 0.
    """
    status = 0
    for given in questions or _prompt():
        question, equals, claim = given.partition("=")
        try:
            if equals and not is_number(claim.strip()):
                raise ValueError(f"{claim.strip()!r} is not a number")
            claimed = int(claim) if equals else None
            question, right, predicted = answer(question)
        except ValueError as error:
            print(f"{given.strip()!r}: {error}", file=sys.stderr)
            status = 1
            continue
        print(marked(question, right, predicted))
        if equals:
            verdict = f"right {RIGHT}" if claimed == int(right) else f"wrong {WRONG}"
            print(f"your {claimed} is {verdict}")
    return status if questions else 0


def _prompt():
    print("A question a line, such as 3+10, or 3+10=13 to check your own answer; Ctrl-D ends.")
    while True:
        try:
            yield input("> ")
        except EOFError:
            print()
            return
