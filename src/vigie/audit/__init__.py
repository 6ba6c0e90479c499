"""The append-only journal: what was done, by whom, when, from where, why. Nothing here knows images."""

from vigie.audit.journal import Journal
from vigie.audit.model import Entry, Page, Query, Recorded
from vigie.audit.tags import Tag

__all__ = ["Entry", "Journal", "Page", "Query", "Recorded", "Tag"]
