"""Measured figures, each beside its peer: `vigie bench NAME --json`."""
