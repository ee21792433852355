"""Random arithmetic expressions: sample them, compute them, write them, read them, hold some out.

An expression is a tree: a number, or (operation, left, right) with two more expressions.
"""

import ast
import operator
from functools import lru_cache
from itertools import combinations, islice, product
from random import Random

from common.encoding import pad

OPERATIONS = {"+": operator.add, "-": operator.sub, "*": operator.mul}
SYNTAX = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*"}
SHARE_HELD_OUT = 0.1  # of all expressions, kept out of the training
TESTS = ("as in training", "held-out")
MOST_TRIES = 1000  # to draw an expression of a test
PRIME = 2**61 - 1


class Expressions:
    """Which expressions there are, and which of them are held out.

    operands: (the fewest, the most) numbers in one; operations: some of + - *; largest: the largest
    of the numbers, which start at 1; brackets: whether operations nest in any way, or are computed
    from left to right, which means + and - alone; seed: decides which are held out, and which are
    drawn; strict: whether one is held out, too, if any two of its numbers are a held-out sum.
    """

    def __init__(self, operands, operations, largest, brackets, seed=1, strict=False):
        self.operands, self.operations, self.largest = operands, operations, largest
        self.brackets, self.strict = brackets, strict
        self.rng, self.is_held_out = Random(seed), make_is_held_out(SHARE_HELD_OUT, seed)
        fewest, most = operands
        nests = brackets and most > 2
        self.alphabet = [*"0123456789", *operations, *"()" * nests, " "]
        # the smallest and the largest value of an operation come from those of its sides
        extremes = {1: (1, largest)}
        for n in range(2, most + 1):
            lefts = range(1, n) if brackets else [n - 1]  # how many operands are on the left
            sides = [both for i in lefts for both in product(extremes[i], extremes[n - i])]
            values = [OPERATIONS[each](*both) for each in operations for both in sides]
            extremes[n] = min(values), max(values)
        self.n_in = most * len(str(largest)) + most - 1 + 2 * (most - 2) * nests
        self.n_out = max(len(str(end)) for n in range(fewest, most + 1) for end in extremes[n])

    def is_trained_on(self, tree):
        """Tell whether an expression may be in the training."""
        parts = [("+", *pair) for pair in combinations(numbers_of(tree), 2)] if self.strict else []
        return not any(map(self.is_held_out, [tree, *parts]))

    def sample(self, n, wanted=lambda tree: True):
        """Draw n expressions. wanted(tree): whether to keep one. Raises ValueError if few are."""
        drawn = (self._sample(self.rng.randint(*self.operands)) for _ in range(n * MOST_TRIES))
        trees = list(islice(filter(wanted, drawn), n))
        if len(trees) < n:
            few = "leaves too few expressions to hold some out and to train on others"
            raise ValueError(f"argument --largest: {self.largest} {few}")
        return trees

    def _sample(self, n_operands):
        if n_operands == 1:
            return self.rng.randint(1, self.largest)
        n_left = self.rng.randint(1, n_operands - 1) if self.brackets else n_operands - 1
        operation = self.rng.choice(self.operations)
        left = self._sample(n_left)
        return operation, left, self._sample(n_operands - n_left)

    def sample_tests(self, n):
        """Draw n expressions for each test: {test: (trees, questions, expected answers)}.

        Those of the first may have been trained on. Those of the second are held out, with all
        that are equivalent. If there are few, they are drawn several times.
        """
        tests = {}
        for test, wanted in zip(TESTS, (self.is_trained_on, self.is_held_out)):
            trees = self.sample(n, wanted)
            tests[test] = trees, *self.write(trees)
        return tests

    def write(self, trees):
        """Write expressions and values as padded strings, with some spare brackets by chance."""
        X = [text(tree, lambda: self.brackets and self.rng.random() < 0.5) for tree in trees]
        return pad(X, self.n_in), pad([str(value(tree)) for tree in trees], self.n_out)

    def read(self, question):
        """Read a question such as '(3+10)*2'. Returns it as the model reads it, and its tree.

        Raises ValueError if it is no expression, has too many or too few numbers, or is too long.
        """
        tree, (fewest, most) = parse(question), self.operands
        if not fewest <= len(numbers_of(tree)) <= most:
            raise ValueError(f"has {len(numbers_of(tree))} numbers, not {fewest} to {most}")
        return *pad([question.replace(" ", "")], self.n_in), tree


def value(tree, meaning=int):
    """Compute an expression. meaning(number): the value to use for each number in it."""
    if isinstance(tree, int):
        return meaning(tree)
    operation, left, right = tree
    return OPERATIONS[operation](value(left, meaning), value(right, meaning))


def numbers_of(tree):
    """List the numbers in an expression, from left to right."""
    return [tree] if isinstance(tree, int) else numbers_of(tree[1]) + numbers_of(tree[2])


def text(tree, also=lambda: False):
    """Write an expression with the brackets that it needs, and never a pair around the whole.

    also(): whether to write a pair of brackets that is not needed; it is called for each such pair.

    >>> text(('-', ('+', 3, 10), 2)), text(('-', ('+', 3, 10), 2), also=lambda: True)
    ('3+10-2', '(3+10)-2')
    """
    if isinstance(tree, int):
        return str(tree)
    operation, *sides = tree
    written = []
    for side, is_right in zip(sides, (False, True)):
        written.append(text(side, also))
        if not isinstance(side, int):
            is_needed = side[0] != "*" and (operation == "*" or operation == "-" and is_right)
            if is_needed or also():
                written[-1] = f"({written[-1]})"
    return operation.join(written)


def parse(string):
    """Read an expression as Python does: * before + and -, otherwise from left to right.

    Raises ValueError if it is not an expression. No code in it is run.

    >>> parse('3 + 10*2')
    ('+', 3, ('*', 10, 2))
    """

    def read(node):
        if isinstance(node, ast.BinOp):
            return SYNTAX[type(node.op)], read(node.left), read(node.right)
        if type(node.value) is not int:
            raise ValueError
        return node.value

    try:
        return read(ast.parse(string.strip(), mode="eval").body)
    except (SyntaxError, RecursionError, MemoryError, KeyError, AttributeError, ValueError):
        raise ValueError("is not numbers with an operation between them") from None


def make_is_held_out(share, seed):
    """Make a function that tells whether an expression is held out, that is, not in the training.

    share: of all expressions, roughly; seed: decides which. Equivalent expressions are always on
    the same side: those that are equal or opposite whatever the numbers are, such as 2*9 and 9*2,
    1-(2-3) and (3+1)-2, 9-2 and 2-9. To find these without algebra, each number is replaced by a
    large random number of its own, and the expression is computed modulo a prime. Equivalent
    expressions have the same result, and others practically never do (Schwartz 1980).
    """

    @lru_cache(100_000)
    def random_number(number):
        return Random(f"{seed} {number}").randrange(PRIME)

    def is_held_out(tree):
        # the square is the same for opposites; what is always zero, as 2-2, is never held out
        return value(tree, random_number) ** 2 % PRIME >= (1 - share) * PRIME

    return is_held_out
