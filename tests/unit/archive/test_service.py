"""R2: the archive is closed by default; what it shows is authorised, journalled, and what was recorded."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from httpx import ASGITransport, AsyncClient

from vigie.archive.routes import archive_router
from vigie.archive.service import Archive
from vigie.archive.tags import CONSULTATION_OPENED, PLAYBACK_STARTED
from vigie.audit import Journal
from vigie.kernel.errors import BadInput, NotFound, Refused, VigieError
from vigie.kernel.ids import CameraId, SessionId
from vigie.kernel.instants import SECOND_US, Interval, UtcUs
from vigie.kernel.rights import Principal, Verb
from vigie.testing.archive import Rig, pictures
from vigie.testing.cameras import FakeGate, someone
from vigie.testing.clock import START

CAM = CameraId("cam-1")
MINUTE = Interval(START, UtcUs(START + 60 * SECOND_US))
OPERATOR = someone(Verb.PLAY_BACK)


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


async def opened(archive: Archive, interval: Interval = MINUTE, who: Principal = OPERATOR) -> str:
    return (await archive.open_consultation(who, (CAM,), interval, "vol à la roulotte", "PV 12")).id


async def test_a_consultation_is_journalled_with_its_reason(archive: Archive, rig: Rig) -> None:
    await opened(archive)
    entry = (await rig.journal())[0]
    assert (entry.tag, entry.reason, entry.basis, entry.actor) == (
        CONSULTATION_OPENED,
        "vol à la roulotte",
        "PV 12",
        OPERATOR.account_id,
    )


@pytest.mark.parametrize(("reason", "basis"), [("", "PV"), ("  ", "PV"), ("vol", " ")])
async def test_no_reason_no_archive(archive: Archive, rig: Rig, reason: str, basis: str) -> None:
    with pytest.raises(BadInput):
        await archive.open_consultation(OPERATOR, (CAM,), MINUTE, reason, basis)
    assert not await rig.journal()


async def test_without_the_right_nothing_opens(archive: Archive) -> None:
    with pytest.raises(Refused):
        await archive.open_consultation(someone(Verb.ADMINISTER), (CAM,), MINUTE, "vol", "PV")
    with pytest.raises(Refused):
        await archive.timeline(someone(Verb.ADMINISTER), CAM, MINUTE)


async def test_the_timeline_joins_segments_and_tells_days(archive: Archive) -> None:
    hour = Interval(UtcUs(START - 1_800 * SECOND_US), UtcUs(START + 1_800 * SECOND_US))
    timeline, days = await archive.timeline(OPERATOR, CAM, hour)
    assert timeline.spans == (Interval(START, UtcUs(START + 121 * SECOND_US)),)
    assert (timeline.oldest, days) == (START, 30)


async def test_timelines_of_several_cameras_keep_their_order(archive: Archive) -> None:
    other = CameraId("cam-2")
    (none, _), (mine, days) = await archive.timelines(OPERATOR, (other, CAM), MINUTE)
    assert (none.spans, none.oldest) == ((), None)
    assert (mine, days) == await archive.timeline(OPERATOR, CAM, MINUTE)


async def test_timelines_are_refused_as_a_whole_and_bounded(archive: Archive) -> None:
    with pytest.raises(Refused):
        await archive.timelines(someone(Verb.ADMINISTER), (CAM, CameraId("cam-2")), MINUTE)
    many = tuple(CameraId(f"cam-{number}") for number in range(17))
    for cameras in ((), (CAM, CAM), many):
        with pytest.raises(BadInput) as raised:
            await archive.timelines(OPERATOR, cameras, MINUTE)
        assert raised.value.error_code == "timeline_cameras"


async def test_a_playlist_gives_every_picture_once(archive: Archive, rig: Rig) -> None:
    two = Interval(START, UtcUs(START + 120 * SECOND_US))
    consultation = await opened(archive, two)
    text = await archive.playlist(OPERATOR, CAM, two, consultation)
    media = [line for line in text.splitlines() if "media.m4s" in line]
    assert len(media) == 30
    shown = b""
    for line in media:
        name = line.split("/")[3]
        query = dict(item.split("=") for item in line.split("?")[1].split("&"))
        shown += await archive.media(
            OPERATOR, name, consultation, first=int(query["first"]), stop=int(query["stop"])
        )
    for unit in pictures(CAM, START, 3_000):
        assert unit.data in shown
    init = await archive.init(OPERATOR, f"cam-1.{START}", consultation)
    assert init[4:8] == b"ftyp"
    tags = [entry.tag for entry in await rig.journal()]
    assert tags == [PLAYBACK_STARTED, CONSULTATION_OPENED]


async def test_a_consultation_opens_nothing_else(archive: Archive, rig: Rig) -> None:
    consultation = await opened(archive)
    with pytest.raises(Refused) as narrow:
        await archive.playlist(OPERATOR, CAM, Interval(START, UtcUs(START + 61 * SECOND_US)), consultation)
    assert narrow.value.error_code == "consultation_too_narrow"
    with pytest.raises(Refused):
        await archive.playlist(OPERATOR, CameraId("cam-2"), MINUTE, consultation)
    with pytest.raises(NotFound):
        await archive.media(OPERATOR, f"cam-1.{START + 60 * SECOND_US}", consultation, first=0, stop=None)
    with pytest.raises(NotFound):
        await archive.media(OPERATOR, f"cam-1.{START}", "no-such", first=0, stop=None)
    with pytest.raises(NotFound):
        await archive.media(OPERATOR, "../../etc/passwd", consultation, first=0, stop=None)


async def test_a_consultation_is_its_sessions_alone_and_ends(archive: Archive, rig: Rig) -> None:
    consultation = await opened(archive)
    other = replace(OPERATOR, session_id=SessionId("session-2"))
    with pytest.raises(NotFound):
        await archive.playlist(other, CAM, MINUTE, consultation)
    rig.clock.advance(3_601)
    with pytest.raises(Refused) as expired:
        await archive.playlist(OPERATOR, CAM, MINUTE, consultation)
    assert expired.value.error_code == "consultation_expired"


async def test_the_segment_being_recorded_plays_too(archive: Archive) -> None:
    last = Interval(UtcUs(START + 120 * SECOND_US), UtcUs(START + 121 * SECOND_US))
    consultation = await opened(archive, last)
    assert "media.m4s" in await archive.playlist(OPERATOR, CAM, last, consultation)


async def test_over_http(archive: Archive) -> None:
    app = FastAPI()

    @app.middleware("http")
    async def sign_in(request: Request, call_next):
        request.state.principal = OPERATOR
        return await call_next(request)

    @app.exception_handler(VigieError)
    async def tell(_request: Request, error: VigieError) -> JSONResponse:
        return JSONResponse({"code": error.error_code}, status_code=400)

    app.include_router(archive_router(archive), prefix="/api")
    async with AsyncClient(transport=ASGITransport(app), base_url="http://test/api/archive/") as client:
        body = {
            "camera_ids": [CAM],
            "start_us": START,
            "end_us": MINUTE.end,
            "reason": "accident",
            "basis": "CSI L252-3",
        }
        made = await client.post("consultations", json=body)
        assert made.status_code == 201
        consultation = made.json()["id"]
        where = {"start_us": START, "end_us": MINUTE.end}
        line = (await client.get(f"cameras/{CAM}/timeline", params=where)).json()
        assert line["spans"] == [{"start_us": START, "end_us": MINUTE.end}]
        rows = (await client.get("timelines", params={**where, "camera_ids": f"cam-2,{CAM}"})).json()
        assert [row["camera_id"] for row in rows] == ["cam-2", CAM]
        assert rows[1] == {"camera_id": CAM, **line}
        answer = await client.get(
            f"cameras/{CAM}/playlist.m3u8", params={**where, "consultation": consultation}
        )
        assert answer.headers["content-type"].startswith("application/vnd.apple.mpegurl")
        assert "no-store" in answer.headers["cache-control"]
        first = next(line for line in answer.text.splitlines() if "media.m4s" in line)
        media = await client.get(answer.url.join(first))
        assert media.status_code == 200
        assert media.headers["content-type"] == "video/iso.segment"
        bad = await client.get(f"cameras/{CAM}/timeline", params={"start_us": 5, "end_us": 5})
        assert bad.json() == {"code": "interval_empty"}
