"""`vigie evaluate`: what the detection finds, misses and invents on clips that a person has labelled."""

import json
import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from vigie.kernel.errors import BadInput
from vigie.vision.annotate import AnnotatedVideo, annotate
from vigie.vision.detector import Detector, ForegroundDetector
from vigie.vision.evaluation import PICTURES_PER_S, Evaluation, evaluate
from vigie.vision.models.builtin import BUILTIN, BuiltinDetector
from vigie.vision.models.catalogue import DEFAULT, card
from vigie.vision.models.runtimes import Runtime
from vigie.vision.models.shelf import Shelf

TABLE_WIDTH = 110
HEADINGS = ("comportement", "événements", "trouvés", "faux", "précision", "rappel", "F1", "délai s", "faux/h")
KEYS = ("events", "found", "false", "precision", "recall", "f1", "delay_s_median", "false_per_hour")

app = App(name="evaluate", help="Évaluer la détection sur des clips annotés (vigie.scenario/1).")


@app.default
def run(
    *scenarios: Annotated[Path, Parameter(help="Fichiers de scénario.")],
    json_: Annotated[bool, Parameter(name="--json", help="Résultat en JSON.")] = False,
    video: Annotated[Path | None, Parameter(help="Vidéo annotée à écrire (MP4).")] = None,
    media: Annotated[Path | None, Parameter(help="Dossier des clips.")] = None,
    detector: Annotated[
        str, Parameter(help="Modèle, voir `vigie models list` ; `builtin` : sans modèle.")
    ] = DEFAULT,
    models: Annotated[Path | None, Parameter(help="Dossier des modèles (sinon $VIGIE_MODELS).")] = None,
    runtime: Annotated[str, Parameter(help="Calcul : auto, cpu, cuda, rocm, openvino.")] = Runtime.AUTO,
) -> None:
    """Analyser chaque clip et comparer les signaux aux événements attendus."""
    if not scenarios:
        raise BadInput("name at least one scenario file: vigie evaluate FILE.json", code="no_scenario")
    make_detector = _maker(detector, models, runtime)
    errors = Console(stderr=True)
    with ExitStack() as stack:
        film = None if video is None else stack.enter_context(AnnotatedVideo(video, PICTURES_PER_S))
        outcome = evaluate(
            scenarios,
            make_detector,
            media=media,
            watch=None if film is None else lambda _s, timed, seen: film.add(annotate(timed.picture, seen)),
            told=lambda name: errors.print(name, highlight=False),
        )
    for result in outcome.results:
        for told in result.warnings:
            errors.print(f"[yellow]{escape(result.name)}[/] {escape(told)}", highlight=False, soft_wrap=True)
    for name, reason in outcome.errors.items():
        errors.print(f"[bold red]{escape(name)}[/] {escape(reason)}", highlight=False, soft_wrap=True)
    if json_:
        print(json.dumps(outcome.to_json(), ensure_ascii=False, indent=1))
    else:
        screen = Console()
        Console(width=max(screen.width, TABLE_WIDTH)).print(_table(outcome))
        print(f"{outcome.to_json()['cpu_ms_per_picture']} ms de CPU par image")
    if outcome.errors:
        sys.exit(1)


def _maker(name: str, models: Path | None, runtime: str) -> Callable[[], Detector | ForegroundDetector]:
    """Return what gives each clip its detector: a network is shared, the built-in one learns each scene."""
    if name == BUILTIN:
        return BuiltinDetector
    model = Shelf(models).open(card(name), runtime=runtime)
    return lambda: model


def _table(outcome: Evaluation) -> Table:
    table = Table(title=f"Détecteur : {outcome.detector}")
    for heading in HEADINGS:
        table.add_column(heading)
    for kind, score in outcome.kinds().items():
        row = score.to_json()
        table.add_row(kind, *("" if row[key] is None else str(row[key]) for key in KEYS))
    return table
