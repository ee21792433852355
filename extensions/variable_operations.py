"""Can one model add, subtract and multiply?

The tutorial's third extension: "vary the mathematical operation to allow the
network to generalize even further." A question has two numbers and an
operation between them. An answer may be negative.

Expect sums and differences to be right, seen or not. Products take far longer
(--epochs 150), and only a quarter of the held-out ones is right.

Try --operations + -: without products both are right.
"""

from cli.terminal import run_script
from extensions.shared import solving


def rows(task):
    """Make the rows of the table: {name: whether an expression belongs to it}."""
    return {f"a{sign}b": lambda tree, sign=sign: tree[0] == sign for sign in task.operations}


def main():
    """Run the script with the options of the command line."""
    settings = dict(n_epoch=45, largest=99, operations=solving.OPERATIONS)
    fixed = {"operands": (2, 2), "brackets": False}
    return solving.run_solver(__doc__, "variable_operations", rows, fixed, **settings)


if __name__ == "__main__":
    run_script(main)
