"""What the tutorial and its readers left open, one runnable script each."""

import cli  # noqa: F401  # so that Ctrl-C, or a missing package, ends in one line from here on
