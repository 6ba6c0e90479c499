"""The pages stay true: links lead somewhere, commands exist, every Python room has its line."""

import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)")
COMMAND = re.compile(r"`vigie ([a-z]+)")


def _pages() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "*.md"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in listed.stdout.split()]


@pytest.mark.parametrize("page", _pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_of_a_page_leads_to_a_file(page):
    targets = [
        target for target in LINK.findall(page.read_text()) if "://" not in target and "mailto:" not in target
    ]
    missing = [target for target in targets if not (page.parent / target).exists()]
    assert not missing


def test_the_two_commands_of_the_readme_can_be_run():
    readme = (ROOT / "README.md").read_text()
    for command in ("./start", "./check"):
        assert command in readme
        assert os.access(ROOT / command, os.X_OK)


def test_every_command_that_the_pages_name_exists():
    from vigie.cli import app  # noqa: PLC0415 - loads the whole command line

    known = set(app)
    named = {command for page in _pages() for command in COMMAND.findall(page.read_text())}
    assert named <= known, f"documented and missing: {sorted(named - known)}"


def test_every_room_has_its_word_in_the_architecture_page():
    page = (ROOT / "docs" / "architecture.md").read_text()
    rooms = [path.name for path in (ROOT / "src/vigie").iterdir() if (path / "__init__.py").exists()]
    assert not [room for room in rooms if room not in page]


def test_decisions_are_numbered_without_holes():
    numbers = sorted(int(path.name[:4]) for path in (ROOT / "docs/decisions").glob("[0-9]*.md"))
    assert numbers == list(range(1, len(numbers) + 1))
