"""What the tutorial's three stages share, and nothing else."""
