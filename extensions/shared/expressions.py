"""Random arithmetic expressions: draw them, compute them, write them, read them, hold some out.

An expression is a tree: a number, or (operation, left, right) with two more expressions. Its value
is computed from the tree. Only the questions of --ask are read from text.
"""

if __name__ == "__main__":
    raise SystemExit("It is no script. Run a question: python -m extensions.held_out_pairs")

import ast
import operator
from collections import namedtuple
from functools import lru_cache
from random import Random

from cli.questions import check_numbers, tidy

OPERATIONS = {"+": operator.add, "-": operator.sub, "*": operator.mul}
SYNTAX = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*"}
PRIME = 2**61 - 1

Grammar = namedtuple("Grammar", "operands operations largest brackets")
Grammar.__doc__ = """Which expressions there are.

operands: (the fewest, the most) numbers in an expression; operations: some of + - *; largest: the
largest of the numbers, which start at 1; brackets: whether operations nest in any way. Without
brackets an expression is computed from left to right, as 3+10-2, so with more than two operands
only + and - are allowed.
"""


def random_expression(grammar, random):
    """Draw an expression: the number of operands, the last operation, then both of its sides.

    grammar: a Grammar; random: a random.Random.

    >>> tree = random_expression(Grammar((3, 3), '+*', 10, brackets=True), Random(1))
    >>> tree, text(tree), value(tree)
    (('*', 2, ('*', 8, 7)), '2*8*7', 112)
    """
    return _random_tree(random.randint(*grammar.operands), grammar, random)


def _random_tree(n_operands, grammar, random):
    if n_operands == 1:
        return random.randint(1, grammar.largest)
    n_left = random.randint(1, n_operands - 1) if grammar.brackets else n_operands - 1
    operation = random.choice(grammar.operations)
    left = _random_tree(n_left, grammar, random)
    return operation, left, _random_tree(n_operands - n_left, grammar, random)


def value(tree, meaning=int):
    """Compute an expression. meaning(number): the value to use for each number in it.

    >>> value(('*', ('+', 3, 10), 2))
    26
    """
    if isinstance(tree, int):
        return meaning(tree)
    operation, left, right = tree
    return OPERATIONS[operation](value(left, meaning), value(right, meaning))


def operands(tree):
    """List the numbers in an expression, from left to right.

    >>> operands(('*', ('+', 3, 10), 2))
    [3, 10, 2]
    """
    return [tree] if isinstance(tree, int) else operands(tree[1]) + operands(tree[2])


def operations(tree):
    """Collect the operations in an expression, as a set."""
    return set() if isinstance(tree, int) else {tree[0], *operations(tree[1]), *operations(tree[2])}


def text(tree, also=lambda: False):
    """Write an expression with the brackets that it needs, and never a pair around the whole.

    also(): whether to write a pair of brackets that is not needed; it is called for each such pair.

    >>> text(('*', ('+', 3, 10), 2)), text(('-', ('+', 3, 10), 2))
    ('(3+10)*2', '3+10-2')
    >>> text(('-', ('+', 3, 10), 2), also=lambda: True)
    '(3+10)-2'
    """
    if isinstance(tree, int):
        return str(tree)
    operation, *sides = tree
    written = []
    for side, is_right in zip(sides, (False, True)):
        string = text(side, also)
        if not isinstance(side, int):
            is_needed = side[0] != "*" and (operation == "*" or operation == "-" and is_right)
            string = f"({string})" if is_needed or also() else string
        written.append(string)
    return operation.join(written)


def parse(string):
    """Read an expression as Python does: * before + and -, otherwise from left to right.

    Raises ValueError if it is not an expression. No code in it is run.

    >>> parse('3 + 10*2')
    ('+', 3, ('*', 10, 2))
    """
    try:
        return _tree(ast.parse(string.strip(), mode="eval").body)
    except (SyntaxError, RecursionError, MemoryError):  # the last two: thousands of brackets
        raise ValueError("is not numbers with an operation between them") from None


def _tree(node):
    if isinstance(node, ast.BinOp) and type(node.op) in SYNTAX:
        return SYNTAX[type(node.op)], _tree(node.left), _tree(node.right)
    if isinstance(node, ast.Constant) and type(node.value) is int:
        return node.value
    raise SyntaxError


def lengths(grammar):
    """Compute the number of characters of the longest expression and of the longest value.

    Returns n_in_seq_length and n_out_seq_length, as common.encoding.seq_lengths does for sums.

    >>> lengths(Grammar((2, 4), '+-', 10, brackets=True))  # 10-((10+10)-10), -29
    (15, 3)
    """
    # the smallest and the largest value of an operation come from those of its sides
    extremes = {1: (1, grammar.largest)}
    most = grammar.operands[1]
    for n in range(2, most + 1):
        values = [
            OPERATIONS[operation](left, right)
            for n_left in (range(1, n) if grammar.brackets else [n - 1])
            for operation in grammar.operations
            for left in extremes[n_left]
            for right in extremes[n - n_left]
        ]
        extremes[n] = min(values), max(values)
    n_brackets = 2 * (most - 2) if grammar.brackets and most > 2 else 0
    n_out = max(len(str(end)) for n in range(grammar.operands[0], most + 1) for end in extremes[n])
    return most * len(str(grammar.largest)) + most - 1 + n_brackets, n_out


def alphabet(grammar):
    """List the characters of the expressions, of their values and of the padding.

    >>> ''.join(alphabet(Grammar((2, 2), '+-', 99, brackets=False)))
    '0123456789+- '
    """
    brackets = "()" if grammar.brackets and grammar.operands[1] > 2 else ""
    return [*"0123456789", *grammar.operations, *brackets, " "]


def parse_question(question, grammar):
    """Read a question such as '(3+10)*2'.

    Returns the question as the model reads it, and its tree. Raises ValueError, which says what is
    wrong, if it is not one of the grammar's expressions.

    >>> grammar = Grammar((2, 2), '+-', 10, brackets=False)
    >>> parse_question('3 + 10', grammar)
    ('3+10', ('+', 3, 10))
    >>> parse_question('3+10+2', grammar)
    Traceback (most recent call last):
    ValueError: has 3 numbers, but the model reads 2
    """
    question = tidy(question, "".join(alphabet(grammar)))
    tree = parse(question)
    numbers = operands(tree)
    fewest, most = grammar.operands
    if not fewest <= len(numbers) <= most:
        allowed = fewest if fewest == most else f"{fewest} to {most}"
        raise ValueError(f"has {len(numbers)} numbers, but the model reads {allowed}")
    check_numbers(numbers, grammar.largest)
    longest, _ = lengths(grammar)
    if len(question) > longest:
        raise ValueError(f"has more than the {longest} characters that the model reads")
    return question, tree


def make_is_held_out(share, seed):
    """Make a function that tells whether an expression is held out, that is, not in the training.

    share: of all expressions, roughly; seed: decides which. Equivalent expressions are always on
    the same side: those that are equal or opposite whatever the numbers are, such as 2*9 and 9*2,
    1-(2-3) and (3+1)-2, 9-2 and 2-9.

    To find equivalent expressions without algebra, each number is replaced by a large random number
    of its own, and the expression is computed modulo a prime. Equivalent expressions have the same
    result, and others practically never do (Schwartz, Fast Probabilistic Algorithms for
    Verification of Polynomial Identities, 1980).
    """

    @lru_cache(100_000)
    def random_number(number):
        return Random(f"{seed} {number}").randrange(PRIME)

    def is_held_out(tree):
        # the square is the same for opposites; what is always zero, as 2-2, is never held out
        return value(tree, random_number) ** 2 % PRIME >= (1 - share) * PRIME

    return is_held_out
