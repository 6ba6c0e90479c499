from pathlib import Path

from vigie.people.model import ROLE_FR, Role
from vigie.people.policy import MATRIX
from vigie.people.rights_page import rights_page

PAGE = Path(__file__).resolve().parents[3] / "docs/reference/rights.md"


def test_the_page_says_what_the_policy_does():
    assert PAGE.read_text(encoding="utf-8") == rights_page(), (
        "run: vigie people rights > docs/reference/rights.md"
    )


def test_each_right_is_one_yes():
    rows = [line for line in rights_page().splitlines() if line.startswith("| **")]
    for role, row in zip(Role, rows, strict=True):
        assert ROLE_FR[role] in row
        assert row.count("| oui") == len(MATRIX[role])
