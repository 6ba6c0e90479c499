"""Films arrive while the town already serves: a low-priority process makes them, one line announces each."""

import asyncio
import json
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from vigie.kernel.errors import Unavailable

Line = dict[str, Any]
"""See `vigie.simulator.supply_worker`."""

LINE_BYTES = 1 << 20


async def supply(folder: Path, clips: Path | None, on_line: Callable[[Line], None]) -> None:
    """Run the process to its end and hand on its lines; cancelled, it ends the process too.

    Raises:
        Unavailable: the process failed; the message holds its last words.
    """
    arguments = [str(folder), *([] if clips is None else [str(clips)])]
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "vigie.simulator.supply_worker",
        *arguments,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        limit=LINE_BYTES,
    )
    try:
        words, _ = await asyncio.gather(_last_words(process), _read(process, on_line))
        if await process.wait():
            raise Unavailable(f"films could not be made: {words}", code="supply_failed")
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()


async def _read(process: asyncio.subprocess.Process, on_line: Callable[[Line], None]) -> None:
    if process.stdout is not None:
        async for line in process.stdout:
            on_line(json.loads(line))


async def _last_words(process: asyncio.subprocess.Process) -> str:
    last = b""
    if process.stderr is not None:
        async for line in process.stderr:
            last = line.strip() or last
    return last.decode(errors="replace")
