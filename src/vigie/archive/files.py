"""The few file operations the archive relies on, behind a port so that tests can make any of them fail."""

import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol

from vigie.kernel.errors import Unavailable

FILE_MODE = 0o640


class Files(Protocol):
    """What the archive does to disks; every method raises `OSError` when the disk refuses."""

    def create(self, path: Path) -> int:
        """Create a file that must not exist yet and return its descriptor, open for writing."""
        ...

    def write(self, descriptor: int, buffers: Sequence[bytes | memoryview]) -> None:
        """Append all the buffers, in one call to the system when it takes them whole."""
        ...

    def sync(self, descriptor: int) -> None:
        """Return when the file's bytes are on the disk."""
        ...

    def cut(self, descriptor: int, size: int) -> None:
        """Cut an open file back to `size` bytes; what is appended later follows there."""
        ...

    def close(self, descriptor: int) -> None:
        """Close a descriptor."""
        ...

    def rename(self, source: Path, target: Path) -> None:
        """Move a file inside its volume, making folders as needed."""
        ...

    def unlink(self, path: Path) -> bool:
        """Remove a file and sync its folder; False when it was already gone."""
        ...

    def free_bytes(self, folder: Path) -> int:
        """Return the bytes that can still be written."""
        ...


class DiskFiles:
    """The machine's own file system."""

    def create(self, path: Path) -> int:
        """Create `path` for appending; never its folder: where that is missing, the disk was unmounted."""
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_CLOEXEC
        return os.open(path, flags, FILE_MODE)

    def write(self, descriptor: int, buffers: Sequence[bytes | memoryview]) -> None:
        """Append all the buffers."""
        total = sum(len(buffer) for buffer in buffers)
        written = os.writev(descriptor, buffers)
        if written < total:
            rest = memoryview(b"".join(buffers))[written:]
            while rest:
                rest = rest[os.write(descriptor, rest) :]

    def sync(self, descriptor: int) -> None:
        """Flush the file's data."""
        os.fdatasync(descriptor)

    def cut(self, descriptor: int, size: int) -> None:
        """Cut the file back."""
        os.ftruncate(descriptor, size)

    def close(self, descriptor: int) -> None:
        """Close the descriptor."""
        os.close(descriptor)

    def rename(self, source: Path, target: Path) -> None:
        """Move the file; `target` must not exist."""
        source.stat()  # before folders are made: they belong on the disk that holds the file
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.exists():
            raise FileExistsError(f"{target} exists already")
        source.rename(target)

    def unlink(self, path: Path) -> bool:
        """Remove the file, then make its absence durable."""
        try:
            path.unlink()
        except FileNotFoundError:
            return False
        sync_folder(path.parent)
        return True

    def free_bytes(self, folder: Path) -> int:
        """Return what an unprivileged process may still write."""
        status = os.statvfs(folder)
        return status.f_bavail * status.f_frsize


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep other threads and processes out of a folder that they lock, too."""
    descriptor = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def sync_folder(folder: Path) -> None:
    """Make names added to or removed from `folder` durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_once(path: Path, content: bytes) -> None:
    """Write a small file durably, unless it is there already; of two processes the first one wins.

    Raises:
        OSError: the folder cannot be written.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    write_durably(temporary, content)
    try:
        with suppress(FileExistsError):
            os.link(temporary, path)
        sync_folder(path.parent)
    finally:
        temporary.unlink()


def write_durably(path: Path, content: bytes, mode: int = FILE_MODE) -> None:
    """Write a small file so that it is there whole or not at all, even after a power cut.

    Raises:
        Unavailable: the folder cannot be written.
    """
    temporary = path.with_name(f".{path.name}.new")
    try:
        with suppress(FileNotFoundError):
            temporary.unlink()
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        try:
            os.write(descriptor, content)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        temporary.rename(path)
        sync_folder(path.parent)
    except OSError as error:
        raise Unavailable(f"cannot write {path}: {error.strerror}", code="volume_not_writable") from error
