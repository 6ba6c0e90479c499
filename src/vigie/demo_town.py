"""What the demonstration is made of: ports, folders, settings file, cameras. Nothing here starts anything.

The settings are written to `DATA/demo.toml`, so that every process of the demonstration, and `vigie` commands
beside it (`--config DATA/demo.toml`), mean the same.
"""

import json
import socket
import zlib
from dataclasses import dataclass
from pathlib import Path

from vigie.cameras.model import CameraKind
from vigie.cameras.service import CameraDraft
from vigie.kernel.errors import Unavailable
from vigie.kernel.ids import CameraId
from vigie.settings import Settings, load
from vigie.simulator.credentials import DEMO_PASSWORD
from vigie.simulator.places import some_places

HOST = "127.0.0.1"
PORTS_TRIED = 100
FIRST_RTSP_PORT = 18_000
RTSP_PORTS = 12_000
"""Below the ports that Linux hands out by itself (32,768), so that no passing connection holds one."""
CAMERA_USER = "admin"
TOWN = "Le Blanc-Mesnil (démonstration)"
CONTROLLER = "Commune de démonstration, représentée par son maire (fictif)"


@dataclass(frozen=True, slots=True)
class DemoPlan:
    """Everything decided before the first process starts.

    Attributes:
        asked_port: the port that was asked for; `settings.centre.port` is the free one that was found.
    """

    settings: Settings
    config_file: Path
    cameras: int
    media: Path | None
    rtsp_port: int
    asked_port: int

    @property
    def address(self) -> str:
        """Where browsers find the centre."""
        return f"http://{HOST}:{self.settings.centre.port}/"

    def simulator_arguments(self) -> tuple[str, ...]:
        """Return the arguments of `vigie` that start the cameras."""
        arguments = ["simulate", "--json", "--auth", "digest", "--user", CAMERA_USER]
        arguments += ["--cameras", str(self.cameras), "--port", str(self.rtsp_port)]
        arguments += ["--data", str(self.settings.data / "town")]
        if self.media is not None:
            arguments += ["--media", str(self.media)]
        return tuple(arguments)

    def drafts(self) -> list[CameraDraft]:
        """Return the cameras as a technician would enter them."""
        return [
            CameraDraft(
                id=place.id,
                name=place.name,
                site=place.name,
                quarter=place.quarter,
                kind=CameraKind(place.kind),
                ptz=place.ptz,
                main_url=self._url(CameraId(place.id), "main"),
                sub_url=self._url(CameraId(place.id), "sub"),
                username=CAMERA_USER,
                password=DEMO_PASSWORD,
                latitude_deg=place.latitude_deg,
                longitude_deg=place.longitude_deg,
            )
            for place in some_places(self.cameras)
        ]

    def _url(self, camera_id: CameraId, stream: str) -> str:
        return f"rtsp://{HOST}:{self.rtsp_port}/{camera_id}/{stream}"


def plan(*, cameras: int, media: Path | None, data: Path, port: int) -> DemoPlan:
    """Choose free ports, write the settings file, return the plan.

    Raises:
        Unavailable: no port is free.
    """
    data = data.resolve()
    config_file = data / "demo.toml"
    config_file.write_text(_toml(data, free_port(port), synthetic=media is None), encoding="utf-8")
    return DemoPlan(
        settings=load(config_file),
        config_file=config_file,
        cameras=cameras,
        media=media.resolve() if media else None,
        rtsp_port=free_port(usual_rtsp_port(data)),
        asked_port=port,
    )


def usual_rtsp_port(data: Path) -> int:
    """Return the port that the cameras of a data folder prefer: the same at each start, one per folder.

    Two demonstrations started at the same moment would else find the same port free.
    """
    return FIRST_RTSP_PORT + zlib.crc32(str(data).encode()) % RTSP_PORTS


def free_port(first: int) -> int:
    """Return `first` or the next port that nobody listens on; 0 finds any.

    Raises:
        Unavailable: none of the next hundred is free.
    """
    for port in range(first, first + PORTS_TRIED):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except (OSError, OverflowError):
                continue
            return int(probe.getsockname()[1])
    raise Unavailable(f"aucun port libre à partir de {first} : indiquez --port", code="port_taken")


def _toml(data: Path, port: int, *, synthetic: bool) -> str:
    return (
        "# Écrit par « vigie demo » à chaque démarrage.\n"
        f"data = {json.dumps(str(data))}\n\n"
        f"[town]\nname = {json.dumps(TOWN, ensure_ascii=False)}\ndemo = true\n"
        f"controller = {json.dumps(CONTROLLER, ensure_ascii=False)}\n"
        'contact = "Mairie, service de la sécurité, 1, place de la Mairie"\n'
        'dpo = "dpo@ville.example"\n\n'
        f'[centre]\nhost = "{HOST}"\nport = {port}\n\n'
        f"[analyst]\nreplay = {json.dumps(synthetic)}\n"
    )
