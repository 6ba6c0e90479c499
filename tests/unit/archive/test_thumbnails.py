"""Thumbnails: playback's right and consultation, the keyframe at or before, nothing left behind."""

import asyncio
import threading
from collections.abc import Sequence
from dataclasses import replace

import pytest
from fastapi import FastAPI, Request
from httpx import ASGITransport, AsyncClient

from vigie.archive.model import DestructionCause
from vigie.archive.routes_thumbnails import TAKEN_AT, thumbnails_router
from vigie.archive.service import Archive
from vigie.archive.tags import CONSULTATION_OPENED, PLAYBACK_STARTED
from vigie.archive.thumbnails import Thumbnails
from vigie.audit import Journal
from vigie.kernel.errors import Conflict, NotFound, Refused
from vigie.kernel.ids import CameraId, SessionId
from vigie.kernel.instants import DAY_US, SECOND_US, Interval, UtcUs
from vigie.kernel.rights import Verb
from vigie.testing.archive import Rig, pictures
from vigie.testing.cameras import FakeGate, someone
from vigie.testing.clock import START

CAM = CameraId("cam-1")
HALF_HOUR = Interval(START, UtcUs(START + 1_800 * SECOND_US))
OPERATOR = someone(Verb.PLAY_BACK)


class FakePicture:
    """Fake of the decoder: gives back the fragment, counts, and waits when told to."""

    def __init__(self) -> None:
        self.made = 0
        self.at_once = 0
        self.most_at_once = 0
        self.go = threading.Event()
        self.go.set()

    def __call__(self, init: bytes, fragment: bytes) -> bytes:
        assert init[4:8] == b"ftyp"
        self.made += 1
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        self.go.wait(10)
        self.at_once -= 1
        return fragment


@pytest.fixture
def rig(two_minutes: Rig) -> Rig:
    return two_minutes


@pytest.fixture
def archive(rig: Rig) -> Archive:
    async def days(cameras: Sequence[CameraId]) -> dict[CameraId, int]:
        return dict.fromkeys(cameras, 30)

    return Archive(
        rig.database, rig.collection, FakeGate(), Journal(rig.clock), rig.clock, rig.settings, days
    )


@pytest.fixture
def picture() -> FakePicture:
    return FakePicture()


@pytest.fixture
def thumbnails(rig: Rig, archive: Archive, picture: FakePicture) -> Thumbnails:
    return Thumbnails(rig.database, rig.collection, archive, rig.clock, picture)


@pytest.fixture
async def consultation(archive: Archive) -> str:
    return (await archive.open_consultation(OPERATOR, (CAM,), HALF_HOUR, "vol à la roulotte", "PV 12")).id


def after(seconds: float) -> UtcUs:
    return UtcUs(START + round(seconds * SECOND_US))


@pytest.mark.parametrize(
    ("asked_s", "keyframe_s"), [(0, 0), (1.99, 0), (2, 2), (33.3, 32), (59.99, 58), (60, 60), (120.9, 120)]
)
async def test_it_shows_the_keyframe_at_or_before(
    thumbnails: Thumbnails, consultation: str, asked_s: float, keyframe_s: float
) -> None:
    found = await thumbnails.at(OPERATOR, CAM, after(asked_s), consultation)
    assert found.stands_for.start == after(keyframe_s)
    assert found.stands_for.start <= after(asked_s) < found.stands_for.end
    first = next(pictures(CAM, START, 1, first=round(keyframe_s * 25)))
    assert first.data in found.jpeg


@pytest.mark.parametrize("asked_s", [121.2, 600])
async def test_where_nothing_is_recorded_there_is_no_picture(
    thumbnails: Thumbnails, consultation: str, asked_s: float
) -> None:
    with pytest.raises(NotFound) as missing:
        await thumbnails.at(OPERATOR, CAM, after(asked_s), consultation)
    assert missing.value.error_code == "no_picture"


async def test_hovering_is_journalled_as_one_playback(
    thumbnails: Thumbnails, consultation: str, rig: Rig
) -> None:
    for second in range(20):
        await thumbnails.at(OPERATOR, CAM, after(second), consultation)
    tags = [entry.tag for entry in await rig.journal()]
    assert tags == [PLAYBACK_STARTED, CONSULTATION_OPENED]


async def test_a_remembered_picture_asks_the_same_door(
    thumbnails: Thumbnails, consultation: str, rig: Rig, picture: FakePicture
) -> None:
    await thumbnails.at(OPERATOR, CAM, after(1), consultation)
    await thumbnails.at(OPERATOR, CAM, after(1.5), consultation)
    assert picture.made == 1
    with pytest.raises(NotFound):
        await thumbnails.at(OPERATOR, CAM, after(1), "another")
    with pytest.raises(NotFound):
        await thumbnails.at(replace(OPERATOR, session_id=SessionId("s-2")), CAM, after(1), consultation)
    with pytest.raises(Refused):
        await thumbnails.at(someone(Verb.ADMINISTER), CAM, after(1), consultation)
    with pytest.raises(Refused) as other:
        await thumbnails.at(OPERATOR, CameraId("cam-2"), after(1), consultation)
    assert other.value.error_code == "consultation_too_narrow"
    rig.clock.advance(3_600)
    with pytest.raises(Refused) as ended:
        await thumbnails.at(OPERATOR, CAM, after(1), consultation)
    assert ended.value.error_code == "consultation_expired"


async def test_destroyed_pictures_are_gone_from_memory_too(
    thumbnails: Thumbnails, consultation: str, rig: Rig
) -> None:
    await thumbnails.at(OPERATOR, CAM, after(1), consultation)
    await thumbnails.at(OPERATOR, CAM, after(61), consultation)
    await thumbnails.sweep()
    assert thumbnails.remembered == 2
    first = (await rig.rows())[0]
    assert await rig.reaper.destroy([first], DestructionCause.DISK_PRESSURE) == 1
    with pytest.raises(NotFound):
        await thumbnails.at(OPERATOR, CAM, after(1), consultation)
    await thumbnails.sweep()
    assert thumbnails.remembered == 1


async def test_nothing_is_remembered_past_its_day_or_its_consultation(
    thumbnails: Thumbnails, archive: Archive, consultation: str, rig: Rig
) -> None:
    await thumbnails.at(OPERATOR, CAM, after(1), consultation)
    rig.clock.advance(120)
    await thumbnails.sweep()
    assert thumbnails.remembered == 0
    row = (await rig.rows())[0]
    rig.clock.set_wall(UtcUs(row.destroy_at - SECOND_US))
    late = (await archive.open_consultation(OPERATOR, (CAM,), HALF_HOUR, "dernier jour", "PV 13")).id
    await thumbnails.at(OPERATOR, CAM, after(1), late)
    assert thumbnails.remembered == 1
    rig.clock.advance(1)
    await thumbnails.sweep()
    assert thumbnails.remembered == 0
    assert row.destroy_at - START <= 30 * DAY_US


async def test_a_pointer_in_a_hurry_decodes_the_newest_only(
    rig: Rig, archive: Archive, consultation: str, picture: FakePicture
) -> None:
    thumbnails = Thumbnails(rig.database, rig.collection, archive, rig.clock, picture)
    picture.go.clear()
    tasks = []
    for second in range(0, 40, 2):
        tasks.append(asyncio.create_task(thumbnails.at(OPERATOR, CAM, after(second), consultation)))
        await asyncio.sleep(0.01)
    picture.go.set()
    answers = await asyncio.gather(*tasks, return_exceptions=True)
    assert picture.most_at_once <= 2
    assert not isinstance(answers[-1], BaseException)
    assert answers[-1].stands_for.start == after(38)
    overtaken = [each for each in answers if isinstance(each, Conflict)]
    assert len(overtaken) + picture.made == 20
    assert len(overtaken) >= 15


async def test_over_http(thumbnails: Thumbnails, consultation: str) -> None:
    app = FastAPI()

    @app.middleware("http")
    async def sign_in(request: Request, call_next):
        request.state.principal = OPERATOR
        return await call_next(request)

    app.include_router(thumbnails_router(thumbnails), prefix="/api")
    async with AsyncClient(transport=ASGITransport(app), base_url="http://test") as client:
        answer = await client.get(
            f"/api/archive/cameras/{CAM}/thumbnail",
            params={"at_us": after(3), "consultation": consultation},
        )
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers[TAKEN_AT] == str(after(2))
    assert "no-store" in answer.headers["cache-control"]
