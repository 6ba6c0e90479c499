"""Fake of the tier's `Remote`: a bucket in memory with versions, retention and legal holds."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from vigie.archive.tiers.remote import Lock, Stored
from vigie.kernel.errors import Unavailable


class FakeRemote:
    """Keeps bytes and locks; as a real bucket, it lets nothing go that a legal hold keeps.

    Attributes:
        down: every call fails while it is true.
        stuck: names whose versions cannot be destroyed now.
        sent: names stored, in order.
        die_after_put: raise this once after the next object is stored, as a kill there would.
    """

    def __init__(self) -> None:
        self.down = False
        self.stuck: set[str] = set()
        self.sent: list[str] = []
        self.die_after_put: BaseException | None = None
        self._bodies: dict[tuple[str, str], bytes] = {}
        self._locks: dict[tuple[str, str], Lock] = {}
        self._markers: set[tuple[str, str]] = set()
        self._count = 0

    def check(self) -> None:
        """See `Remote.check`."""
        self._reach()

    def put(self, name: str, path: Path, lock: Lock) -> Stored:
        """See `Remote.put`."""
        self._reach()
        version = self._next()
        body = path.read_bytes()
        self._bodies[name, version] = body
        self._locks[name, version] = lock
        self.sent.append(name)
        death, self.die_after_put = self.die_after_put, None
        if death is not None:
            raise death
        return Stored(name, version, len(body))

    def read(self, stored: Stored, start: int, size: int) -> bytes:
        """See `Remote.read`."""
        self._find(stored)
        return self._bodies[stored.name, stored.version][start : start + max(size, 0)]

    def versions(self, prefix: str) -> Iterator[Stored]:
        """See `Remote.versions`."""
        self._reach()
        bodies = [Stored(*key, len(body)) for key, body in self._bodies.items() if key[0].startswith(prefix)]
        markers = [Stored(*key, marker=True) for key in self._markers if key[0].startswith(prefix)]
        yield from sorted(bodies + markers, key=lambda one: (one.name, one.version))

    def lock(self, stored: Stored) -> Lock:
        """See `Remote.lock`."""
        self._find(stored)
        return self._locks[stored.name, stored.version]

    def relock(self, stored: Stored, lock: Lock) -> None:
        """See `Remote.relock`."""
        self._find(stored)
        before = self._locks[stored.name, stored.version]
        self._locks[stored.name, stored.version] = Lock(lock.until or before.until, lock.held)

    def destroy(self, doomed: Iterable[Stored]) -> dict[Stored, str]:
        """See `Remote.destroy`."""
        self._reach()
        left: dict[Stored, str] = {}
        for one in doomed:
            key = (one.name, one.version)
            if one.name in self.stuck or (key in self._locks and self._locks[key].held):
                left[one] = "AccessDenied"
                continue
            self._bodies.pop(key, None)
            self._locks.pop(key, None)
            self._markers.discard(key)
        return left

    def mark_deleted(self, name: str) -> Stored:
        """Lay a delete marker over an object, as a plain delete does."""
        version = self._next()
        self._markers.add((name, version))
        return Stored(name, version, marker=True)

    def _find(self, stored: Stored) -> None:
        self._reach()
        if (stored.name, stored.version) not in self._bodies:
            raise Unavailable("S3: no such version", code="s3_object_missing")

    def _next(self) -> str:
        self._count += 1
        return f"v{self._count:06}"

    def _reach(self) -> None:
        if self.down:
            raise Unavailable("S3: down", code="s3_unreachable")
