"""The listening socket: answers leave at once, and a taken port is told."""

import asyncio
import socket

import pytest

from vigie.kernel.errors import Unavailable
from vigie.web.server import listen


async def test_answers_are_not_held_back_until_the_browser_acknowledges():
    listening = listen("127.0.0.1", 0)
    accepted = asyncio.get_running_loop().create_future()

    async def serve(_reader, writer):
        accepted.set_result(
            writer.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        )
        writer.close()

    async with await asyncio.start_server(serve, sock=listening):
        _, writer = await asyncio.open_connection(*listening.getsockname())
        assert await accepted == 1
        writer.close()
        await writer.wait_closed()


def test_a_taken_port_is_told():
    with listen("127.0.0.1", 0) as taken, pytest.raises(Unavailable, match=r"centre\.port"):
        listen("127.0.0.1", taken.getsockname()[1])
