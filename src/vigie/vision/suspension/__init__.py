"""The instant stop of all analytics (LAW.md REQ-67), and its end."""
