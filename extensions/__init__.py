"""What the tutorial and its readers left open, one runnable script each."""

import cli  # noqa: F401  # it says how to install what is missing, before anything else is imported
