"""Key files: made once, whole, their owner's alone."""

import stat
from itertools import count

import pytest

from vigie.kernel.errors import BadInput
from vigie.kernel.key_file import read_or_make, read_private


def test_a_key_is_made_once_and_read_from_then_on(tmp_path):
    path, numbers = tmp_path / "folder" / "a.key", count()
    found = {read_or_make(path, lambda: b"%d" % next(numbers)) for _ in range(3)}
    assert found == {b"0"}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_of_two_starters_the_first_one_s_key_is_both_s(tmp_path):
    path = tmp_path / "a.key"

    def late() -> bytes:
        path.write_bytes(b"first")
        path.chmod(0o600)
        return b"second"

    assert read_or_make(path, late) == b"first"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666])
def test_what_others_may_read_is_no_secret(tmp_path, mode):
    path = tmp_path / "a.key"
    path.write_bytes(b"x")
    path.chmod(mode)
    with pytest.raises(BadInput, match="chmod 600") as refused:
        read_private(path)
    assert (refused.value.error_code, refused.value.details) == ("key_file_exposed", {"named": str(path)})
