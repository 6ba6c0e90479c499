"""A draft of rules run over recorded pictures, before it is activated (docs/decisions/0006-replay.md)."""
