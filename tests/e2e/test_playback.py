"""Several cameras played on one clock by a real Chromium; a part of them kept for a procedure."""

import logging
import re
import statistics
import time

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

LOG = logging.getLogger(__name__)
CAMERAS = 4
RECORDED_S = 45
ONE_PICTURE_MS = 1_000 / 12
"""The demonstration's films have twelve pictures a second."""

MEASURE = """async ms => {
    const videos = [...document.querySelectorAll("video[data-camera]")];
    const late = videos.map(() => []);
    videos.forEach((video, index) => {
        const seen = (_now, {expectedDisplayTime}) => {
            // The page wrote the frame's mediaTime, mapped to UTC, before this call.
            late[index].push(expectedDisplayTime - Number(video.dataset.shownUs) / 1000);
            video.requestVideoFrameCallback(seen);
        };
        video.requestVideoFrameCallback(seen);
    });
    await new Promise(done => setTimeout(done, ms));
    return late;
}"""
SHOWN = """() => [...document.querySelectorAll("video[data-camera]")]
    .map(video => Number(video.dataset.shownUs))"""
AT_REST = """() => [...document.querySelectorAll("video[data-camera]")]
    .every(video => !video.seeking && video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA)"""
ALL_SEEN = f"""() => [...document.querySelectorAll("video[data-camera]")]
    .filter(video => !video.hidden && video.dataset.shownUs && !video.paused).length === {CAMERAS}"""
RECORDED = """async () => {
    const end = Date.now() * 1000, range = `start_us=${end - 3600e6}&end_us=${end}`;
    const names = ["cam-001", "cam-002", "cam-003", "cam-004"].join(",");
    const rows = await (await fetch(`/api/archive/timelines?camera_ids=${names}&${range}`)).json();
    const from = Math.max(...rows.map(row => row.spans.length ? row.spans[0].start_us : end));
    return (Math.min(...rows.map(row => row.spans.length ? row.spans.at(-1).end_us : 0)) - from) / 1e6;
}"""


def until(page, condition, patience_s, otherwise):
    """Wait until it is so; a loaded machine takes its time."""
    deadline = time.monotonic() + patience_s
    while not condition():
        assert time.monotonic() < deadline, otherwise
        page.wait_for_timeout(250)


@pytest.fixture
def reading(sign_in):
    """The playback page of a supervisor, with every camera playing from a moment ago."""
    page = sign_in("chef")
    until(page, lambda: page.evaluate(RECORDED) > RECORDED_S, 300, "too little is recorded")
    seconds_ago = "new Date(Date.now() - 40e3).toLocaleTimeString('fr-FR')"
    page.goto("/relecture")
    cameras = page.locator(".choose-camera input").first
    cameras.click()
    for _ in range(CAMERAS):
        page.locator("[role=option]:visible").first.click()
    page.keyboard.press("Escape")
    page.locator(".choose-time input").fill(page.evaluate(seconds_ago))
    page.get_by_role("button", name="Consulter").click()
    page.get_by_label("Motif").last.fill("accident signalé rue de la Gare")
    page.get_by_role("button", name="Consulter les images").click()
    page.wait_for_function(ALL_SEEN, timeout=120_000)
    return page


def apart_ms(page):
    """Return how far apart the cameras are, by the median of each one's pictures of eight seconds."""
    late = [statistics.median(each or [float("inf")]) for each in page.evaluate(MEASURE, 8_000)]
    LOG.info("each camera's pictures, ms behind the clock: %s", late)
    return max(late) - min(late)


def test_pictures_come_together_and_stay_so(reading):
    """Begun at different moments, they are brought together; where decoding starves this takes longer."""
    until(reading, lambda: apart_ms(reading) <= ONE_PICTURE_MS, 120, "the cameras stay apart")


def settled(page):
    """Return the instants shown, once nothing is sought and no picture has changed for a second."""
    before, since = page.evaluate(SHOWN), time.monotonic()
    deadline = since + 60
    while time.monotonic() - since < 1:
        assert time.monotonic() < deadline, "the pictures do not come to rest"
        page.wait_for_timeout(100)
        now = page.evaluate(SHOWN)
        if now != before or not page.evaluate(AT_REST):
            before, since = now, time.monotonic()
    return before


def test_a_step_moves_every_picture_one_way_and_back(reading):
    reading.keyboard.press("k")
    settled(reading)
    reading.keyboard.press(".")
    first = settled(reading)
    reading.keyboard.press(".")
    second = settled(reading)
    assert 0 < second[0] - first[0] < 200_000
    assert max(second) - min(second) < 200_000
    reading.keyboard.press(",")
    assert settled(reading)[0] == first[0]


def test_reading_backwards_goes_back(reading):
    begun = reading.evaluate(SHOWN)
    played = "five seconds are not played"
    until(
        reading,
        lambda: all(now - then > 5e6 for now, then in zip(reading.evaluate(SHOWN), begun, strict=True)),
        60,
        played,
    )
    before = reading.evaluate(SHOWN)
    for _ in range(2):
        reading.keyboard.press("ArrowDown")
    expect(reading.get_by_label("Vitesse").first).to_have_value("−1 ×")
    until(
        reading,
        lambda: all(now < then for now, then in zip(reading.evaluate(SHOWN), before, strict=True)),
        60,
        "the pictures do not go back",
    )


def test_the_keyboard_still_leads_after_a_speed_is_chosen_in_the_list(reading):
    reading.get_by_label("Vitesse").first.click()
    reading.get_by_role("option", name="8 ×", exact=True).click()
    reading.keyboard.press("k")
    expect(reading.get_by_role("button", name="Lecture", exact=True)).to_be_visible()
    settled(reading)
    reading.keyboard.press("ArrowUp")
    expect(reading.get_by_label("Vitesse").first).to_have_value("8 ×")


def test_the_line_goes_from_a_month_to_seconds(reading):
    line = reading.get_by_role("slider")
    reading.get_by_role("button", name="Mois entier").click()
    box = line.bounding_box()
    line.hover(position={"x": box["width"] * 0.9, "y": box["height"] / 2})
    expect(reading.locator(".timeline-hover")).to_contain_text(re.compile(r"\d{2}/\d{2}/\d{4}"))
    for _ in range(24):
        reading.mouse.wheel(0, -400)
    last = seconds(reading.locator(".timeline-hover strong").inner_text())
    line.hover(position={"x": 5, "y": box["height"] / 2})
    first = seconds(reading.locator(".timeline-hover strong").inner_text())
    assert (last - first) % 86_400 <= 5


def seconds(clock):
    """Return a clock's time, `23:59:59`, in seconds of its day."""
    hours, minutes, rest = clock.split(":")
    return int(hours) * 3600 + int(minutes) * 60 + int(rest)


def test_a_marked_part_is_kept_with_its_reference(reading):
    reading.keyboard.press("k")
    settled(reading)
    reading.keyboard.press("i")
    reading.keyboard.press("j")
    settled(reading)
    reading.keyboard.press("o")
    reading.get_by_role("button", name="Conserver…").click()
    reading.get_by_role("button", name="Conserver ces images").click()
    reading.get_by_text("Donnez la référence de la procédure").wait_for()
    reading.get_by_label("Référence").last.fill("PV 2026/0412")
    reading.get_by_label("Motif").last.fill("réquisition du parquet")
    reading.get_by_role("button", name="Conserver ces images").click()
    reading.get_by_text("Les images choisies sont conservées.").wait_for()
    reading.get_by_role("button", name="Images conservées").click()
    held = reading.locator(".holds li", has_text="PV 2026/0412")
    held.first.wait_for()
    assert held.count() == CAMERAS
