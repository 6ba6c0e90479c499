"""Wires the reading and the proofs of the journal."""

from collections.abc import Iterable, Mapping

from vigie.audit.checkpoint import SigningKey
from vigie.audit.keeper import JournalKeeper
from vigie.audit.reading import JournalReading
from vigie.audit.stamps import StampChecker, StampClient
from vigie.bootstrap.base import Base
from vigie.people import store as people_store


def signing_key(base: Base) -> SigningKey:
    """Return the key that signs checkpoints, made at the first start."""
    return SigningKey.open_file(base.settings.data / "journal.key", base.settings.audit.origin)


def reading(base: Base, key: SigningKey | None = None) -> JournalReading:
    """Return the reading of the journal, with people's names beside their ids; `key` signs checkpoints."""

    async def names(actors: Iterable[str]) -> Mapping[str, str]:
        wanted = set(actors)
        async with base.database.snapshot() as tx:
            return {one.id: one.name for one in await people_store.accounts(tx) if one.id in wanted}

    public = None if key is None else key.verifying_key()
    return JournalReading(base.database, base.journal, base.gate, names, public)


def keeper(base: Base, key: SigningKey) -> JournalKeeper:
    """Return what signs checkpoints, has them stamped and purges at three years."""
    settings = base.settings.audit
    stamps = None
    if settings.tsa_url is not None and settings.tsa_ca is not None:  # one without the other is refused
        stamps = StampClient(settings.tsa_url, StampChecker(settings.tsa_ca))
    return JournalKeeper(base.database, base.journal, base.clock, key, stamps)
