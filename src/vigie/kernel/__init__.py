"""Floor 0: the words every room shares. No room's subject is known here."""
