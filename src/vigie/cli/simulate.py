"""`vigie simulate`: a town of RTSP and ONVIF cameras on this machine."""

import asyncio
import json
import os
import signal
from pathlib import Path
from typing import Annotated, Any

from cyclopts import App, Parameter
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from vigie.kernel.errors import BadInput
from vigie.simulator.credentials import DEMO_PASSWORD, Auth
from vigie.simulator.settings import Arrival, TownSettings, default_folder
from vigie.simulator.sinks import receive
from vigie.simulator.town import Town, running_town

app = App(name="simulate", help="Faire tourner une ville de caméras simulées (RTSP et ONVIF).")

console = Console()

WARM_UP_S = 4.0


@app.default
def simulate(
    *,
    cameras: Annotated[int, Parameter(help="Nombre de caméras.")] = 104,
    media: Annotated[Path | None, Parameter(help="Dossier de vrais films à montrer.")] = None,
    data: Annotated[Path | None, Parameter(help="Dossier des films fabriqués et gardés.")] = None,
    host: Annotated[str, Parameter(help="Adresse d'écoute.")] = "127.0.0.1",
    port: Annotated[int, Parameter(help="Port RTSP ; 0 : un port libre.")] = 8554,
    onvif_port: Annotated[int, Parameter(help="Port ONVIF de la première caméra ; 0 : libres.")] = 0,
    discovery: Annotated[bool, Parameter(help="Répondre à WS-Discovery sur l'interface de --host.")] = False,
    control_port: Annotated[int, Parameter(help="Port de commande ; 0 : un port libre.")] = 0,
    arrival: Annotated[Arrival, Parameter(help="Paquets étalés ou d'un coup.")] = Arrival.PACED,
    auth: Annotated[Auth, Parameter(help="Authentification demandée.")] = Auth.NONE,
    user: Annotated[str, Parameter(help="Nom d'utilisateur des caméras.")] = "admin",
    password: Annotated[str, Parameter(help="Mot de passe des caméras.")] = DEMO_PASSWORD,
    bitrate: Annotated[int | None, Parameter(help="Mesures : 1080p25 à ce débit (bit/s).")] = None,
    audio: Annotated[bool, Parameter(help="Annoncer aussi une piste de son (jamais envoyée).")] = False,
    tls_port: Annotated[int | None, Parameter(help="Port rtsps (certificat autosigné).")] = None,
    export_scenarios: Annotated[
        Path | None, Parameter(help="Dossier où écrire des clips annotés (vigie.scenario/1), puis finir.")
    ] = None,
    cases: Annotated[int, Parameter(help="Clips annotés de chaque comportement.")] = 12,
    seed: Annotated[int, Parameter(help="Graine des clips annotés : la même donne les mêmes.")] = 1,
    processes: Annotated[
        int | None, Parameter(help="Clips annotés dessinés en même temps ; vide : un par cœur.")
    ] = None,
    json_lines: Annotated[bool, Parameter("--json", help="Une ligne JSON par nouvelle.")] = False,
) -> None:
    """Servir la ville jusqu'à Ctrl-C."""
    if export_scenarios is not None:
        _export(export_scenarios, cases, seed, processes or os.cpu_count() or 1)
        return
    settings = TownSettings(
        cameras=cameras,
        host=host,
        port=port,
        onvif_port=onvif_port,
        discovery=discovery,
        control_port=control_port,
        tls_port=tls_port,
        arrival=arrival,
        auth=auth,
        username=user,
        password=password,
        audio=audio,
        bitrate_bps=bitrate,
        scenes=media is None and bitrate is None,
        media=media,
        data=data or default_folder(),
    )
    asyncio.run(_serve(settings, json_lines=json_lines))


def _export(folder: Path, cases: int, seed: int, processes: int) -> None:
    from vigie.simulator.scenes import export_scenarios  # noqa: PLC0415 - serving needs no renderer

    if cases < 1:
        raise BadInput(f"--cases {cases} asks for nothing: give 1 or more", code="no_cases")
    columns = (TextColumn("Clips annotés"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("clips", total=None)
        written = export_scenarios(
            folder,
            cases,
            seed,
            processes=processes,
            progress=lambda done, whole: bar.update(task, completed=done, total=whole),
        )
    console.print(f"{len(written)} scénarios dans {folder}", highlight=False)


async def _serve(settings: TownSettings, *, json_lines: bool) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    async with running_town(settings) as town:
        news = _JsonNews(town) if json_lines else _TextNews(town)
        town.on_progress(news.progress)
        news.up()
        news.progress()
        await stopped.wait()


@app.command
def measure(
    *,
    cameras: Annotated[int, Parameter(help="Nombre de caméras : autant de flux main, autant de sub.")] = 104,
    seconds: Annotated[float, Parameter(help="Durée de la mesure.")] = 20,
    arrival: Annotated[Arrival, Parameter(help="Paquets étalés ou d'un coup.")] = Arrival.PACED,
    data: Annotated[Path | None, Parameter(help="Dossier des films fabriqués et gardés.")] = None,
) -> None:
    """Mesurer ce que coûte la ville elle-même (1080p25 à 4 Mbit/s et 640×360), en JSON."""
    from vigie.bench.processes import cpu_s, pss_mb  # noqa: PLC0415 - serving needs no benchmark
    from vigie.bench.report import machine  # noqa: PLC0415 - same
    from vigie.bench.town import bench_town  # noqa: PLC0415 - same

    async def run() -> dict[str, Any]:
        receiving = asyncio.create_task(receive(urls, seconds, warm_up_s=WARM_UP_S))
        await asyncio.sleep(WARM_UP_S)
        before_s = cpu_s([town.process])
        count = await receiving
        spent_s = cpu_s([town.process]) - before_s
        return {
            "arrival": arrival.value,
            "streams": len(urls),
            "cores": round(spent_s / seconds, 3),
            "memory_mb": round(pss_mb([town.process]), 1),
            "mbit_s": round(count.octets * 8 / seconds / 1e6, 1),
            "pictures_s": round(count.pictures / seconds, 1),
            "packets_lost": count.packets_lost,
        }

    with bench_town(cameras, arrival.value, data or default_folder()) as town:
        urls = [url.replace("/main", f"/{name}") for url in town.urls for name in ("main", "sub")]
        figures = asyncio.run(run())
    print(json.dumps({"machine": machine(), **figures}, ensure_ascii=False))


class _JsonNews:
    """News for the program that started the town: one JSON object a line."""

    def __init__(self, town: Town) -> None:
        self._town = town

    def up(self) -> None:
        town = self._town
        self._say(type="up", rtsp_port=town.port, control_port=town.control_port, cameras=len(town.cameras))

    def progress(self) -> None:
        programme = self._town.programme
        self._say(
            type="progress",
            ready=programme.ready,
            total=programme.total,
            skipped=programme.skipped,
            failure=programme.failure,
        )

    def _say(self, **values: Any) -> None:
        print(json.dumps(values, ensure_ascii=False), flush=True)


class _TextNews:
    """News for a person."""

    def __init__(self, town: Town) -> None:
        self._town = town
        self._told: set[str] = set()

    def up(self) -> None:
        town = self._town
        console.print(f"{len(town.cameras)} caméras, par exemple {town.url('cam-001')}", highlight=False)
        console.print(f"Commande : http://{town.settings.host}:{town.control_port}/town", highlight=False)

    def progress(self) -> None:
        programme = self._town.programme
        console.print(f"Films prêts : {programme.ready} caméras sur {programme.total}", highlight=False)
        for name in programme.skipped.keys() - self._told:
            self._told.add(name)
            console.print(f"[yellow]Film laissé de côté :[/] {programme.skipped[name]}", highlight=False)
        if programme.failure is not None:
            console.print(f"[red]Les films n'ont pas pu être fabriqués :[/] {programme.failure}")
