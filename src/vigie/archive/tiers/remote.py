"""The port of the tier: a bucket with versions and Object Lock (`s3.S3Remote`, `testing.s3.FakeRemote`).

Calls block: they are made from threads, as those of `files.Files`. Every one raises `Unavailable` or
`BadInput` with one of `texts.TEXTS`, whose French text tells what to do.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from vigie.kernel.instants import SECOND_US, UtcUs


@dataclass(frozen=True, slots=True)
class Lock:
    """What keeps an object version from being destroyed.

    Attributes:
        until: end of its retention, floored to the second as S3 writes it, so never after what was asked;
            None: no retention.
        held: whether a legal hold lies on it.
    """

    until: UtcUs | None
    held: bool

    @classmethod
    def of(cls, destroy_at: UtcUs, *, held: bool) -> "Lock":
        """Return the lock of a segment that must be gone at `destroy_at`."""
        return cls(UtcUs(destroy_at // SECOND_US * SECOND_US), held)


@dataclass(frozen=True, slots=True)
class Stored:
    """One version of an object, or a delete marker (size 0)."""

    name: str
    version: str
    size: int = 0
    marker: bool = False


class Remote(Protocol):
    """A bucket. Names are plain ASCII with slashes; versions are the server's."""

    def check(self) -> None:
        """Prove that the bucket can be used: it answers, keeps versions and knows Object Lock.

        Raises:
            Unavailable: it does not answer, or refuses the account.
            BadInput: the bucket is missing, or not made for it.
        """

    def put(self, name: str, path: Path, lock: Lock) -> Stored:
        """Store a file as a new version, locked from its first instant; the server checks its MD5."""

    def read(self, stored: Stored, start: int, size: int) -> bytes:
        """Return `size` bytes from `start`, fewer at the end."""

    def versions(self, prefix: str) -> Iterator[Stored]:
        """Yield every version and delete marker whose name begins with `prefix`, by name."""

    def lock(self, stored: Stored) -> Lock:
        """Return what keeps a version."""

    def relock(self, stored: Stored, lock: Lock) -> None:
        """Replace a version's lock; a shorter retention is allowed (governance)."""

    def destroy(self, doomed: Iterable[Stored]) -> dict[Stored, str]:
        """Destroy versions and markers for good, governance notwithstanding; returns those left and why.

        A legal hold is never overruled. What is not there counts as destroyed.
        """
