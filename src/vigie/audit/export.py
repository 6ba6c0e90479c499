"""The journal as a file that anybody can verify without Vigie's database.

Lines of UTF-8: a header (JSON); one line per signed checkpoint, `checkpoint JSON`; one line per entry,
`CHAIN LEAF` (64 hexadecimal digits, a space, the entry's canonical JSON: exactly what the proofs cover).
"""

import base64
import json
from collections.abc import AsyncIterator

from vigie.audit import store
from vigie.kernel.store import Transaction

FORMAT = "vigie-journal/1"
CHECKPOINT = b"checkpoint "


async def export_lines(tx: Transaction) -> AsyncIterator[bytes]:
    """Yield the whole journal, line by line, as one transaction sees it."""
    head = await store.head(tx)
    header = {
        "format": FORMAT,
        "first": head.purged_before,
        "size": head.size,
        "purged_chain": head.purged_chain.hex(),
        "purged_frontier": head.purged_frontier.to_bytes().hex(),
    }
    yield json.dumps(header).encode() + b"\n"
    for each in await store.checkpoints(tx):
        stamp = None if each.stamp is None else base64.b64encode(each.stamp).decode()
        yield (
            CHECKPOINT + json.dumps({"note": each.note, "stamp": stamp}, ensure_ascii=False).encode() + b"\n"
        )
    async for recorded, chain in store.stream(tx, head.purged_before, head.size):
        yield chain.hex().encode() + b" " + recorded.leaf() + b"\n"
