"""Can one model work out nested brackets?

The tutorial's last extension: "Allow the use of brackets along with other mathematical operations."
Two to four numbers, nested in every way: '7-(6-(2+5))'. Brackets that are not needed are written
or left out by chance, none stand round the whole.

Expect nearly all of the never seen expressions to be right with + and -. With * as well, one in
five of those with three numbers is wrong: the model knows the products, but not always what a
product and a third number come to, where it has never seen the two together.

Hack it: --operations + - '*' --operands 2 3; ask it what it never read: --ask '2-(9)+1'.
"""

from common.expressions import Kind
from common.terminal import run_script
from extensions.solving import by_operands, by_product, run


def main():
    return run(
        kind=Kind(operands=(2, 4), operations=["+", "-"], largest=10, brackets=True),
        own={"operands": "--operands", "operations": "--operations"},
        rows_of=lambda kind: by_operands(kind, "operands") | by_product(kind),
        n_epoch=50,
        description=__doc__,
        script="brackets",
    )


if __name__ == "__main__":
    run_script(main)
