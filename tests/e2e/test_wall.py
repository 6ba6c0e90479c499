"""An operator arranges the wall by mouse and keyboard, keeps an arrangement, is told of a frozen image."""

import http.client
import json
import urllib.request

import psutil
import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


def names(page):
    """Return the camera of each tile, in the order of the tiles."""
    return page.locator(".tile .tile-name").all_inner_texts()


@pytest.fixture
def wall(sign_in):
    page = sign_in("operateur")
    expect(page.locator(".tile video")).to_have_count(4)
    page.locator(".tile").first.click()
    return page


@pytest.fixture
def misbehave(data):
    """Have a simulated camera behave badly, through the simulator's own control; it is told to stop again."""
    port = _control_port(str(data))

    def order(camera, faults):
        url = f"http://127.0.0.1:{port}/cameras/{camera}/faults"
        method = "DELETE" if faults is None else "PATCH"
        body = None if faults is None else json.dumps(faults).encode()
        urllib.request.urlopen(urllib.request.Request(url, body, method=method), timeout=30).close()

    yield order
    order("cam-002", None)


def _control_port(data):
    for process in psutil.process_iter(["cmdline"]):
        line = process.info["cmdline"] or []
        if "simulate" in line and any(each.startswith(data) for each in line):
            for each in process.net_connections("tcp"):
                if each.status == psutil.CONN_LISTEN and _is_control(each.laddr.port):
                    return each.laddr.port
    pytest.fail("the simulated town's control is not to be found")


def _is_control(port):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/town", timeout=10) as answer:
            return "cameras" in json.load(answer)
    except (OSError, ValueError, http.client.HTTPException):  # its other ports speak RTSP
        return False


def test_a_camera_is_dragged_to_a_tile_and_the_change_undone(wall):
    before = names(wall)
    row = wall.locator(".camera-row", has_text=before[0])
    row.drag_to(wall.locator(".tile").nth(3))
    swapped = [before[3], before[1], before[2], before[0]]
    expect(wall.locator(".tile .tile-name")).to_have_text(swapped)
    wall.keyboard.press("Control+z")
    expect(wall.locator(".tile .tile-name")).to_have_text(before)


def test_the_keyboard_leads_over_the_wall(wall):
    selected = wall.locator(".tile-selected .tile-number")
    wall.keyboard.press("1")
    expect(selected).to_have_text("1")
    wall.keyboard.press("ArrowRight")
    expect(selected).to_have_text("2")
    wall.keyboard.press("ArrowDown")
    expect(selected).to_have_text("6")
    wall.keyboard.press("ArrowUp")
    expect(selected).to_have_text("2")
    wall.keyboard.press("Delete")
    expect(wall.get_by_label("Case 2, vide")).to_be_visible()
    wall.keyboard.press("r")
    expect(wall.get_by_label("Case 2, vide")).to_have_count(0)
    wall.keyboard.press("+")
    expect(wall.locator(".tile")).to_have_count(25)
    wall.keyboard.press("-")
    expect(wall.locator(".tile")).to_have_count(16)


def test_the_wall_fills_the_screen_and_leaves_it(wall):
    wall.keyboard.press("f")
    expect(wall.locator(":fullscreen")).not_to_have_count(0)
    wall.keyboard.press("f")
    expect(wall.locator(":fullscreen")).to_have_count(0)


def test_an_arrangement_is_kept_and_shown_again(wall):
    kept = names(wall)
    wall.get_by_role("button", name="Dispositions").click()
    wall.get_by_role("menuitem", name="Enregistrer la disposition…").click()
    wall.get_by_role("textbox", name="Nom").fill("Centre, nuit")
    wall.get_by_role("button", name="Enregistrer", exact=True).click()
    wall.get_by_text("Disposition « Centre, nuit » enregistrée.").wait_for()
    wall.locator(".camera-row", has_text=kept[0]).drag_to(wall.locator(".tile").nth(1))
    expect(wall.locator(".tile .tile-name").first).to_have_text(kept[1])
    wall.reload()
    wall.get_by_role("button", name="Dispositions").click()
    wall.get_by_role("menuitem", name="Centre, nuit").first.click()
    expect(wall.locator(".tile .tile-name")).to_have_text(kept)


def test_a_frozen_image_says_since_when_and_comes_back(wall, misbehave):
    misbehave("cam-002", {"stall": True})
    said = wall.locator(".tile-message-stale", has_text="image figée depuis")
    expect(said).to_have_count(1)
    misbehave("cam-002", None)
    expect(said).to_have_count(0)
