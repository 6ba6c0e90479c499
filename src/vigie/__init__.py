"""Vigie: open-source vidéoprotection for towns."""

__version__ = "0.1.0"
