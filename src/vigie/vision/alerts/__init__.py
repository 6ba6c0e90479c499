"""Alerts: what rules told, kept for people to answer. The machine signals; a person decides (REQ-66)."""
