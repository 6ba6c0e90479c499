"""Schema changes, one chain for all rooms, forward only."""
