"""Floor 2: operators, approvals, grants, sign-in."""
