"""Random arithmetic expressions: drawn, worked out, written, read, and known from their twins.

An expression is a tree: a number, or (operation, left, right) of two more expressions. So its
value is found by walking down the tree, and text is only ever read where a person has written it.
"""

import ast
import operator
from collections import namedtuple
from functools import lru_cache
from random import Random

OPERATIONS = {"+": operator.add, "-": operator.sub, "*": operator.mul}
SYNTAX = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*"}
PRIME = 2**61 - 1

Kind = namedtuple("Kind", "operands operations largest brackets")
Kind.__doc__ = """Which expressions there are.

operands: (the fewest, the most) numbers in one; operations: a sequence of some of + - *; largest:
the largest of the numbers, which start at 1; brackets: whether operations nest in any way;
without, each follows on the one before it, as in 3+10-2, which only + and - or two operands allow.
"""


def random_expression(kind, random):
    """Draw an expression: how many operands, the last operation, and so on down the tree.

    kind: a Kind; random: a random.Random.

    >>> tree = random_expression(Kind((3, 3), '+*', 10, brackets=True), Random(1))
    >>> tree, text(tree), value(tree)
    (('*', 2, ('*', 8, 7)), '2*8*7', 112)
    """
    return _random_tree(random.randint(*kind.operands), kind, random)


def _random_tree(n_operands, kind, random):
    if n_operands == 1:
        return random.randint(1, kind.largest)
    n_left = random.randint(1, n_operands - 1) if kind.brackets else n_operands - 1
    operation = random.choice(kind.operations)
    left = _random_tree(n_left, kind, random)
    return operation, left, _random_tree(n_operands - n_left, kind, random)


def value(tree, meaning=int):
    """Work an expression out; meaning(number): what to take for each of its numbers.

    >>> value(('*', ('+', 3, 10), 2))
    26
    """
    if isinstance(tree, int):
        return meaning(tree)
    operation, left, right = tree
    return OPERATIONS[operation](value(left, meaning), value(right, meaning))


def operands(tree):
    """The numbers in an expression, from left to right.

    >>> operands(('*', ('+', 3, 10), 2))
    [3, 10, 2]
    """
    return [tree] if isinstance(tree, int) else operands(tree[1]) + operands(tree[2])


def operations(tree):
    """The set of the operations in an expression."""
    return set() if isinstance(tree, int) else {tree[0], *operations(tree[1]), *operations(tree[2])}


def text(tree, also=lambda: False):
    """Write an expression with the brackets that it needs, none of them round the whole.

    also(): whether to write a pair that is not needed; asked for each.

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
        if not isinstance(side, int) and (_needs(side[0], operation, is_right) or also()):
            string = f"({string})"
        written.append(string)
    return operation.join(written)


def _needs(inner, outer, is_right):
    """Whether an operation needs brackets as a side of another."""
    if outer == "*":
        return inner != "*"
    return outer == "-" and is_right and inner != "*"


def parse(string):
    """Read an expression as Python would: * before + and -, otherwise from left to right.

    Raises ValueError where it is none. Nothing is evaluated.

    >>> parse('3 + 10*2')
    ('+', 3, ('*', 10, 2))
    """
    try:
        return _tree(ast.parse(string.strip(), mode="eval").body)
    except (SyntaxError, RecursionError, MemoryError):  # the latter for thousands of brackets
        raise ValueError("it is not numbers with an operation between them") from None


def _tree(node):
    if isinstance(node, ast.BinOp) and type(node.op) in SYNTAX:
        return SYNTAX[type(node.op)], _tree(node.left), _tree(node.right)
    if isinstance(node, ast.Constant) and type(node.value) is int:
        return node.value
    raise SyntaxError


def lengths(kind):
    """Work out how many characters the longest expression and the longest value take.

    Returns n_in_seq_length and n_out_seq_length, as common.encoding.seq_lengths does for sums.

    >>> lengths(Kind((2, 4), '+-', 10, brackets=True))  # 10-((10+10)-10), -29
    (15, 3)
    """
    # the extremes of an operation are among those of its sides
    extremes = {1: (1, kind.largest)}
    most = kind.operands[1]
    for n in range(2, most + 1):
        values = [
            OPERATIONS[operation](left, right)
            for n_left in (range(1, n) if kind.brackets else [n - 1])
            for operation in kind.operations
            for left in extremes[n_left]
            for right in extremes[n - n_left]
        ]
        extremes[n] = min(values), max(values)
    n_brackets = 2 * (most - 2) if kind.brackets and most > 2 else 0
    n_out = max(len(str(end)) for n in range(kind.operands[0], most + 1) for end in extremes[n])
    return most * len(str(kind.largest)) + most - 1 + n_brackets, n_out


def alphabet(kind):
    """The characters that expressions, their values and the padding are written with.

    >>> ''.join(alphabet(Kind((2, 2), '+-', 99, brackets=False)))
    '0123456789+- '
    """
    brackets = "()" if kind.brackets and kind.operands[1] > 2 else ""
    return [*"0123456789", *kind.operations, *brackets, " "]


def make_is_held_out(share, seed):
    """Make a function that tells whether an expression is kept out of the training.

    share: of all expressions, roughly; seed: decides which. Twins are on one side: those that
    are equal, or opposite, whatever the numbers, as 2*9 and 9*2, 1-(2-3) and (3+1)-2, 9-2 and 2-9.

    To know twins without algebra, every number is replaced by a large random one of its own, and
    the expression worked out modulo a prime. Twins come to the same, all others practically never
    (Schwartz, Fast Probabilistic Algorithms for Verification of Polynomial Identities, 1980).
    """

    @lru_cache(100_000)
    def random_number(number):
        return Random(f"{seed} {number}").randrange(PRIME)

    def is_held_out(tree):
        # squared, opposites are the same; and what is always zero, as 2-2, is never held out
        return value(tree, random_number) ** 2 % PRIME >= (1 - share) * PRIME

    return is_held_out
