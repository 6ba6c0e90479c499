"""Floor 1: the append-only journal of every act."""
