"""What the law allows: prefectoral authorisations, purposes, retention, legal bases for analytics."""
