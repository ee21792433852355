"""What a program at a terminal owes its user: options, progress, errors, figures, checkpoints."""
