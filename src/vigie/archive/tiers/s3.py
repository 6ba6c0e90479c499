"""A bucket of an S3 service, spoken to with botocore (Amazon S3 API 2006-03-01).

Retention is set in GOVERNANCE mode (docs/decisions tells why). Retries within a call are botocore's
« standard » mode, with backoff and jitter; the tier waits longer between its own tries.
"""

import base64
import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from botocore.session import get_session

from vigie.archive.tiers.remote import Lock, Stored
from vigie.archive.tiers.settings import S3Settings
from vigie.kernel.errors import BadInput, Unavailable
from vigie.kernel.instants import from_datetime, to_datetime

MOST_AT_ONCE: Final = 1_000
"""What DeleteObjects takes in one call."""

_CODES: Final = {
    "InvalidAccessKeyId": "s3_credentials",
    "SignatureDoesNotMatch": "s3_credentials",
    "AuthorizationHeaderMalformed": "s3_credentials",
    "NoSuchBucket": "s3_bucket_missing",
    "InvalidBucketName": "s3_bucket_missing",
    "NoSuchKey": "s3_object_missing",
    "NoSuchVersion": "s3_object_missing",
    "404": "s3_object_missing",
    "AccessDenied": "s3_forbidden",
    "403": "s3_forbidden",
    "ServiceUnavailable": "s3_unreachable",
    "SlowDown": "s3_unreachable",
    "InternalError": "s3_unreachable",
    "RequestTimeTooSkewed": "s3_clock",
}
_NO_LOCK: Final = {"ObjectLockConfigurationNotFoundError", "NoSuchObjectLockConfiguration"}
_UNSET: Final = _NO_LOCK | {"InvalidRequest"}


class S3Remote:
    """`Remote` on a real service; one client serves all threads.

    Args:
        secret: of the account that `settings.access_key` names.
    """

    def __init__(self, settings: S3Settings, secret: str) -> None:
        self._bucket = settings.bucket
        self._client: Any = get_session().create_client(
            "s3",
            region_name=settings.region,
            endpoint_url=settings.endpoint or None,
            aws_access_key_id=settings.access_key,
            aws_secret_access_key=secret,
            config=Config(
                s3={"addressing_style": "path" if settings.endpoint else "auto"},
                connect_timeout=settings.timeout_s,
                read_timeout=settings.timeout_s,
                retries={"mode": "standard", "total_max_attempts": 3},
                max_pool_connections=settings.senders + 8,
                # Older gateways know neither the new checksums nor trailers; the MD5 below serves all.
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        )

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def check(self) -> None:
        """See `Remote.check`."""
        with _errors():
            versioning = self._client.get_bucket_versioning(Bucket=self._bucket)
            lock = self._lock_configuration()
        if versioning.get("Status") != "Enabled":
            raise BadInput("the bucket keeps no versions", code="s3_no_versions")
        if lock.get("ObjectLockEnabled") != "Enabled":
            raise BadInput("the bucket has no Object Lock", code="s3_no_object_lock")
        if lock.get("Rule"):
            raise BadInput("the bucket has a default retention", code="s3_default_retention")

    def _lock_configuration(self) -> dict[str, Any]:
        try:
            answer = self._client.get_object_lock_configuration(Bucket=self._bucket)
        except ClientError as error:
            if _code(error) in _UNSET:
                return {}
            raise
        return dict(answer.get("ObjectLockConfiguration", {}))

    def put(self, name: str, path: Path, lock: Lock) -> Stored:
        """See `Remote.put`; one request, as no segment comes near the 5 GiB from which S3 wants several."""
        with path.open("rb") as body, _errors():
            size = os.fstat(body.fileno()).st_size
            md5 = hashlib.file_digest(body, lambda: hashlib.md5(usedforsecurity=False)).digest()
            body.seek(0)
            answer = self._client.put_object(
                Bucket=self._bucket,
                Key=name,
                Body=body,
                ContentMD5=base64.b64encode(md5).decode(),
                ObjectLockLegalHoldStatus="ON" if lock.held else "OFF",
                **_retention(lock),
            )
        return Stored(name, str(answer["VersionId"]), size)

    def read(self, stored: Stored, start: int, size: int) -> bytes:
        """See `Remote.read`."""
        if size <= 0 or start >= stored.size:
            return b""
        last = min(start + size, stored.size) - 1
        with _errors():
            answer = self._client.get_object(
                Bucket=self._bucket, Key=stored.name, VersionId=stored.version, Range=f"bytes={start}-{last}"
            )
            with answer["Body"] as body:
                return bytes(body.read())

    def versions(self, prefix: str) -> Iterator[Stored]:
        """See `Remote.versions`."""
        with _errors():
            pages = self._client.get_paginator("list_object_versions").paginate(
                Bucket=self._bucket, Prefix=prefix
            )
            for page in pages:
                found = [
                    Stored(one["Key"], one["VersionId"], int(one["Size"])) for one in page.get("Versions", ())
                ]
                found += [
                    Stored(one["Key"], one["VersionId"], marker=True) for one in page.get("DeleteMarkers", ())
                ]
                yield from sorted(found, key=lambda one: one.name)

    def lock(self, stored: Stored) -> Lock:
        """See `Remote.lock`."""
        with _errors():
            head = self._client.head_object(Bucket=self._bucket, Key=stored.name, VersionId=stored.version)
        until = head.get("ObjectLockRetainUntilDate")
        held = head.get("ObjectLockLegalHoldStatus") == "ON"
        return Lock(None if until is None else from_datetime(until), held)

    def relock(self, stored: Stored, lock: Lock) -> None:
        """See `Remote.relock`."""
        place = {"Bucket": self._bucket, "Key": stored.name, "VersionId": stored.version}
        with _errors():
            self._client.put_object_legal_hold(**place, LegalHold={"Status": "ON" if lock.held else "OFF"})
            if lock.until is not None:
                self._client.put_object_retention(
                    **place,
                    Retention={"Mode": "GOVERNANCE", "RetainUntilDate": to_datetime(lock.until)},
                    BypassGovernanceRetention=True,
                )

    def destroy(self, doomed: Iterable[Stored]) -> dict[Stored, str]:
        """See `Remote.destroy`."""
        left: dict[Stored, str] = {}
        todo = list(doomed)
        for first in range(0, len(todo), MOST_AT_ONCE):
            left |= self._destroy(todo[first : first + MOST_AT_ONCE])
        return left

    def _destroy(self, doomed: list[Stored]) -> dict[Stored, str]:
        objects = [{"Key": one.name, "VersionId": one.version} for one in doomed]
        with _errors():
            answer = self._client.delete_objects(
                Bucket=self._bucket,
                Delete={"Objects": objects, "Quiet": True},
                BypassGovernanceRetention=True,
            )
        names = {(one.name, one.version): one for one in doomed}
        return {
            names[error["Key"], error["VersionId"]]: str(error.get("Message") or error["Code"])
            for error in answer.get("Errors", ())
            if error["Code"] not in {"NoSuchVersion", "NoSuchKey"}
        }


def read_secret(path: Path) -> str:
    """Return the secret that a file holds.

    Raises:
        BadInput: it is missing, empty, or others may read it.
    """
    try:
        mode, text = path.stat().st_mode, path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"cannot read {path}: {error}", code="s3_secret_missing", path=str(path)) from error
    if not text or mode & 0o077:
        raise BadInput(
            f"{path} must hold the secret and be its owner's alone (chmod 600)",
            code="s3_secret_missing",
            path=str(path),
        )
    return text


def _retention(lock: Lock) -> dict[str, Any]:
    if lock.until is None:
        return {}
    return {"ObjectLockMode": "GOVERNANCE", "ObjectLockRetainUntilDate": to_datetime(lock.until)}


def _code(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))


@contextmanager
def _errors() -> Iterator[None]:
    """Translate what botocore raises."""
    try:
        yield
    except ClientError as error:
        code = _CODES.get(_code(error), "s3_refused")
        kind = BadInput if code == "s3_bucket_missing" else Unavailable
        raise kind(f"S3: {error}", code=code) from error
    except BotoCoreError as error:
        raise Unavailable(f"S3: {error}", code="s3_unreachable") from error
