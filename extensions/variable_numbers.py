"""Can one model add two numbers, three and four?

The tutorial's second extension: "Change the example to support a variable number of terms on each
input sequence. This should be straightforward as long as you perform sufficient padding." It is:
the questions are padded to the longest, and a larger network is trained for longer.

Expect all answers to be right, those to never seen questions too. Stage 3 learns the 55 pairs up to
10 by heart (extensions/held_out_pairs.py). A model that has to add three and four numbers as well
learns to add, two numbers too.

Hack it: --terms 2 2, and see two of three never seen ones go wrong; --terms 2 6; --largest 99.
"""

from common.expressions import Kind
from common.terminal import run_script
from extensions.solving import by_operands, run


def main():
    return run(
        kind=Kind(operands=(2, 4), operations=["+"], largest=10, brackets=False),
        own={"operands": "--terms"},
        rows_of=lambda kind: by_operands(kind, "terms"),
        n_epoch=30,
        description=__doc__,
        script="variable_numbers",
    )


if __name__ == "__main__":
    run_script(main)
