"""What Debian's Ceph gateway does of Object Lock: proved here, so that the tier may build on it."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError
from peers import rgw

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    if missing := rgw.missing():
        pytest.skip(f"not installed: {' '.join(missing)} (packages radosgw, ceph-mon, ceph-osd, ceph-common)")
    with rgw.ceph(tmp_path_factory.mktemp("ceph")) as gateway:
        client = gateway.client()
        yield client
        client.close()


@pytest.fixture(scope="module")
def bucket(client: Any) -> str:
    client.create_bucket(Bucket="locked", ObjectLockEnabledForBucket=True)
    return "locked"


def _put(client: Any, bucket: str, key: str, **options: Any) -> str:
    return str(client.put_object(Bucket=bucket, Key=key, Body=b"sealed", **options)["VersionId"])


def _refused(client: Any, **call: Any) -> bool:
    try:
        client.delete_object(**call)
    except ClientError as error:
        return error.response["Error"]["Code"] == "AccessDenied"
    return False


def test_a_retained_version_is_kept_until_its_instant(client: Any, bucket: str) -> None:
    until = datetime.now(UTC) + timedelta(days=30)
    lock = {"ObjectLockMode": "GOVERNANCE", "ObjectLockRetainUntilDate": until}
    version = _put(client, bucket, "retained", **lock)

    assert _refused(client, Bucket=bucket, Key="retained", VersionId=version)
    head = client.head_object(Bucket=bucket, Key="retained", VersionId=version)
    assert abs(head["ObjectLockRetainUntilDate"] - until) < timedelta(seconds=1)

    client.delete_object(Bucket=bucket, Key="retained", VersionId=version, BypassGovernanceRetention=True)
    assert not client.list_object_versions(Bucket=bucket, Prefix="retained").get("Versions")


def test_a_retention_that_is_over_lets_go(client: Any, bucket: str) -> None:
    until = datetime.now(UTC) + timedelta(seconds=8)  # the requests below must come in before
    lock = {"ObjectLockMode": "COMPLIANCE", "ObjectLockRetainUntilDate": until}
    version = _put(client, bucket, "over", **lock)
    assert _refused(client, Bucket=bucket, Key="over", VersionId=version, BypassGovernanceRetention=True)

    while datetime.now(UTC) < until + timedelta(seconds=1):
        time.sleep(0.2)
    client.delete_object(Bucket=bucket, Key="over", VersionId=version)


def test_a_legal_hold_keeps_whatever_the_retention_says(client: Any, bucket: str) -> None:
    version = _put(client, bucket, "held", ObjectLockLegalHoldStatus="ON")
    assert _refused(client, Bucket=bucket, Key="held", VersionId=version, BypassGovernanceRetention=True)

    client.put_object_legal_hold(Bucket=bucket, Key="held", VersionId=version, LegalHold={"Status": "OFF"})
    client.delete_object(Bucket=bucket, Key="held", VersionId=version)


def test_versions_and_delete_markers_are_listed_and_go_one_by_one(client: Any, bucket: str) -> None:
    first, second = _put(client, bucket, "twice"), _put(client, bucket, "twice")
    marker = client.delete_object(Bucket=bucket, Key="twice")["VersionId"]

    listing = client.list_object_versions(Bucket=bucket, Prefix="twice")
    assert {one["VersionId"] for one in listing["Versions"]} == {first, second}
    assert [one["VersionId"] for one in listing["DeleteMarkers"]] == [marker]
    objects = [{"Key": "twice", "VersionId": version} for version in (first, second, marker)]
    assert not client.delete_objects(Bucket=bucket, Delete={"Objects": objects}).get("Errors")
    listing = client.list_object_versions(Bucket=bucket, Prefix="twice")
    assert not listing.get("Versions")
    assert not listing.get("DeleteMarkers")


def test_a_range_is_read(client: Any, bucket: str) -> None:
    version = _put(client, bucket, "range")
    answer = client.get_object(Bucket=bucket, Key="range", VersionId=version, Range="bytes=1-3")
    assert answer["Body"].read() == b"eal"
