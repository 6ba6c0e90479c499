"""What the room `people` writes into the journal."""

from vigie.audit import Tag

ACCESS_REFUSED = Tag("people:access:refused")
ACCOUNT_CREATED = Tag("people:account:created")
ACCOUNT_CHANGED = Tag("people:account:changed")
ACCOUNT_SUSPENDED = Tag("people:account:suspended")
ACCOUNT_RESUMED = Tag("people:account:resumed")
PASSWORD_CHANGED = Tag("people:password:changed")
SESSION_STARTED = Tag("people:session:started")
SESSION_ENDED = Tag("people:session:ended")
SESSION_LOCKED = Tag("people:session:locked")
SESSION_UNLOCKED = Tag("people:session:unlocked")
SIGN_IN_FAILED = Tag("people:sign_in:failed")
SIGN_IN_LOCKED = Tag("people:sign_in:locked")
