"""Can one model add, subtract and multiply?

The tutorial's third extension: "Change the example to vary the mathematical operation to allow the
network to generalize even further." Asked about squares, its author says: "I would expect the
technique to perform just as well." A question has two numbers and an operation between them. An
answer may be negative.

Expect sums and differences to be right, seen or not. Products are different. The model needs far
longer to learn even those of the training (--epochs 150), and it guesses the others. Their first
digit and mostly their last digit are right, the digits between are not: these depend on most of the
digits of both numbers.

Try --operations + -: without products both are right.
"""

if not __package__:
    raise SystemExit("Run it as a module: python -m extensions.variable_operations")

from cli.terminal import run_script
from extensions.shared.expressions import Grammar
from extensions.shared.solving import by_product, run_solver


def by_operation(grammar):
    """The rows of a table by operation."""
    return {f"a{each}b": lambda tree, each=each: tree[0] == each for each in grammar.operations}


def main():
    """Run the script with the options of the command line."""
    return run_solver(
        grammar=Grammar(operands=(2, 2), operations=["+", "-", "*"], largest=99, brackets=False),
        own={"operations": "--operations"},
        rows_of=lambda grammar: by_operation(grammar) | by_product(grammar),
        n_epoch=45,
        description=__doc__,
        script="variable_operations",
    )


if __name__ == "__main__":
    run_script(main)
