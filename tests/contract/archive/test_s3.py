"""One contract for the fake bucket and a real one behind Ceph's gateway."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from peers import rgw

from vigie.archive.tiers.remote import Lock, Remote, Stored
from vigie.archive.tiers.s3 import S3Remote
from vigie.archive.tiers.settings import S3Settings
from vigie.archive.tiers.texts import TEXTS
from vigie.kernel.errors import VigieError
from vigie.kernel.instants import DAY_US, SECOND_US, SystemClock, UtcUs
from vigie.testing.s3 import FakeRemote

SOON = UtcUs((SystemClock().now() // SECOND_US) * SECOND_US + DAY_US)


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[rgw.Gateway]:
    if missing := rgw.missing():
        pytest.skip(f"not installed: {' '.join(missing)} (packages radosgw, ceph-mon, ceph-osd, ceph-common)")
    with rgw.ceph(tmp_path_factory.mktemp("ceph")) as gateway:
        gateway.make_bucket("locked", lock=True)
        gateway.make_bucket("plain", lock=False)
        yield gateway


def _settings(gateway: rgw.Gateway, **changes: object) -> S3Settings:
    wanted = {"bucket": "locked", "endpoint": gateway.endpoint, "access_key": gateway.access_key, **changes}
    return S3Settings.model_validate({"region": "default", "timeout_s": 5, **wanted})


@pytest.fixture(params=["fake", pytest.param("ceph", marks=pytest.mark.slow)])
def remote(request: pytest.FixtureRequest) -> Iterator[Remote]:
    if request.param == "fake":
        yield FakeRemote()
        return
    gateway: rgw.Gateway = request.getfixturevalue("gateway")
    real = S3Remote(_settings(gateway), gateway.secret_key)
    yield real
    real.close()


@pytest.fixture
def name(request: pytest.FixtureRequest) -> str:
    return f"town/{request.node.originalname}/1"


@pytest.fixture
def film(tmp_path: Path) -> Path:
    path = tmp_path / "film"
    path.write_bytes(bytes(range(256)) * 100)
    return path


def _all(remote: Remote, prefix: str) -> set[Stored]:
    return set(remote.versions(prefix))


def test_what_is_stored_is_read_in_ranges(remote: Remote, name: str, film: Path) -> None:
    remote.check()
    stored = remote.put(name, film, Lock(SOON, held=False))
    body = film.read_bytes()
    assert stored.size == len(body)
    assert remote.read(stored, 0, len(body)) == body
    assert remote.read(stored, 1000, 7) == body[1000:1007]
    assert remote.read(stored, len(body) - 3, 50) == body[-3:]
    assert remote.read(stored, len(body), 5) == b""


def test_the_lock_is_what_was_asked_from_the_first_instant(remote: Remote, name: str, film: Path) -> None:
    for held in (False, True):
        stored = remote.put(name, film, Lock(SOON, held=held))
        assert remote.lock(stored) == Lock(SOON, held=held)
        remote.relock(stored, Lock(SOON, held=False))


def test_retention_is_lengthened_and_shortened(remote: Remote, name: str, film: Path) -> None:
    stored = remote.put(name, film, Lock(SOON, held=False))
    for until in (UtcUs(SOON + DAY_US), UtcUs(SOON - DAY_US // 2)):
        remote.relock(stored, Lock(until, held=False))
        assert remote.lock(stored) == Lock(until, held=False)


def test_a_version_may_bear_a_hold_alone_or_nothing(remote: Remote, name: str, film: Path) -> None:
    for held in (True, False):
        stored = remote.put(name, film, Lock(None, held=held))
        assert remote.lock(stored) == Lock(None, held=held)
    held, free = (one for one in remote.versions(name) if one.name == name)
    for one in (held, free):
        remote.relock(one, Lock(None, held=False))
    assert remote.destroy([held, free]) == {}


def test_versions_come_by_name(remote: Remote, name: str, film: Path) -> None:
    for number in (3, 1, 2):
        remote.put(f"{name}/{number}", film, Lock(None, held=False))
    assert [one.name for one in remote.versions(f"{name}/")] == [f"{name}/{number}" for number in (1, 2, 3)]


def test_every_version_and_marker_goes_whatever_its_retention(remote: Remote, name: str, film: Path) -> None:
    for _ in range(2):
        remote.put(name, film, Lock(SOON, held=False))
    other = remote.put(name + "0", film, Lock(SOON, held=False))
    doomed = {one for one in _all(remote, name) if one.name == name}
    assert len(doomed) == 2
    assert remote.destroy(doomed) == {}
    assert _all(remote, name) == {other}
    assert remote.destroy(doomed) == {}, "what is gone stays gone, without a complaint"


def test_a_hold_is_never_overruled(remote: Remote, name: str, film: Path) -> None:
    held = remote.put(name, film, Lock(SOON, held=True))
    free = remote.put(name, film, Lock(SOON, held=False))
    assert set(remote.destroy([held, free])) == {held}
    assert _all(remote, name) == {held}
    remote.relock(held, Lock(SOON, held=False))
    assert remote.destroy([held]) == {}


def test_what_is_not_there_is_said(remote: Remote, name: str, film: Path) -> None:
    stored = remote.put(name, film, Lock(SOON, held=False))
    remote.destroy([stored])
    for call in (lambda: remote.read(stored, 0, 1), lambda: remote.lock(stored)):
        with pytest.raises(VigieError) as caught:
            call()
        assert caught.value.error_code == "s3_object_missing"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("changes", "secret", "code"),
    [
        ({"access_key": "NOBODY"}, None, "s3_credentials"),
        ({}, "wrong", "s3_credentials"),
        ({"bucket": "missing"}, None, "s3_bucket_missing"),
        ({"bucket": "plain"}, None, "s3_no_versions"),
        ({"endpoint": "http://127.0.0.1:9"}, None, "s3_unreachable"),
    ],
)
def test_what_is_wrong_with_the_settings_is_said(
    gateway: rgw.Gateway, changes: dict[str, str], secret: str | None, code: str
) -> None:
    remote = S3Remote(_settings(gateway, **changes), secret or gateway.secret_key)
    with pytest.raises(VigieError) as caught:
        remote.check()
    assert caught.value.error_code == code
    assert TEXTS[code]
    remote.close()


@pytest.mark.slow
def test_a_bucket_with_versions_and_no_lock_is_refused(gateway: rgw.Gateway) -> None:
    gateway.make_bucket("versions", lock=False, versions=True)
    remote = S3Remote(_settings(gateway, bucket="versions"), gateway.secret_key)
    with pytest.raises(VigieError) as caught:
        remote.check()
    assert caught.value.error_code == "s3_no_object_lock"
    remote.close()


@pytest.mark.slow
def test_a_delete_marker_is_listed_and_goes(gateway: rgw.Gateway, name: str, film: Path) -> None:
    remote = S3Remote(_settings(gateway), gateway.secret_key)
    stored = remote.put(name, film, Lock(SOON, held=False))
    gateway.delete("locked", name)
    listed = _all(remote, name)
    assert stored in listed
    assert [replace(one, version="") for one in listed if one.marker] == [Stored(name, "", marker=True)]
    assert remote.destroy(listed) == {}
    assert _all(remote, name) == set()
    remote.close()


@pytest.mark.slow
def test_a_retention_that_is_past_is_refused_and_said(gateway: rgw.Gateway, name: str, film: Path) -> None:
    """Why the tier sets none on what a hold keeps beyond its date."""
    remote = S3Remote(_settings(gateway), gateway.secret_key)
    with pytest.raises(VigieError) as caught:
        remote.put(name, film, Lock(UtcUs(SOON - 2 * DAY_US), held=True))
    assert caught.value.error_code == "s3_refused"
    remote.close()
