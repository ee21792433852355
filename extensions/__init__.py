"""What the tutorial and its readers left open, one runnable script each."""
