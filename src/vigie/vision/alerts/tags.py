"""What people do with alerts, in the journal."""

from vigie.audit import Tag

ALERT_ANSWERED = Tag("vision:alert:answered")
ANSWER_WITHDRAWN = Tag("vision:answer:withdrawn")
CLIP_PLAYED = Tag("vision:clip:played")
