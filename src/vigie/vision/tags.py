"""What the live analysis writes into the journal (LAW.md REQ-69)."""

from vigie.audit import Tag

ANALYSIS_STARTED = Tag("vision:analysis:started")
ANALYSIS_STOPPED = Tag("vision:analysis:stopped")
RULES_APPLIED = Tag("vision:rules:applied")
COVERAGE_CHANGED = Tag("vision:coverage:changed")
SIGNAL_RAISED = Tag("vision:signal:raised")
SIGNAL_ENDED = Tag("vision:signal:ended")
REPLAY_STARTED = Tag("vision:replay:started")
REPLAY_ENDED = Tag("vision:replay:ended")
