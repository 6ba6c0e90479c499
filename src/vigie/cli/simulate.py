"""`vigie simulate`: a town of RTSP and ONVIF cameras on this machine."""

import asyncio
import signal
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from vigie.simulator.credentials import DEMO_PASSWORD, Auth
from vigie.simulator.settings import Arrival, TownSettings, default_folder
from vigie.simulator.town import running_town

app = App(name="simulate", help="Faire tourner une ville de caméras simulées (RTSP et ONVIF).")


@app.default
def simulate(
    *,
    cameras: Annotated[int, Parameter(help="Nombre de caméras.")] = 104,
    data: Annotated[Path | None, Parameter(help="Dossier des films fabriqués et gardés.")] = None,
    host: Annotated[str, Parameter(help="Adresse d'écoute.")] = "127.0.0.1",
    port: Annotated[int, Parameter(help="Port RTSP ; 0 : un port libre.")] = 8554,
    arrival: Annotated[Arrival, Parameter(help="Paquets étalés ou d'un coup.")] = Arrival.PACED,
    auth: Annotated[Auth, Parameter(help="Authentification demandée.")] = Auth.NONE,
    user: Annotated[str, Parameter(help="Nom d'utilisateur des caméras.")] = "admin",
    password: Annotated[str, Parameter(help="Mot de passe des caméras.")] = DEMO_PASSWORD,
) -> None:
    """Servir la ville jusqu'à Ctrl-C."""
    settings = TownSettings(
        cameras=cameras,
        host=host,
        port=port,
        arrival=arrival,
        auth=auth,
        username=user,
        password=password,
        data=data or default_folder(),
    )
    asyncio.run(_serve(settings))


async def _serve(settings: TownSettings) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    async with running_town(settings) as town:
        print(f"{len(town.cameras)} caméras : {town.url('cam-001', 'main')}", flush=True)
        await stopped.wait()
