"""Can one model add two numbers, three and four?

The tutorial's second extension: "Change the example to support a variable
number of terms on each input sequence. This should be straightforward as long
as you perform sufficient padding." It is: all questions are padded to the
length of the longest. The network has more units and trains longer.

Expect all answers to be right with most seeds, those to never seen questions
too. Stage 3 memorises its 55 pairs of numbers up to 10
(extensions/held_out_pairs.py). A model that also has to add three and four
numbers learns to add, two numbers too.

Try --terms 2 2: does it still learn to add, or does it memorise?
"""

if not __package__:
    raise SystemExit("Run it as a module: python -m extensions.variable_numbers")

from cli.terminal import run_script
from extensions.shared import solving

SETTINGS = {"operands": [2, 4], "operations": ["+"], "largest": 10, "brackets": False}
SETTINGS |= {"strict": False, "n_epoch": 30, **solving.TRAINING}


def rows(operands, **_):
    """Make the rows of the table: {name: whether an expression belongs to it}."""
    return solving.by_operands(*operands, "terms")


def main():
    """Run the script with the options of the command line."""
    parser = solving.solver_parser(__doc__, "variable_numbers", SETTINGS, 8)
    solving.add_operands(parser, "--terms", SETTINGS["operands"])
    strict = "hold out an expression, too, if any two of its numbers are a held-out sum"
    parser.add_argument("--strict", action="store_true", help=strict)
    return solving.run_solver(parser, "variable_numbers", SETTINGS, rows)


if __name__ == "__main__":
    run_script(main)
