"""Can one model compute nested brackets?

The tutorial's last extension: "the use of brackets along with other
mathematical operations." A question has two to four numbers, nested in every
way, such as '7-(6-(2+5))'. Needless brackets are written or not, by chance.

Expect nearly all held-out expressions to be right with + and -.

Try --operations + - '*' --operands 2 3 --epochs 60: with products some fail.
"""

from cli.terminal import run_script
from extensions.shared import solving


def rows(task):
    """Make the rows of the table: {name: whether an expression belongs to it}."""
    return solving.by_operands(task, "operands")


def main():
    """Run the script with the options of the command line."""
    settings = dict(n_epoch=50, largest=10, operands=(2, 4), operations=solving.OPERATIONS)
    chosen, fixed = {"operations": ["+", "-"]}, {"brackets": True}
    return solving.run_solver(__doc__, "brackets", rows, fixed, chosen, **settings)


if __name__ == "__main__":
    run_script(main)
