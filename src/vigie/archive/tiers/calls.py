"""Calls to the bucket from asyncio: a few threads, errors kept beside results."""

import asyncio
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from vigie.archive.tiers.remote import Remote
from vigie.kernel.errors import VigieError

Item = TypeVar("Item")
Result = TypeVar("Result")


def is_of_service(error: VigieError) -> bool:
    """Tell whether an error is of the service as a whole, not of one recording or object."""
    return error.error_code.startswith("s3_") and error.error_code not in {"s3_object_missing", "s3_refused"}


class Calls:
    """Makes blocking calls of one `Remote` in at most `threads` threads."""

    def __init__(self, remote: Remote, threads: int) -> None:
        self.remote = remote
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="s3")

    async def do(self, call: Callable[[Remote], Result]) -> Result:
        """Make one call."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, call, self.remote)

    async def each(
        self, call: Callable[[Remote, Item], Result], items: Iterable[Item]
    ) -> list[Result | VigieError]:
        """Make one call per item; a `VigieError` stands in its result's place.

        Once the service failed, the other items get that error unasked: each would wait as long in vain.
        """
        failed: list[VigieError] = []

        def one(item: Item) -> Result | VigieError:
            if failed:
                return failed[0]
            try:
                return call(self.remote, item)
            except VigieError as error:
                if is_of_service(error):
                    failed.append(error)
                return error

        loop = asyncio.get_running_loop()
        return list(await asyncio.gather(*(loop.run_in_executor(self._threads, one, item) for item in items)))

    def close(self) -> None:
        """Let the threads go; those that wait for the service end with it."""
        self._threads.shutdown(wait=False, cancel_futures=True)
