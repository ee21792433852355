"""Can one model compute nested brackets?

The tutorial's last extension: "Allow the use of brackets along with other
mathematical operations." A question has two to four numbers, nested in every
way, such as '7-(6-(2+5))'. Brackets that are not needed are written or left
out by chance. There are none around the whole.

Expect nearly all of the never seen expressions to be right with + and -.

Try --operations + - '*' --operands 2 3 --epochs 60: some of the never seen
expressions with a product in them are wrong.
"""

if not __package__:
    raise SystemExit("Run it as a module: python -m extensions.brackets")

from cli.terminal import run_script
from extensions.shared import solving

SETTINGS = {"operands": [2, 4], "operations": ["+", "-"], "largest": 10, "brackets": True}
SETTINGS |= {"n_epoch": 50, **solving.TRAINING}


def rows(operands, operations, **_):
    """Make the rows of the table: {name: whether an expression belongs to it}."""
    return solving.by_operands(*operands, "operands") | solving.by_product(operations)


def main():
    """Run the script with the options of the command line."""
    parser = solving.solver_parser(__doc__, "brackets", SETTINGS, 18)
    solving.add_operands(parser, "--operands", SETTINGS["operands"])
    solving.add_operations(parser, SETTINGS["operations"])
    return solving.run_solver(parser, "brackets", SETTINGS, rows)


if __name__ == "__main__":
    run_script(main)
