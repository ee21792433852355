"""Can one model add, subtract and multiply?

The tutorial's third extension: "Change the example to vary the mathematical
operation to allow the network to generalize even further." Asked about
squares, its author says: "I would expect the technique to perform just as
well." A question has two numbers and an operation between them. An answer may
be negative.

Expect sums and differences to be right, seen or not. Products are different.
The model needs far longer to learn even those of the training (--epochs 150).
It gets about a quarter of the others. In the second table their ones and their
thousands are mostly right, and the digits between are not.

Try --operations + -: without products both are right.
"""

if not __package__:
    raise SystemExit("Run it as a module: python -m extensions.variable_operations")

from cli.terminal import run_script
from extensions.shared import solving

SETTINGS = {"operands": [2, 2], "operations": ["+", "-", "*"], "largest": 99, "brackets": False}
SETTINGS |= {"n_epoch": 45, **solving.TRAINING}


def rows(operations, **_):
    """Make the rows of the table: {name: whether an expression belongs to it}."""
    rows = {f"a{sign}b": lambda tree, sign=sign: tree[0] == sign for sign in operations}
    return rows | solving.by_product(operations)


def main():
    """Run the script with the options of the command line."""
    parser = solving.solver_parser(__doc__, "variable_operations", SETTINGS, 31)
    solving.add_operations(parser, SETTINGS["operations"])
    return solving.run_solver(parser, "variable_operations", SETTINGS, rows)


if __name__ == "__main__":
    run_script(main)
