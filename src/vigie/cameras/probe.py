"""Asking a camera what it offers, so that a technician types an address and not RTSP paths."""

from dataclasses import dataclass
from typing import Protocol

from vigie.audit import Entry, Journal, Tag
from vigie.cameras.service import CONFIGURE
from vigie.kernel.errors import BadInput
from vigie.kernel.rights import Gate, Principal
from vigie.kernel.store import Database

PROBED = Tag("cameras:camera:probed")
DEFAULT_PORT = 80
MAX_PORT = 65_535


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbedProfile:
    """One media profile: its encoder as configured, and the address that serves it, without credentials."""

    token: str
    name: str
    url: str
    codec: str | None
    width_px: int | None
    height_px: int | None
    fps: float | None
    bitrate_bps: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbedCamera:
    """What a camera said; profiles with the largest picture first."""

    manufacturer: str
    model: str
    onvif_url: str
    ptz: bool
    profiles: tuple[ProbedProfile, ...]


class Prober(Protocol):
    """Speaks to cameras; `vigie.cameras.onvif_client` by ONVIF."""

    async def ask(self, host: str, port: int, username: str | None, password: str | None) -> ProbedCamera:
        """Return what the camera offers.

        Raises:
            Unavailable: `camera_unreachable`, `wrong_password` or `not_onvif`.
        """
        ...


class Probe:
    """The use case: authorise, journal, ask."""

    def __init__(self, database: Database, gate: Gate, journal: Journal, prober: Prober) -> None:
        self._database = database
        self._gate = gate
        self._journal = journal
        self._prober = prober

    async def probe(
        self, principal: Principal, address: str, username: str | None, password: str | None
    ) -> ProbedCamera:
        """Ask the camera at `address` (`host` or `host:port`).

        Raises:
            BadInput: the address is none.
            Unavailable: it does not answer, or not to this account.
            Refused: the principal may not.
        """
        host, port = split_address(address)
        await self._gate.authorise(principal, CONFIGURE)
        async with self._database.transaction() as tx:
            await self._journal.record(tx, Entry.by(principal, PROBED, f"{host}:{port}"))
        return await self._prober.ask(host, port, username, password)


def split_address(address: str) -> tuple[str, int]:
    """Return host and port of `camera.example`, `10.0.0.7:8080` or `[::1]:80`; without port, 80."""
    text = address.strip()
    bracketed = text.startswith("[")
    host, _, rest = text[1:].partition("]") if bracketed else text.partition(":")
    digits = rest.removeprefix(":") if bracketed else rest
    port = int(digits) if digits.isascii() and digits.isdigit() else DEFAULT_PORT
    bad = digits and not digits.isdigit()
    if not host or bad or not 0 < port <= MAX_PORT or any(sign in host for sign in " /@?#"):
        raise BadInput(
            f"{address!r} is no address: write HOST or HOST:PORT", code="bad_address", field="host"
        )
    return host, port
