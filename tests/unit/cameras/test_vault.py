import stat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigie.cameras.vault import Vault
from vigie.kernel.errors import BadInput, Unavailable
from vigie.kernel.ids import CameraId

ONE, TWO = CameraId("cam-001"), CameraId("cam-002")


@given(st.text(max_size=200))
def test_what_is_sealed_opens_again(password):
    vault = Vault(bytes(32))
    assert vault.open(ONE, vault.seal(ONE, password)) == password


def test_the_same_password_is_never_sealed_alike():
    vault = Vault(bytes(32))
    assert vault.seal(ONE, "secret") != vault.seal(ONE, "secret")


@pytest.mark.parametrize("byte", range(len(Vault(bytes(32)).seal(ONE, "x"))))
def test_one_changed_byte_does_not_open(byte):
    vault = Vault(bytes(32))
    sealed = bytearray(vault.seal(ONE, "x"))
    sealed[byte] ^= 1
    with pytest.raises(Unavailable) as refused:
        vault.open(ONE, bytes(sealed))
    assert refused.value.error_code == "password_sealed"


def test_a_password_moved_to_another_camera_does_not_open():
    vault = Vault(bytes(32))
    with pytest.raises(Unavailable):
        vault.open(TWO, vault.seal(ONE, "secret"))


def test_the_key_file_is_made_once_for_its_owner_alone(tmp_path):
    path = tmp_path / "folder" / "cameras.key"
    sealed = Vault.open_file(path).seal(ONE, "secret")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert Vault.open_file(path).open(ONE, sealed) == "secret"
    assert [item.name for item in path.parent.iterdir()] == ["cameras.key"]


def test_a_key_that_others_can_read_is_refused(tmp_path):
    path = tmp_path / "cameras.key"
    Vault.open_file(path)
    path.chmod(0o640)
    with pytest.raises(BadInput, match="chmod 600"):
        Vault.open_file(path)


def test_a_damaged_key_is_refused(tmp_path):
    path = tmp_path / "cameras.key"
    path.write_bytes(b"short")
    path.chmod(0o600)
    with pytest.raises(BadInput, match="5 bytes"):
        Vault.open_file(path)
