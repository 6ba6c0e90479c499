"""Floor 6: the processes and how they are run."""
