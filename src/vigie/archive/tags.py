"""What the archive writes into the journal."""

from vigie.audit import Tag

CONSULTATION_OPENED = Tag("archive:consultation:opened")
PLAYBACK_STARTED = Tag("archive:playback:started")
SEGMENTS_DESTROYED = Tag("archive:segments:destroyed")
LEFTOVER_DESTROYED = Tag("archive:leftover:destroyed")
DAY_SEALED = Tag("archive:day:sealed")
HOLD_PLACED = Tag("archive:legal_hold:placed")
HOLD_RELEASED = Tag("archive:legal_hold:released")
SEGMENT_TRIMMED = Tag("archive:segment:trimmed")
KEY_ROTATED = Tag("archive:key:rotated")
REGISTER_READ = Tag("archive:register:read")
REGISTER_EXPORTED = Tag("archive:register:exported")
