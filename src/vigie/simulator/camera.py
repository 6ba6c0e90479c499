"""One simulated camera: where it hangs, what it shows, how it misbehaves."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from vigie.simulator.clock import CameraClock
from vigie.simulator.faults import Faults
from vigie.simulator.places import Place
from vigie.simulator.ptz import PtzHead

if TYPE_CHECKING:
    from vigie.simulator.streams import Stream


@dataclass(eq=False)
class SimulatedCamera:
    """A camera and its streams by name (`main`, `sub`)."""

    place: Place
    clock: CameraClock
    faults: Faults = field(default_factory=Faults)
    streams: "dict[str, Stream]" = field(default_factory=dict)
    film: str | None = None
    head: PtzHead | None = None
    audio_requests: int = 0

    @property
    def id(self) -> str:
        """The camera's id, also the first part of its addresses."""
        return self.place.id

    def misbehave(self, faults: Faults) -> None:
        """Take on these faults, from now on."""
        if faults.rate != self.clock.rate:
            self.clock.set_rate(faults.rate)
        self.faults = faults
