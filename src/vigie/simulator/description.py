"""The town as plain values, for the control API and for whoever enters its cameras into a centre."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from vigie.simulator.camera import SimulatedCamera
    from vigie.simulator.town import Town


def describe_town(town: "Town") -> dict[str, Any]:
    """Return cameras, films and progress."""
    programme = town.programme
    return {
        "rtsp_port": town.port,
        "control_port": town.control_port,
        "auth": town.guard.scheme.value,
        "progress": {"ready": programme.ready, "total": programme.total},
        "films": sorted(programme.films),
        "skipped": programme.skipped,
        "failure": programme.failure,
        "cameras": [describe_camera(town, camera) for camera in town.cameras.values()],
    }


def describe_camera(town: "Town", camera: "SimulatedCamera") -> dict[str, Any]:
    """Return a camera's place, addresses, film, faults and clients."""
    place = camera.place
    return {
        "id": camera.id,
        "name": place.name,
        "quarter": place.quarter,
        "kind": place.kind,
        "ptz": camera.head is not None,
        "latitude_deg": place.latitude_deg,
        "longitude_deg": place.longitude_deg,
        "streams": {name: town.url(camera.id, name) for name in camera.streams},
        "onvif": town.onvif.address(camera.id) if town.onvif else None,
        "film": camera.film,
        "film_s": _film_s(camera),
        "faults": camera.faults.model_dump(exclude_defaults=True),
        "clients": {name: len(stream.sessions) for name, stream in camera.streams.items()},
        "audio_requests": camera.audio_requests,
    }


def _film_s(camera: "SimulatedCamera") -> float | None:
    """Return the second of the film that the main stream shows now; None for a camera that shows none."""
    position_90k = camera.streams["main"].position_90k
    return None if position_90k is None else round(position_90k / 90_000, 3)
