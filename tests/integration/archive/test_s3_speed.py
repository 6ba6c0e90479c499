"""What sending and destroying costs on Ceph's gateway: `pytest -m soak -s` and this file."""

import os
import time
from pathlib import Path

import pytest
from peers import rgw

from vigie.archive.tiers.calls import Calls
from vigie.archive.tiers.destroyer import versions_of
from vigie.archive.tiers.remote import Lock, Stored
from vigie.archive.tiers.s3 import S3Remote
from vigie.archive.tiers.settings import S3Settings
from vigie.kernel.instants import DAY_US, SystemClock, UtcUs

OBJECTS, OBJECT_BYTES = 208, 4 << 20
"""Two minutes of 104 cameras, 4 MiB a minute each."""


@pytest.mark.soak
async def test_sending_and_destroying_keep_up_with_104_cameras(tmp_path: Path) -> None:
    if missing := rgw.missing():
        pytest.skip(f"not installed: {' '.join(missing)} (packages radosgw, ceph-mon, ceph-osd, ceph-common)")
    film = tmp_path / "film"
    film.write_bytes(os.urandom(OBJECT_BYTES))
    lock = Lock.of(UtcUs(SystemClock().now() + DAY_US), held=False)
    (tmp_path / "ceph").mkdir()
    with rgw.ceph(tmp_path / "ceph") as gateway:
        gateway.make_bucket("speed", lock=True)
        settings = S3Settings(
            bucket="speed", endpoint=gateway.endpoint, region="default", access_key=gateway.access_key
        )
        calls = Calls(S3Remote(settings, gateway.secret_key), settings.senders)
        began = time.monotonic(), time.process_time()
        names = [f"town/cam/{number:03}.vigie" for number in range(OBJECTS)]
        sent = await calls.each(lambda remote, name: remote.put(name, film, lock), names)
        _tell("sent", began)
        began = time.monotonic(), time.process_time()
        listed = await calls.each(versions_of, [one.name for one in sent if isinstance(one, Stored)])
        doomed = [stored for found in listed if isinstance(found, list) for stored in found]
        assert await calls.do(lambda remote: remote.destroy(doomed)) == {}
        _tell("destroyed", began)
        calls.close()
    assert len(doomed) == OBJECTS


def _tell(what: str, began: tuple[float, float]) -> None:
    wall_s, cpu_s = time.monotonic() - began[0], time.process_time() - began[1]
    print(f"{what} {OBJECTS} objects of {OBJECT_BYTES} bytes: {wall_s:.2f} s, {cpu_s:.2f} s of CPU here")  # noqa: T201 - a measurement is read
