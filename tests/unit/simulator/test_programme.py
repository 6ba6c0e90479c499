"""Which camera shows which film while films arrive."""

import asyncio
from dataclasses import replace

import pytest

from vigie.kernel.errors import BadInput, NotFound
from vigie.simulator.camera import SimulatedCamera
from vigie.simulator.clock import CameraClock
from vigie.simulator.films import Film
from vigie.simulator.places import all_places
from vigie.simulator.programme import Programme
from vigie.simulator.ptz import PtzHead
from vigie.simulator.settings import TownSettings
from vigie.simulator.streams import PlayableClip


@pytest.fixture
def make_film(make_clip):
    def make(name):
        main, sub, stand_in = (PlayableClip(make_clip(name=name)) for _ in range(3))
        return Film(name, main, sub, None if name == "first" else stand_in)

    return make


@pytest.fixture
def cameras(clock):
    return [SimulatedCamera(place, CameraClock(clock)) for place in all_places()[:6]]


@pytest.fixture
def programme(pump, make_film, cameras, monkeypatch):
    made = Programme(TownSettings(scenes=True), pump)
    made.add(make_film("first"))
    for camera in cameras:
        made.take(camera)
    monkeypatch.setattr(
        "vigie.simulator.programme.load_film", lambda name, *_paths, aggregate: make_film(name)
    )
    return made


async def _hear(programme, *lines):
    for line in [*lines, None]:
        programme._lines.put_nowait(line)
    await programme._load()


def _film(name):
    return {"type": "film", "name": name, "main": f"{name}.main.mp4", "sub": f"{name}.sub.mp4"}


def test_before_any_film_is_made_all_show_the_first_one_and_none_is_ready(programme, cameras):
    assert {camera.film for camera in cameras} == {"first"}
    assert (programme.ready, programme.total) == (0, 6)


async def test_each_camera_gets_its_own_film_when_it_arrives(programme, cameras):
    told = []
    programme.listeners.append(lambda: told.append(programme.ready))
    await _hear(programme, {"type": "plan", "names": ["a", "b", "c"]}, _film("b"), _film("a"), _film("c"))
    assert [camera.film for camera in cameras] == ["a", "b", "c", "a", "b", "c"]
    assert told == [2, 4, 6]


async def test_until_then_it_shows_another_with_a_sub_stream_of_another_size(programme, cameras):
    await _hear(programme, {"type": "plan", "names": ["a", "b", "c"]}, _film("b"))
    film = programme.films["b"]
    assert {camera.film for camera in cameras} == {"b"}
    assert [camera.streams["sub"].clip is film.stand_in for camera in cameras] == [True, False, True] * 2
    assert all(camera.streams["main"].clip is film.main for camera in cameras)
    assert programme.ready == 2


async def test_a_stand_in_stays_until_the_own_film_is_there(programme, cameras):
    await _hear(programme, {"type": "plan", "names": ["a", "b", "c"]}, _film("b"), _film("a"))
    assert [camera.film for camera in cameras] == ["a", "b", "b"] * 2
    await _hear(programme, _film("c"))
    assert cameras[2].streams["sub"].clip is programme.films["c"].sub


async def test_clips_without_stand_in_wait_with_the_first_film(programme, cameras, make_film):
    programme.films["a"] = replace(make_film("a"), stand_in=None)
    await _hear(programme, {"type": "plan", "names": ["a", "b"]})
    programme._furnish(1)
    assert cameras[1].film == "first"


async def test_the_cameras_of_a_film_passed_over_get_others(programme, cameras):
    skipped = {"type": "skipped", "name": "a", "message": "a.mp4: damaged"}
    await _hear(programme, {"type": "plan", "names": ["a", "b"]}, _film("b"), skipped)
    assert {camera.film for camera in cameras} == {"b"}
    assert programme.ready == 6
    assert programme.skipped == {"a": "a.mp4: damaged"}


async def test_a_film_is_chosen_by_hand_but_not_for_a_camera_that_moves(programme, cameras, clock):
    await _hear(programme, {"type": "plan", "names": ["a"]}, _film("a"))
    programme.show(cameras[0], "first")
    assert cameras[0].film == "first"
    with pytest.raises(NotFound):
        programme.show(cameras[0], "none")
    cameras[1].head = PtzHead(clock)
    with pytest.raises(BadInput):
        programme.show(cameras[1], "a")


async def test_a_folder_of_clips_that_is_none_is_refused_at_once(pump, tmp_path):
    with pytest.raises(BadInput):
        await Programme(TownSettings(media=tmp_path / "none"), pump).start()


async def test_films_that_cannot_be_made_are_said_and_the_town_goes_on(programme, monkeypatch, tmp_path):
    monkeypatch.setattr("vigie.simulator.supply.sys.executable", "/bin/false")
    await asyncio.wait_for(programme.start(), 20)
    await asyncio.gather(*programme._tasks)
    await programme.close()
    assert "could not be made" in programme.failure
