"""Can one model compute nested brackets?

The tutorial's last extension: "Allow the use of brackets along with other mathematical operations."
A question has two to four numbers, nested in every way, such as '7-(6-(2+5))'. Brackets that are
not needed are written or left out by chance. There are none around the whole.

Expect nearly all of the never seen expressions to be right with + and -.

Try --operations + - '*' --operands 2 3 --epochs 60: with products in it, some of the never seen
expressions of three numbers are wrong.
"""

if not __package__:
    raise SystemExit("Run it as a module: python -m extensions.brackets")

from cli.terminal import run_script
from extensions.shared.expressions import Grammar
from extensions.shared.solving import by_operands, by_product, run_solver


def main():
    """Run the script with the options of the command line."""
    return run_solver(
        grammar=Grammar(operands=(2, 4), operations=["+", "-"], largest=10, brackets=True),
        own={"operands": "--operands", "operations": "--operations"},
        rows_of=lambda grammar: by_operands(grammar, "operands") | by_product(grammar),
        n_epoch=50,
        description=__doc__,
        script="brackets",
    )


if __name__ == "__main__":
    run_script(main)
