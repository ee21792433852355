"""Can one model add two numbers, three and four?

The tutorial's second extension: "a variable number of terms on each input
sequence. This should be straightforward as long as you perform sufficient
padding." All questions are padded to the length of the longest.

Expect nearly all answers to be right, also those to held-out sums of two
numbers, which stage 3 memorises (held_out_pairs).

Try --operands 2 2: does it still learn to add, or does it memorise?
"""

from cli.terminal import run_script
from extensions.shared import solving


def rows(task):
    """Make the rows of the table: {name: whether an expression belongs to it}."""
    return solving.by_operands(task, "terms")


def main():
    """Run the script with the options of the command line."""
    settings = dict(n_epoch=30, largest=10, operands=(2, 4), strict=False)
    fixed = {"operations": "+", "brackets": False}
    return solving.run_solver(__doc__, "variable_numbers", rows, fixed, **settings)


if __name__ == "__main__":
    run_script(main)
