"""Floor 2: prefectoral authorisations, purposes, the retention rule."""
