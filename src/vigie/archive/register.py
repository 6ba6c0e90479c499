"""The register of destructions (R253-5; the older R252-11 asked for the same): as CSV, and printed as PDF.

Local times are the town's, each with its UTC offset, so that both passages of the autumn hour can be told
apart.
"""

import csv
import io
import json
from collections.abc import Iterable
from importlib import resources
from zoneinfo import ZoneInfo

import typst

from vigie.archive.model import Destruction
from vigie.kernel.instants import UtcUs, to_datetime, to_iso

CAUSES_FR = {
    "expired": "délai atteint",
    "disk_pressure": "disque plein (anticipée)",
    "hold_trimmed": "réduit à la partie conservée",
    "missing": "fichier déjà absent",
    "quarantine": "hors de l'index, délai atteint",
}
COLUMNS = (
    "camera",
    "debut_utc",
    "fin_utc",
    "echeance_utc",
    "detruit_utc",
    "detruit_local",
    "octets",
    "sha256",
    "motif",
)


FRENCH = str.maketrans(",.", "\u202f,")
"""Thousands by a narrow space that does not break, decimals by a comma."""


def local(instant: UtcUs, zone: ZoneInfo) -> str:
    """Return `15/01/2027 09:00:00 +0100`."""
    return to_datetime(instant).astimezone(zone).strftime("%d/%m/%Y %H:%M:%S %z")


def to_csv(rows: Iterable[Destruction], zone: ZoneInfo) -> str:
    """Return the register as CSV (RFC 4180, separator `;` as French spreadsheets expect)."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(COLUMNS)
    for row in rows:
        digest = row.digest.hex() if row.digest else ""
        instants = (to_iso(at) for at in (row.start, row.end, row.due, row.destroyed_at))
        cause = CAUSES_FR.get(row.cause, row.cause)
        writer.writerow([row.camera_id, *instants, local(row.destroyed_at, zone), row.size, digest, cause])
    return text.getvalue()


def to_pdf(rows: Iterable[Destruction], zone: ZoneInfo, *, town: str, since: UtcUs, until: UtcUs) -> bytes:
    """Return the register as PDF, ready to be signed and filed."""
    lines = [
        [
            row.camera_id,
            local(row.start, zone),
            local(row.end, zone),
            local(row.due, zone),
            local(row.destroyed_at, zone),
            f"{row.size / 1e6:,.1f}".translate(FRENCH),
            row.digest.hex()[:16] if row.digest else "—",
            CAUSES_FR.get(row.cause, row.cause),
        ]
        for row in rows
    ]
    inputs = {
        "town": town,
        "since": local(since, zone),
        "until": local(until, zone),
        "count": f"{len(lines):,}".translate(FRENCH),
        "rows": json.dumps(lines),
    }
    template = resources.files("vigie.archive").joinpath("register.typ").read_bytes()
    return bytes(typst.compile(template, sys_inputs=inputs))
