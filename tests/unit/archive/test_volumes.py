"""Volumes are known by what lies in them, not by where they are mounted."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from vigie.archive.room import open_all
from vigie.archive.volumes import IDENTITY, open_volume
from vigie.kernel.errors import BadInput, Unavailable

VOLUME = "from vigie.archive.volumes import open_volume; print(open_volume(Path(sys.argv[1]) / 'v').id)"
KEYS = "from vigie.archive.keys import Keyring; print(Keyring(Path(sys.argv[1]) / 'keys').current.hex())"


def test_a_volume_keeps_its_identity_wherever_it_is_mounted(tmp_path: Path) -> None:
    first = open_volume(tmp_path / "a")
    (tmp_path / "a").rename(tmp_path / "b")
    assert open_volume(tmp_path / "b", create=False).id == first.id


def test_a_missing_disk_is_told_and_never_made_anew(tmp_path: Path) -> None:
    with pytest.raises(Unavailable) as caught:
        open_volume(tmp_path / "away", create=False)
    assert caught.value.error_code == "volume_missing"
    assert not (tmp_path / "away").exists()


def test_recordings_without_identity_are_left_alone(tmp_path: Path) -> None:
    open_volume(tmp_path / "a")
    (tmp_path / "a" / IDENTITY).unlink()
    with pytest.raises(BadInput) as caught:
        open_volume(tmp_path / "a")
    assert caught.value.error_code == "volume_damaged"


@pytest.mark.parametrize("text", ["", "[]", "{}", "no json"])
def test_a_damaged_identity_is_told(tmp_path: Path, text: str) -> None:
    open_volume(tmp_path / "a")
    (tmp_path / "a" / IDENTITY).write_text(text)
    with pytest.raises(BadInput):
        open_volume(tmp_path / "a")


def test_one_bad_volume_does_not_hide_the_others(tmp_path: Path) -> None:
    known = tmp_path / "gone"
    opened, absent = open_all([tmp_path / "a"], [known])
    assert [volume.path for volume in opened] == [tmp_path / "a"]
    assert list(absent) == [str(known)]


def test_a_volume_named_twice_is_one(tmp_path: Path) -> None:
    opened, _ = open_all([tmp_path / "a", tmp_path / "a" / ".." / "a"], [])
    assert len(opened) == 1


def test_the_identity_holds_no_more_than_the_id(tmp_path: Path) -> None:
    volume = open_volume(tmp_path / "a")
    assert json.loads((tmp_path / "a" / IDENTITY).read_text())["id"] == volume.id


@pytest.mark.parametrize("program", [VOLUME, KEYS], ids=["volume", "keys"])
def test_two_processes_that_start_together_agree(tmp_path: Path, program: str) -> None:
    command = [sys.executable, "-c", f"import sys; from pathlib import Path; {program}", str(tmp_path)]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(3)]
    found = [process.communicate(timeout=60)[0] for process in running]
    assert len(set(found)) == 1
    assert found[0].strip()
