"""The folder of installed models. A file counts only when its digest is the catalogue's.

Models reach a machine without Internet by `--from-file`; a folder that already holds the files under their
upstream names may also be used as it is, because files are recognised by digest.
"""

import hashlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx

from vigie.kernel.errors import BadInput, NotFound, Unavailable
from vigie.vision.models.catalogue import CATALOGUE, ModelCard
from vigie.vision.models.runtimes import Runtime
from vigie.vision.models.session import OnnxDetector

Progress = Callable[[int, int], None]
"""Told (bytes so far, bytes in all)."""

CHUNK_BYTES = 1 << 16


def default_folder() -> Path:
    """Return `$VIGIE_MODELS`, or `vigie/models` in the user's data folder."""
    if named := os.environ.get("VIGIE_MODELS"):
        return Path(named)
    base = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(base) / "vigie" / "models"


class Shelf:
    """Installed models in one folder."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or default_folder()

    def installed(self) -> dict[str, Path]:
        """Return the verified file of each model present, by name."""
        by_digest = {card.sha256: card.name for card in CATALOGUE}
        sizes = {card.size_bytes for card in CATALOGUE}
        found: dict[str, Path] = {}
        for path in sorted(self.folder.glob("*.onnx")):
            if path.stat().st_size in sizes and (name := by_digest.get(sha256(path))):
                found[name] = path
        return found

    def add_file(self, card: ModelCard, source: Path) -> Path:
        """Copy a model from a file.

        Raises:
            NotFound: there is no such file.
            BadInput: its digest is not the catalogue's.
        """
        if not source.is_file():
            raise NotFound(f"no file {source}: give the path of the downloaded model", code="no_such_file")
        with source.open("rb") as stream:
            return self._keep(card, iter(lambda: stream.read(CHUNK_BYTES), b""), lambda _done, _all: None)

    def fetch(self, card: ModelCard, progress: Progress, *, client: httpx.Client | None = None) -> Path:
        """Fetch a model from upstream.

        Raises:
            Unavailable: upstream does not answer; the message tells the way without Internet.
            BadInput: what came has another digest.
        """
        with client or httpx.Client(timeout=30, follow_redirects=True) as http:
            try:
                with http.stream("GET", card.address) as answer:
                    answer.raise_for_status()
                    return self._keep(card, answer.iter_bytes(CHUNK_BYTES), progress)
            except httpx.HTTPError as error:
                raise Unavailable(
                    f"{card.address} does not answer ({error}): fetch the file elsewhere, then "
                    f"`vigie models add {card.name} --from-file FILE`",
                    code="model_unreachable",
                ) from error

    def remove(self, card: ModelCard) -> Path:
        """Take an installed model away; return the file that was deleted.

        Raises:
            NotFound: it is not installed.
        """
        path = self._file_of(card)
        path.unlink()
        return path

    def open(self, card: ModelCard, *, threads: int = 1, runtime: str = Runtime.AUTO) -> OnnxDetector:
        """Open an installed model as a detector.

        Raises:
            NotFound: it is not installed; the message says how to install it.
            BadInput: it is not the network that its card tells, or the runtime is not on this machine.
        """
        path = self._file_of(card)
        return OnnxDetector.from_file(card.name, card.family, path, threads=threads, runtime=runtime)

    def _file_of(self, card: ModelCard) -> Path:
        path = self.installed().get(card.name)
        if path is None:
            raise NotFound(
                f"model {card.name} is not in {self.folder}: `vigie models add {card.name}`",
                code="model_not_installed",
            )
        return path

    def _keep(self, card: ModelCard, chunks: Iterator[bytes], progress: Progress) -> Path:
        """Write to a temporary file, verify, then give it its name: a half-written model never has one."""
        self.folder.mkdir(parents=True, exist_ok=True)
        partial = self.folder / f".{card.file_name}.{os.getpid()}"
        digest, written = hashlib.sha256(), 0
        try:
            with partial.open("wb") as stream:
                for chunk in chunks:
                    stream.write(chunk)
                    digest.update(chunk)
                    written += len(chunk)
                    progress(written, card.size_bytes)
            _verify(card, digest.hexdigest(), written)
            target = self.folder / card.file_name
            partial.replace(target)
            return target
        finally:
            partial.unlink(missing_ok=True)


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _verify(card: ModelCard, digest: str, size_bytes: int) -> None:
    if digest != card.sha256:
        raise BadInput(
            f"this file is not {card.name}: SHA-256 {digest} ({size_bytes} bytes) instead of {card.sha256} "
            f"({card.size_bytes} bytes); nothing was installed. Fetch it again from {card.address}",
            code="model_digest",
        )
