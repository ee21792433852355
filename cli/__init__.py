"""What a program in a terminal needs: options, progress, errors, figures, checkpoints."""
