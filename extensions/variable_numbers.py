"""Can one model add two numbers, three and four?

The tutorial's second extension: "Change the example to support a variable number of terms on each
input sequence. This should be straightforward as long as you perform sufficient padding." It is:
all questions are padded to the length of the longest. The network has more units and trains longer.

Expect all answers to be right, those to never seen questions too. Stage 3 memorises its 55 pairs of
numbers up to 10 (extensions/held_out_pairs.py). A model that also has to add three and four numbers
learns to add, two numbers too.

Try --terms 2 2: it memorises again.
"""

if not __package__:
    raise SystemExit("Run it as a module: python -m extensions.variable_numbers")

from cli.terminal import run_script
from extensions.shared.expressions import Grammar
from extensions.shared.solving import by_operands, run_solver


def main():
    """Run the script with the options of the command line."""
    return run_solver(
        grammar=Grammar(operands=(2, 4), operations=["+"], largest=10, brackets=False),
        own={"operands": "--terms", "strict": "--strict"},
        rows_of=lambda grammar: by_operands(grammar, "terms"),
        n_epoch=30,
        description=__doc__,
        script="variable_numbers",
    )


if __name__ == "__main__":
    run_script(main)
