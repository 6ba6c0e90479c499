"""Which detector looks: a network of the catalogue, shared by all cameras, or one built-in for each."""

from collections.abc import Callable
from dataclasses import dataclass

from vigie.vision.detector import Detector, ForegroundDetector
from vigie.vision.models.builtin import BUILTIN, BuiltinDetector
from vigie.vision.models.catalogue import DEFAULT, card
from vigie.vision.models.shelf import Shelf
from vigie.vision.settings import AnalystSettings

AUTO = "auto"


@dataclass(frozen=True, slots=True)
class Choice:
    """A detector and what is written about it.

    Attributes:
        make: gives the shared network, or a fresh built-in detector.
        name: its name, with the first digits of its digest.
        digest: the SHA-256 of the model's file, empty for the built-in one.
        runtime: what computes it, empty for the built-in one.
    """

    make: Callable[[], Detector | ForegroundDetector]
    name: str
    digest: str = ""
    runtime: str = ""


def choose(settings: AnalystSettings, release: str) -> Choice:
    """Open the detector that the settings name.

    Raises:
        NotFound: no such model is known, or it is not installed; the message says how to install it.
        BadInput: its file is damaged, or the runtime is not on this machine.
    """
    shelf = Shelf(settings.models)
    name = settings.detector
    if name == AUTO:
        name = DEFAULT if DEFAULT in shelf.installed() else BUILTIN
    if name == BUILTIN:
        return Choice(BuiltinDetector, f"{BUILTIN} {release}")
    known = card(name)
    network = shelf.open(known, threads=settings.threads, runtime=settings.runtime)
    return Choice(lambda: network, f"{name} {known.sha256[:12]}", known.sha256, network.runtime)
