from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigie.cameras.model import (
    Layout,
    check_camera,
    check_layout,
    check_url,
    next_camera_id,
)
from vigie.kernel.errors import BadInput
from vigie.kernel.ids import AccountId, CameraId
from vigie.testing.cameras import TOWN_HALL

WALL = Layout(id="1", name="Nuit", tiles=4, cameras=(None,) * 4, shared=False, owner=AccountId("a"))


@pytest.mark.parametrize(
    "url", ["rtsp://10.0.0.1/x", "rtsps://camera.example:322/a/b?c=1", "rtsp://[fe80::1]:554/x"]
)
def test_rtsp_addresses_are_taken(url):
    check_url("main_url", url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "10.0.0.1",
        "http://10.0.0.1/x",
        "rtsp:///x",
        "rtsp://host:port/x",
        "rtsp://[::1/x",
        "rtsp://h/" + "x" * 2000,
    ],
)
def test_what_is_no_rtsp_address_is_refused(url):
    with pytest.raises(BadInput) as refused:
        check_url("main_url", url)
    assert (refused.value.error_code, refused.value.details) == ("bad_url", {"field": "main_url"})


@pytest.mark.parametrize("url", ["rtsp://admin:secret@10.0.0.1/x", "rtsp://admin@10.0.0.1/x"])
def test_credentials_in_an_address_are_refused_and_not_repeated(url):
    with pytest.raises(BadInput) as refused:
        check_url("sub_url", url)
    assert refused.value.error_code == "url_with_credentials"
    assert "secret" not in str(refused.value)


def test_a_password_in_a_bad_address_is_not_repeated():
    with pytest.raises(BadInput) as refused:
        check_url("main_url", "http://admin:secret@10.0.0.1/x")
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"id": "Cam 1"}, "bad_camera_id"),
        ({"id": "-cam"}, "bad_camera_id"),
        ({"id": "x" * 65}, "bad_camera_id"),
        ({"name": "  "}, "bad_name"),
        ({"site": "a\nb"}, "bad_name"),
        ({"quarter": "x" * 121}, "bad_name"),
        ({"sub_url": "nothing"}, "bad_url"),
    ],
)
def test_a_camera_that_cannot_work_is_refused_with_the_field_at_fault(change, code):
    check_camera(TOWN_HALL)
    with pytest.raises(BadInput) as refused:
        check_camera(replace(TOWN_HALL, **change))
    assert refused.value.error_code == code
    assert refused.value.details["field"] in change


@pytest.mark.parametrize("change", [{"tiles": 5, "cameras": (None,) * 5}, {"cameras": (None,)}])
def test_a_wall_has_as_many_entries_as_tiles(change):
    check_layout(WALL)
    with pytest.raises(BadInput) as refused:
        check_layout(replace(WALL, **change))
    assert refused.value.error_code == "bad_tiles"


@given(st.sets(st.integers(1, 30)))
def test_the_next_id_is_free(numbers):
    taken = {CameraId(f"cam-{number:03d}") for number in numbers}
    assert next_camera_id(taken) not in taken
