"""Can one model add, subtract and multiply?

The tutorial's third extension: "Change the example to vary the mathematical operation to allow the
network to generalize even further." Asked about squares, its author says: "I would expect the
technique to perform just as well." Two numbers, an operation between them, and answers that may be
negative.

Expect sums and differences to be right, seen before or not, and products to be another matter: it
takes far longer to know even those of the training (--epochs 150), and the others are guessed. The
first digit and the last are mostly right, those between are not: they hang on every digit of both
numbers, where a digit of a sum hangs on its own column and a carry.

Hack it: --operations + -; --operations '*' --largest 30.
"""

from common.expressions import Kind
from common.terminal import run_script
from extensions.solving import by_product, run


def by_operation(kind):
    """The rows of a table by operation."""
    return {f"a{each}b": lambda tree, each=each: tree[0] == each for each in kind.operations}


def main():
    return run(
        kind=Kind(operands=(2, 2), operations=["+", "-", "*"], largest=99, brackets=False),
        own={"operations": "--operations"},
        rows_of=lambda kind: by_operation(kind) | by_product(kind),
        n_epoch=45,
        description=__doc__,
        script="variable_operations",
    )


if __name__ == "__main__":
    run_script(main)
