"""Queries of passkeys and their challenges."""

from dataclasses import dataclass

from sqlalchemy import RowMapping, delete, insert, select, update

from vigie.kernel.ids import AccountId
from vigie.kernel.instants import UtcUs
from vigie.kernel.store import Transaction
from vigie.people.tables import challenge, passkey


@dataclass(frozen=True, slots=True, kw_only=True)
class Passkey:
    """A WebAuthn credential of an account."""

    id: bytes
    account_id: AccountId
    label: str
    public_key: bytes
    sign_count: int
    created: UtcUs


async def insert_passkey(tx: Transaction, new: Passkey) -> None:
    """Write a new credential."""
    values = {
        "id": new.id,
        "account_id": new.account_id,
        "label": new.label,
        "public_key": new.public_key,
        "sign_count": new.sign_count,
        "created_us": new.created,
    }
    await tx.execute(insert(passkey).values(values))


async def passkeys(tx: Transaction, account_id: AccountId) -> list[Passkey]:
    """Return an account's credentials, oldest first."""
    wanted = select(passkey).where(passkey.c.account_id == account_id).order_by(passkey.c.created_us)
    return [_passkey(row) for row in (await tx.execute(wanted)).mappings()]


async def find(tx: Transaction, credential_id: bytes) -> Passkey | None:
    """Return one credential."""
    row = (await tx.execute(select(passkey).where(passkey.c.id == credential_id))).mappings().first()
    return _passkey(row) if row else None


async def used(tx: Transaction, credential_id: bytes, sign_count: int) -> None:
    """Note a credential's counter."""
    await tx.execute(update(passkey).where(passkey.c.id == credential_id).values(sign_count=sign_count))


async def remove(tx: Transaction, account_id: AccountId, credential_id: bytes) -> bool:
    """Forget a credential of an account; False when there is none."""
    chosen = delete(passkey).where(passkey.c.id == credential_id, passkey.c.account_id == account_id)
    return (await tx.execute(chosen)).rowcount > 0


async def put_challenge(
    tx: Transaction, challenge_id: str, account_id: AccountId | None, value: bytes, expires: UtcUs
) -> None:
    """Write a challenge; those whose time is over go."""
    values = {"id": challenge_id, "account_id": account_id, "challenge": value, "expires_us": expires}
    await tx.execute(insert(challenge).values(values))


async def take_challenge(
    tx: Transaction, challenge_id: str, account_id: AccountId | None, now: UtcUs
) -> bytes | None:
    """Return a challenge and forget it: it serves once; None when there is none in time."""
    row = (await tx.execute(select(challenge).where(challenge.c.id == challenge_id))).mappings().first()
    await tx.execute(
        delete(challenge).where((challenge.c.id == challenge_id) | (challenge.c.expires_us <= now))
    )
    if row is None or row["account_id"] != account_id or row["expires_us"] <= now:
        return None
    found: bytes = row["challenge"]
    return found


def _passkey(row: RowMapping) -> Passkey:
    return Passkey(
        id=row["id"],
        account_id=AccountId(row["account_id"]),
        label=row["label"],
        public_key=row["public_key"],
        sign_count=row["sign_count"],
        created=UtcUs(row["created_us"]),
    )
