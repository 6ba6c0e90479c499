"""Opens the tier that the settings name. `bootstrap` calls this.

What is wrong with the settings never stops recording: it is said in the log and stands in the metrics.
"""

import logging
from collections.abc import Callable
from pathlib import Path

from vigie.archive.check import Finding
from vigie.archive.collection import Collection
from vigie.archive.model import Segment
from vigie.archive.reader import SegmentFile
from vigie.archive.tiers.check import TierCheck
from vigie.archive.tiers.far import Far
from vigie.archive.tiers.remote import Remote
from vigie.archive.tiers.restore import Restore
from vigie.archive.tiers.settings import S3Settings
from vigie.archive.tiers.texts import TEXTS
from vigie.archive.tiers.tier import Tier
from vigie.kernel.errors import BadInput
from vigie.kernel.instants import Clock
from vigie.kernel.store import Database

logger = logging.getLogger(__name__)

OpenFar = Callable[[Segment], SegmentFile]


def open_remote(settings: S3Settings, data: Path, *, encrypt: bool) -> Remote | None:
    """Return the bucket, None when the settings name none.

    Raises:
        BadInput: recordings are not encrypted, or the secret cannot be read.
    """
    if not settings.bucket:
        return None
    if not encrypt:
        raise BadInput("only sealed recordings go to S3: set archive.encrypt", code="s3_needs_encryption")
    from vigie.archive.tiers.s3 import S3Remote, read_secret  # noqa: PLC0415 - 13 MB that most towns do without

    return S3Remote(settings, read_secret(settings.secret_file or data / "keys" / "s3-secret"))


def open_tier(
    database: Database,
    collection: Collection,
    clock: Clock,
    settings: S3Settings,
    data: Path,
    *,
    encrypt: bool,
) -> Tier:
    """Return the tier; without a usable bucket it only knows what must still be destroyed there."""
    try:
        return Tier(database, collection, open_remote(settings, data, encrypt=encrypt), clock, settings)
    except BadInput as error:
        logger.error("S3: %s (%s)", TEXTS[error.error_code], error)  # noqa: TRY400 - the reason is enough
        tier = Tier(database, collection, None, clock, settings)
        tier.state.failing = error.error_code
        return tier


def open_far(settings: S3Settings, data: Path, *, encrypt: bool) -> OpenFar | None:
    """Return what opens copies, None where there is no usable bucket; the recorder's log tells why."""
    try:
        remote = open_remote(settings, data, encrypt=encrypt)
    except BadInput:
        return None
    return None if remote is None else Far(remote, settings.prefix).open


async def check_copies(
    database: Database,
    collection: Collection,
    clock: Clock,
    settings: S3Settings,
    data: Path,
    *,
    encrypt: bool,
    repair: bool,
) -> list[Finding]:
    """Return what is wrong with the copies; with `repair`, missing files are brought back first.

    To be asked before the rest of the archive is repaired, which would call these recordings lost.

    Raises:
        VigieError: only with `repair`: what is missing cannot be brought back now, so nothing is repaired.
    """
    try:
        remote = open_remote(settings, data, encrypt=encrypt)
    except BadInput as error:
        if repair:
            raise
        return [Finding("A1", error.error_code, "s3", str(error))]
    back: list[Segment] = []
    if repair and remote is not None:
        back = await Restore(database, collection, remote, settings.prefix).run()
    found = [Finding("A1", "file_restored", row.id, repaired=True) for row in back]
    return found + await TierCheck(database, remote, settings.prefix, clock).run(repair=repair)
